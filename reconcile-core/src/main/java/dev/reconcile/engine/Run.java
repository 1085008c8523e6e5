package dev.reconcile.engine;

import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.Integrity;
import dev.reconcile.Progress.Stage;
import dev.reconcile.ReconcileException;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.journal.JournalEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One run that looks for itself, from its request to its report: preflight, snapshot, walk (with confirm), findings, guardrails,
 * repair. Whatever goes wrong on the way ends it early and is told in the report; what was proven by then stands. A resumed run goes the
 * same way and leaves out what its journal says is done.
 */
final class Run {

    /** The number of what isn't a range of keys: the look at what was marked, and at unfinished uploads. */
    private static final int BESIDE = -1;

    private final Working run;
    private final ReconcileRequest request;
    private final Calls calls;
    private final Problems problems;
    private final Ledger ledger;
    private final @Nullable PastRun past;
    private final @Nullable ItemStates before;
    private final Tally tally;
    private final Outcome outcome;
    private final PlanLines lines;

    /**
     * @param past what the journal says of it, if the run is resumed
     * @param before and of its changes
     */
    Run(Working run, @Nullable PastRun past, @Nullable ItemStates before) {
        this.run = run;
        this.request = run.request();
        this.calls = run.calls();
        this.problems = run.problems();
        this.ledger = run.ledger();
        this.past = past;
        this.before = before;
        this.tally = new Tally(run.with().catalog().profile().roles());
        this.outcome = new Outcome(run, tally);
        this.lines = new PlanLines(request);
    }

    /** @param start fixed once, before the first read; a resumed run keeps it */
    Supplier<RunReport> carryOut(Instant start) {
        try {
            if (Preflight.storeTellsAbsence(calls, request.prefix(), run.with().random(), problems)) {
                compare(start);
            }
        } catch (StopSignal.Stopped stopped) {
            problems.add(stopped.inWords());
        } catch (ReconcileException failed) {
            problems.add(failed);
        }
        return () -> outcome.toReport(start);
    }

    private void compare(Instant start) {
        Clocks clocks = Clocks.read(calls, run.with());
        Grace grace = Grace.of(request, start, clocks);
        Witness witness = new Witness(calls, request.prefix());
        witness.recall(past == null ? List.of() : past.witnesses());
        witness.begin();
        Confirm confirm =
                new Confirm(calls, grace, witness, problems, run.with().clock());
        try (Comparison comparison = new Comparison(run, past, outcome, tally, grace, witness, confirm, verifies())) {
            try {
                comparison.carryOut();
                lookBeside(comparison, clocks.store().at(start), confirm);
                verify(comparison, new Verifier(run, confirm));
            } catch (StopSignal.Stopped stopped) {
                outcome.findings = comparison.hasBegun() ? findings(comparison.walk()) : null;
                throw stopped;
            }
            conclude(findings(comparison.walk()), confirm, clocks.store(), start);
        }
    }

    private void conclude(Findings plan, Confirm confirm, Clocks.Side store, Instant start) {
        outcome.findings = plan;
        run.stop().check();
        Proposal proposal = Proposal.of(plan, tally.roleNames(), request);
        outcome.tripped = Tripwires.tripped(
                request,
                Scan.of(tally, outcome.strategy),
                proposal,
                Precedents.of(run.with().journal(), run.with().binding(), request, ledger.run()));
        Repair.propose(plan, request, run.changes());
        Instant now = ledger.now();
        ledger.writeDurably(
                List.of(new JournalEntry.Planned(plan.digest(), plan.total(), outcome.tripped, store.since(now), now)));
        if (request.isApplying()
                && outcome.tripped.isEmpty()
                && (Repair.proposesAny(plan, request) || run.changes().leavesUnread())
                && Preflight.storeTellsAbsence(
                        calls, request.prefix(), run.with().random(), problems)) {
            repair(plan, confirm, store.at(start));
        }
    }

    private Findings findings(Walk walk) {
        return Findings.of(
                walk.findings().sorted(),
                judged -> judged.finding().kind() == FindingKind.ORPHAN && walk.isFailed(judged.range()),
                lines,
                request.examples(),
                this::tellFound);
    }

    private void tellFound(Finding finding) {
        run.announcer().tell(listener -> listener.found(finding));
    }

    /** What is sought beside the walk: records that were marked and are whole again, and unfinished uploads. */
    private void lookBeside(Comparison comparison, Instant startByStore, Confirm confirm) {
        Walk walk = comparison.walk();
        if (past != null && past.whole(BESIDE) != null && !comparison.hasBegunAgain()) {
            return; // taken up with the ranges
        }
        boolean anyMarked = tally.roleNames().stream().anyMatch(role -> tally.role(role).alreadyMarked > 0);
        if (request.seeks(FindingKind.RECOVERED) && anyMarked) {
            new Recovery(run, confirm).seek(found -> walk.keep(found, BESIDE));
        }
        if (request.seeks(FindingKind.EXPIRED) && anyMarked) {
            new Expiry(run, confirm).seek(found -> walk.keep(found, BESIDE));
        }
        boolean whole = true;
        if (request.seeks(FindingKind.UPLOAD)) {
            whole = new Uploads(run, startByStore).seek(found -> walk.keep(found, BESIDE));
        }
        ledger.writeDurably(List.of(new JournalEntry.Walked(BESIDE, whole, Map.of(), List.of(), ledger.now())));
    }

    /** What is held against more than existence and size. */
    private void verify(Comparison comparison, Verifier verifier) {
        if (!verifies()) {
            return;
        }
        Snapshot references = comparison.references();
        Walk walk = comparison.walk();
        ProgressMeter verifying = run.meter(Stage.VERIFY, OptionalLong.of(references.size()));
        try {
            if (past != null) {
                tally.add(past.verifiedCounts());
            }
            new VerifyStage(run, verifier, tally, verifying, walk::keep).carryOut(references, past);
        } finally {
            finished(Stage.VERIFY, verifying);
        }
    }

    private boolean verifies() {
        boolean beyondSize = request.checks(Integrity.CHECKSUM)
                || request.checks(Integrity.CONTENT)
                || request.checks(Integrity.METADATA);
        return beyondSize && request.seeks(FindingKind.MISMATCH);
    }

    /** @param begun by the store's clock */
    private void repair(Findings plan, Confirm confirm, Instant begun) {
        ProgressMeter repairing = run.meter(Stage.APPLY, OptionalLong.of(plan.marks()));
        OrphanRules rules = new OrphanRules(request, begun, begun, false);
        try (Sightings sightings = plan.orphans() == 0
                ? Sightings.none(run.workspace())
                : Sightings.read(run.with().journal(), run.with().binding(), ledger.run(), run.workspace())) {
            countUpdated(before, tally);
            Repair repair = new Repair(run, confirm, repairing, tally, before);
            repair.carryOut(plan, rules, sightings, false);
            repair.settleRest();
        } finally {
            finished(Stage.APPLY, repairing);
        }
    }

    /** Adds, by role, the records that an earlier part of the run has marked. */
    static void countUpdated(@Nullable ItemStates before, Tally updated) {
        if (before != null) {
            before.forEach(state -> {
                JournalEntry.Done done = state.done();
                boolean applied = done != null && done.outcome() == ChangeOutcome.APPLIED;
                if (applied && state.intended() != null && state.change() instanceof Change.MarkRecord marked) {
                    MarkStage.countUpdated(marked.mark(), updated);
                }
            });
        }
    }

    private void finished(Stage stage, ProgressMeter meter) {
        meter.tell();
        outcome.timings.put(stage, meter.elapsed());
    }
}
