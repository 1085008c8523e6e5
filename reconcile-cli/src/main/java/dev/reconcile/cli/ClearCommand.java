package dev.reconcile.cli;

import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets applying runs go on after a guardrail stopped one. */
@Command(
        name = "clear",
        description =
                "Says that you have looked at a run that a guardrail stopped. The next ones aren't stopped for the same reason then; their own"
                        + " findings still are held against the guardrails.",
        footer = {"", "Examples:", "  reconcile runs clear last --by eve@example.com"})
final class ClearCommand implements Callable<Integer> {

    @Parameters(paramLabel = "RUN", description = "The halted run: its id, the beginning or end of that, or 'last'.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String run;

    @Option(names = "--by", required = true, paramLabel = "NAME", description = "Who you are, for the journal.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String by;

    private final Session session;

    ClearCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (Work work = Work.open(session)) {
            RunId id = work.runs()
                    .named(
                            run,
                            each -> each.report()
                                            .map(RunReport::state)
                                            .filter(RunState.HALTED::equals)
                                            .isPresent()
                                    && !each.cleared(),
                            "halted run");
            work.engine().clear(id, by);
            session.say("Run " + id + " is cleared.");
            return ExitCode.OK.number();
        }
    }
}
