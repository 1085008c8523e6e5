package dev.reconcile.cli;

import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Goes on with a run. */
@Command(
        name = "resume",
        description = "Goes on with a run that was killed, stopped or left incomplete. What was done isn't done again.",
        footer = {"", "Examples:", "  reconcile resume 20261122T031500Z-5b37a1c0", "  reconcile resume last"})
final class ResumeCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "RUN",
            description = "Its id, the beginning or end of that, or 'last' for the last one that didn't end well.")
    private String run = Runs.LAST;

    private final Session session;

    ResumeCommand(Session session) {
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
                                    .filter(state -> state == RunState.COMPLETE || state == RunState.HALTED)
                                    .isEmpty(),
                            "run to go on with");
            RunReport report = work.run(engine -> engine.resume(id));
            Ending.show(report, work.runs(), session);
            return (report.dryRun() ? ExitCode.ofSearch(report) : ExitCode.ofChange(report)).number();
        }
    }
}
