package dev.reconcile.cli;

import dev.reconcile.RunHistory;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.RunSummary;
import dev.reconcile.journal.RunKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Which runs there were. */
@Command(
        name = "runs",
        subcommands = ClearCommand.class,
        description = "Lists the runs that the journal knows, the latest first. Asks neither the bucket nor the table.",
        footer = {
            "",
            "Examples:",
            "  reconcile runs",
            "  reconcile runs --limit 100 --json",
            "  reconcile runs clear last --by eve@example.com"
        })
final class RunsCommand implements Callable<Integer> {

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "At most so many; default ${DEFAULT-VALUE}.")
    private int limit;

    private final Session session;

    RunsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (Work work = Work.open(session)) {
            RunHistory history = work.runs().history();
            List<RunId> ids = new ArrayList<>(history.runs());
            Collections.reverse(ids);
            List<RunSummary> latest =
                    ids.stream().limit(Math.max(1, limit)).map(history::summary).toList();
            if (session.isJson()) {
                session.terminal().out().println(Json.runs(latest));
            } else if (latest.isEmpty()) {
                session.say("There are none yet; begin with: " + session.command("plan"));
            } else {
                table(latest);
            }
            return ExitCode.OK.number();
        }
    }

    private void table(List<RunSummary> latest) {
        session.terminal()
                .out()
                .printf(
                        Locale.ROOT,
                        "%-26s %-9s %-11s %9s %9s %9s %9s  %s%n",
                        "RUN",
                        "DID",
                        "STATE",
                        "MISSING",
                        "MISMATCH",
                        "ORPHANS",
                        "CHANGED",
                        "OF");
        for (RunSummary each : latest) {
            session.terminal()
                    .out()
                    .printf(
                            Locale.ROOT,
                            "%-26s %-9s %-11s %9s %9s %9s %9s  %s%n",
                            each.id(),
                            did(each),
                            state(each),
                            count(each, RunReport::missing),
                            count(each, RunReport::mismatched),
                            count(each, report -> report.objects().orphans()),
                            count(each, RunsCommand::changed),
                            each.of().map(RunId::value).orElse(""));
        }
    }

    static String did(RunSummary run) {
        if (run.kind() == RunKind.RECONCILE) {
            return run.request().isApplying() ? "apply" : "plan";
        }
        return run.kind().name().toLowerCase(Locale.ROOT) + (run.request().isApplying() ? "" : " dry");
    }

    static String state(RunSummary run) {
        return run.report()
                .map(report -> report.state().name().toLowerCase(Locale.ROOT) + (run.cleared() ? "*" : ""))
                .orElse("not ended");
    }

    private static String count(RunSummary run, ToLongFunction<RunReport> count) {
        return run.report()
                .map(report -> Wording.count(count.applyAsLong(report)))
                .orElse("");
    }

    static long changed(RunReport report) {
        return report.marks().applied()
                + report.restores().applied()
                + report.purges().applied()
                + report.orphanChanges().applied()
                + report.uploads().aborts().applied();
    }
}
