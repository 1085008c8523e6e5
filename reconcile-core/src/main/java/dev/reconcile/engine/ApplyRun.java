package dev.reconcile.engine;

import dev.reconcile.Finding;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.Progress.Stage;
import dev.reconcile.ReconcileException;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One run that carries out what another found, each item after fresh looks. Its own journal holds what it was to carry out. */
final class ApplyRun {

    private static final int AT_ONCE = 500;

    private final Working run;
    private final ReconcileRequest request;
    private final PlannedWork planned;
    private final Duration findingTtl;
    private final boolean confirmed;
    private final @Nullable PastRun past;
    private final @Nullable ItemStates before;
    private final ChangeReport report;

    /**
     * @param confirmed whether a person has confirmed the deletion of what was selected
     * @param past what the journal says of this run, if it is resumed
     * @param before and of its changes
     */
    ApplyRun(
            Working run,
            PlannedWork planned,
            Duration findingTtl,
            boolean confirmed,
            @Nullable PastRun past,
            @Nullable ItemStates before) {
        this.run = run;
        this.request = run.request();
        this.planned = planned;
        this.findingTtl = findingTtl;
        this.confirmed = confirmed;
        this.past = past;
        this.before = before;
        this.report = new ChangeReport(run, RunKind.APPLY, planned.run().id(), planned.report());
    }

    Supplier<RunReport> carryOut(Findings selected, Instant start) {
        report.examples = selected.examples();
        report.digest = selected.digest();
        report.uploads = selected.uploads();
        Repair.propose(selected, request, run.changes());
        try {
            Scan scan = Scan.of(planned.report());
            Proposal proposal = Proposal.of(
                    selected, scan.roles().stream().map(Scan.Role::name).toList(), request);
            report.tripped = Tripwires.tripped(
                    request,
                    scan,
                    proposal,
                    Precedents.of(
                            run.with().journal(),
                            run.with().binding(),
                            request,
                            run.ledger().run()));
            if (past == null || past.planned() == null) {
                note(selected);
            }
            if (report.tripped.isEmpty() && Repair.proposesAny(selected, request) && isAllowed(selected)) {
                repair(selected, start);
            }
        } catch (StopSignal.Stopped stopped) {
            run.problems().add(stopped.inWords());
        } catch (ReconcileException failed) {
            run.problems().add(failed);
        }
        return () -> report.toReport(start);
    }

    private boolean isAllowed(Findings selected) {
        boolean deletes = request.orphanPolicy() == OrphanPolicy.DELETE && selected.orphans() > 0;
        if (deletes && !confirmed && request.autoDeleteAfter().isEmpty()) {
            run.problems()
                    .add(selected.orphans()
                            + " orphans are not deleted: nobody has confirmed it. Apply the plan with confirmDeletion");
        }
        return Preflight.storeTellsAbsence(
                run.calls(), request.prefix(), run.with().random(), run.problems());
    }

    /** So that this run can be resumed from its own journal, whatever becomes of the plan's file. */
    private void note(Findings selected) {
        run.ledger()
                .write(List.of(new JournalEntry.Cut(
                        List.of(), planned.report().strategy(), run.ledger().now())));
        List<JournalEntry> some = new ArrayList<>();
        try (Findings.Numbered all = selected.numbered()) {
            while (all.hasNext()) {
                Finding finding = all.next();
                some.add(new JournalEntry.Found(0, finding, List.of()));
                if (some.size() == AT_ONCE) {
                    run.ledger().write(some);
                    some.clear();
                }
            }
        }
        some.add(new JournalEntry.Walked(
                0, true, Map.of(), planned.run().witnesses(), run.ledger().now()));
        some.add(new JournalEntry.Planned(
                selected.digest(),
                selected.total(),
                report.tripped,
                planned.seen(),
                run.ledger().now()));
        run.ledger().writeDurably(some);
    }

    private void repair(Findings selected, Instant start) {
        ProgressMeter repairing =
                new ProgressMeter(run.announcer(), run.with().clock(), Stage.APPLY, OptionalLong.of(selected.marks()));
        boolean expired = planned.ended().plus(findingTtl).isBefore(start);
        Instant found = planned.run().begun().at();
        Clocks clocks = Clocks.read(run.calls(), run.with());
        Grace grace = Grace.of(request, expired ? start : found, clocks);
        Witness witness = new Witness(run.calls(), request.prefix());
        witness.recall(planned.run().witnesses()); // the bucket has to be the one that the plan was made for
        witness.begin();
        Confirm confirm = new Confirm(
                run.calls(), grace, witness, run.problems(), run.with().clock());
        Tally updated = new Tally(run.with().catalog().profile().roles());
        report.updated = updated;
        OrphanRules rules =
                new OrphanRules(request, planned.begunByStore(), clocks.store().at(start), confirmed);
        try (Sightings sightings = selected.orphans() == 0
                ? Sightings.none(run.workspace())
                : Sightings.read(
                        run.with().journal(),
                        run.with().binding(),
                        planned.run().id(),
                        run.workspace())) {
            Run.countUpdated(before, updated);
            new Repair(run, confirm, repairing, updated, before).carryOut(selected, rules, sightings, expired);
        } finally {
            repairing.tell();
            report.timings.put(Stage.APPLY, repairing.elapsed());
        }
    }
}
