package dev.reconcile.cli;

import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks, and changes nothing. */
@Command(
        name = "plan",
        description = "Looks for drift and proposes what to do about it. Changes nothing.",
        footer = {
            "",
            "Examples:",
            "  reconcile plan",
            "  reconcile plan --where project_id=7 --status ready",
            "  reconcile plan --orphans quarantine --export plan.csv",
            "  reconcile plan --only missing --html drift.html",
            "",
            "Exit codes: 0 nothing is wrong, 1 drift was found, 3 not everything could be looked at."
        })
final class PlanCommand implements Callable<Integer> {

    @Mixin
    private final Selection selection = new Selection();

    @Mixin
    private final Ending ending = new Ending();

    @Option(
            names = {"--dry-run", "--report-only"},
            description = "What this command does anyway; understood for the scripts that say it.")
    @SuppressWarnings("UnusedVariable")
    private boolean dryRun;

    private final Session session;

    PlanCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (Work work = Work.open(session)) {
            ReconcileRequest request =
                    selection.on(work.configuration().request()).dryRun().build();
            RunReport report = work.run(engine -> engine.run(request));
            Ending.show(report, work.runs(), session);
            ending.write(report, work, session);
            return ExitCode.ofSearch(report).number();
        }
    }
}
