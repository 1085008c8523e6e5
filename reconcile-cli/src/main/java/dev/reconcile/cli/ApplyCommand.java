package dev.reconcile.cli;

import dev.reconcile.ApplyRequest;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.Plan;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.journal.RunKind;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Carries out a plan; or looks and acts in one go, if told to. */
@Command(
        name = "apply",
        description = "Carries out what a plan proposes, each item after another look at it.",
        footer = {
            "",
            "Examples:",
            "  reconcile apply 20261122T031500Z-5b37a1c0",
            "  reconcile apply --plan plan.csv",
            "  reconcile apply last --accept 1200",
            "  reconcile apply --execute --where project_id=7",
            "",
            "Exit codes: 0 all of it was done, 1 something was left, see the report, 3 it was stopped before its end, 4 a guardrail stopped it"
                    + " before the first change."
        })
final class ApplyCommand implements Callable<Integer> {

    /** What to carry out. */
    static final class What {

        @Parameters(
                arity = "0..1",
                paramLabel = "RUN",
                description = "The dry run whose plan it is: its id, the beginning or end of that, or 'last'.")
        private @Nullable String run;

        @Option(names = "--plan", paramLabel = "FILE", description = "What a reviewer left of an exported plan.")
        private @Nullable Path plan;

        @Option(
                names = {"--execute", "--fix"},
                description = "Looks and acts in one go, within the guardrails, without a plan to be reviewed.")
        private boolean execute;

        @Option(
                names = {"--dry-run", "--report-only"},
                description = "Only looks, as: reconcile plan.")
        private boolean dryRun;
    }

    @ArgGroup(exclusive = true, multiplicity = "0..1")
    private What what = new What();

    @Mixin
    private final Selection selection = new Selection();

    @Mixin
    private final Acceptance acceptance = new Acceptance();

    @Option(
            names = "--confirm",
            paramLabel = "CODE",
            description =
                    "Lets the plan's orphans be deleted. The code is that of exactly this plan; apply without it says it.")
    private @Nullable String confirmation;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private final Session session;

    ApplyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (Work work = Work.open(session)) {
            RunReport report;
            if (what.execute || what.dryRun) {
                report = search(work);
                Ending.show(report, work.runs(), session);
                return (what.dryRun ? ExitCode.ofSearch(report) : ExitCode.ofChange(report)).number();
            }
            report = carryOut(work);
            Ending.show(report, work.runs(), session);
            return ExitCode.ofChange(report).number();
        }
    }

    private RunReport search(Work work) {
        if (confirmation != null) {
            throw new IllegalArgumentException("--confirm is for a plan that was looked at; make it with: "
                    + session.command("plan", "--orphans", "delete"));
        }
        ReconcileRequest asked = selection.on(work.configuration().request()).build();
        ReconcileRequest request = (what.dryRun
                        ? asked.toBuilder().dryRun()
                        : asked.toBuilder().apply())
                .guardrails(acceptance.on(asked.guardrails()))
                .build();
        return work.run(engine -> engine.run(request));
    }

    private RunReport carryOut(Work work) {
        selection.requireNone(spec, "A plan is carried out as it was made");
        if (what.run == null && what.plan == null) {
            throw new IllegalArgumentException("Which plan? Name its run, or 'last' for the last one: "
                    + session.command("apply", "last") + "; to look and act in one go: "
                    + session.command("apply", "--execute"));
        }
        Plan reviewed = what.plan == null ? null : Plan.read(what.plan);
        RunId run = reviewed != null
                ? reviewed.run()
                : work.runs()
                        .named(
                                String.valueOf(what.run),
                                each -> each.kind() == RunKind.RECONCILE
                                        && !each.request().isApplying()
                                        && each.report().isPresent(),
                                "finished dry run");
        ReconcileRequest planned = work.runs().history().summary(run).request();
        ApplyRequest apply = reviewed == null ? ApplyRequest.of(run) : ApplyRequest.of(reviewed);
        if (acceptance.isGiven()) {
            apply = apply.guardrails(acceptance.on(planned.guardrails()));
        }
        if (confirmation != null) {
            apply = apply.confirmDeletion(confirmation);
        } else if (planned.orphanPolicy() == OrphanPolicy.DELETE) {
            sayConfirmation(work.engine(), reviewed, run);
        }
        ApplyRequest request = apply;
        return work.run(engine -> engine.apply(request));
    }

    /** Without it the orphans are left alone, and the rest is done. */
    private void sayConfirmation(ReconcileEngine engine, @Nullable Plan reviewed, RunId run) {
        try {
            String code = engine.confirmation(reviewed == null ? engine.plan(run, Plan.Form.JSON_LINES) : reviewed);
            session.say("Orphans are deleted only with --confirm " + code
                    + ", once you have looked at the plan; without it they are left alone.");
        } catch (IllegalArgumentException noSuchPlan) {
            // it deletes nothing, or isn't the run's: the apply that follows says so
        }
    }
}
