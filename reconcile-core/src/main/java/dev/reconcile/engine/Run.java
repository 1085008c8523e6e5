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
import dev.reconcile.Strategy;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunKind;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoreProfile;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private final StoreProfile store;
    private final Calls calls;
    private final Problems problems;
    private final Ledger ledger;
    private final @Nullable PastRun past;
    private final @Nullable ItemStates before;
    private final Tally tally;
    private final Outcome outcome;
    private boolean repairs;
    private final PlanLines lines;

    /**
     * @param past what the journal says of it, if the run is resumed
     * @param before and of its changes
     */
    Run(Working run, @Nullable PastRun past, @Nullable ItemStates before) {
        this.run = run;
        this.request = run.request();
        this.store = run.with().store().profile();
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
                Clocks clocks = Clocks.read(calls, run.with());
                Grace grace = Grace.of(request, start, clocks);
                List<KeyRange> earlier = earlierRanges();
                ProgressMeter reading = meter(Stage.SNAPSHOT, OptionalLong.empty());
                try (Snapshot references = Snapshot.read(
                        calls,
                        request,
                        grace,
                        store.keyRules(),
                        tally,
                        reading,
                        run.workspace().forReferences(),
                        key -> isWalked(earlier, key),
                        verifies())) {
                    finished(Stage.SNAPSHOT, reading);
                    outcome.nextCursor = references.nextCursor();
                    compare(references, earlier, grace, start, clocks);
                }
            }
        } catch (StopSignal.Stopped stopped) {
            problems.add(stopped.inWords());
        } catch (ReconcileException failed) {
            problems.add(failed);
        }
        if (before != null && !repairs) {
            before.forEach(state -> run.changes().leaveOpen(state, RunKind.RECONCILE));
        }
        return () -> outcome.toReport(start);
    }

    /** The ranges into which an earlier part of this run cut the key space; empty if there was none. */
    private List<KeyRange> earlierRanges() {
        JournalEntry.Cut cut = past == null ? null : past.cut();
        return cut == null ? List.of() : KeyRange.between(cut.cuts());
    }

    private boolean isWalked(List<KeyRange> earlier, ObjectKey key) {
        return earlier.stream().anyMatch(range -> isWalked(range) && range.contains(key));
    }

    private boolean isWalked(KeyRange range) {
        return past != null && past.whole(range.index()) != null;
    }

    private void compare(Snapshot references, List<KeyRange> earlier, Grace grace, Instant start, Clocks clocks) {
        outcome.strategy = strategyFor(references);
        Witness witness = new Witness(calls, request.prefix());
        witness.recall(past == null ? List.of() : past.witnesses());
        witness.begin();
        Confirm confirm =
                new Confirm(calls, grace, witness, problems, run.with().clock());
        ProgressMeter walking = meter(Stage.WALK, OptionalLong.of(references.size()));
        try (Walk walk = walk(references, earlier, confirm, witness, grace, walking)) {
            finished(Stage.WALK, walking);
            try {
                lookBeside(walk, start.plus(clocks.storeAhead()), confirm);
                verify(references, walk, new Verifier(run, confirm));
            } catch (StopSignal.Stopped stopped) {
                outcome.findings = findings(walk);
                throw stopped;
            }
            Findings plan = findings(walk);
            outcome.findings = plan;
            run.stop().check();
            Proposal proposal = Proposal.of(plan, tally.roleNames(), request);
            outcome.tripped = Tripwires.tripped(
                    request,
                    Scan.of(tally, outcome.strategy),
                    proposal,
                    Precedents.of(run.with().journal(), run.with().binding(), request, ledger.run()));
            Repair.propose(plan, request, run.changes());
            ledger.writeDurably(
                    List.of(new JournalEntry.Planned(plan.digest(), plan.total(), outcome.tripped, ledger.now())));
            if (request.isApplying()
                    && outcome.tripped.isEmpty()
                    && (Repair.proposesAny(plan, request) || Repair.leavesAny(before))
                    && Preflight.storeTellsAbsence(
                            calls, request.prefix(), run.with().random(), problems)) {
                repair(plan, confirm, start);
            }
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

    private Strategy strategyFor(Snapshot references) {
        JournalEntry.Cut cut = past == null ? null : past.cut();
        return cut == null ? request.strategyFor(references.size()) : cut.strategy();
    }

    /** Ends with a walk whose counts are in the tally, be it broken off. */
    private Walk walk(
            Snapshot references,
            List<KeyRange> earlier,
            Confirm confirm,
            Witness witness,
            Grace grace,
            ProgressMeter progress) {
        List<KeyRange> ranges = earlier.isEmpty() ? references.ranges(request) : earlier;
        if (earlier.isEmpty()) {
            cut(ranges);
        }
        Walk walk = newWalk(references, confirm, witness, grace, progress);
        takeUp(walk, ranges);
        List<KeyRange> left = ranges.stream().filter(range -> !isWalked(range)).toList();
        try {
            if (outcome.strategy == Strategy.PROBE) {
                walk.probe(left, run.parallel());
            } else if (store.listOrder() == ListOrder.NONE) {
                sweepSorted(walk, left);
            } else {
                walk.sweep(left, range -> new Listing(calls, request.prefix(), range, true), run.parallel());
                if (walk.isDisordered()) { // H31: nothing of it stands
                    walk.close();
                    progress.restart();
                    requireAllReferences(left, ranges);
                    cut(ranges);
                    walk = newWalk(references, confirm, witness, grace, progress);
                    sweepSorted(walk, ranges);
                }
            }
        } catch (StopSignal.Stopped stopped) {
            outcome.findings = findings(walk);
            tally.add(walk.tally());
            walk.close();
            throw stopped;
        } catch (RuntimeException failed) {
            walk.close();
            throw failed;
        }
        tally.add(walk.tally());
        return walk;
    }

    private void cut(List<KeyRange> ranges) {
        List<ObjectKey> cuts =
                ranges.stream().map(KeyRange::upTo).filter(Objects::nonNull).toList();
        ledger.writeDurably(List.of(new JournalEntry.Cut(cuts, outcome.strategy, ledger.now())));
    }

    /** What an earlier part of this run found and counted in ranges that it walked to their end. */
    private void takeUp(Walk walk, List<KeyRange> ranges) {
        if (past == null) {
            return;
        }
        past.findings(true, walk.findings()::add);
        for (KeyRange range : ranges) {
            JournalEntry.Walked walked = past.whole(range.index());
            if (walked != null) {
                walk.tally().add(walked.counts());
            }
        }
    }

    /** A resumed run's snapshot lacks what had been walked before the listing turned out to be without order. */
    private static void requireAllReferences(List<KeyRange> left, List<KeyRange> ranges) {
        if (left.size() < ranges.size()) {
            throw new StoreException(
                    Doubt.DISORDERED,
                    "The listing has no order, as it had when the run began; start another run, whose listing is sorted from the start");
        }
    }

    private Walk newWalk(Snapshot references, Confirm confirm, Witness witness, Grace grace, ProgressMeter progress) {
        return new Walk(
                references,
                calls,
                confirm,
                witness,
                grace,
                request,
                progress,
                problems,
                isCatalogKnown(),
                run.with().quarantine(),
                ledger,
                run.workspace().forFindings(),
                tally.sibling());
    }

    /** H47, H55: whether an object that nobody names can be told. */
    private boolean isCatalogKnown() {
        return tally.mayHideReferences == 0 && tally.records > 0;
    }

    private void sweepSorted(Walk walk, List<KeyRange> ranges) {
        try (SortedListing listing =
                SortedListing.read(calls, request.prefix(), run.workspace().forObjects())) {
            walk.sweep(ranges, listing::in, run.parallel());
        } catch (StoreException failed) {
            problems.add(failed);
        }
    }

    /** What is sought beside the walk: records that were marked and are whole again, and unfinished uploads. */
    private void lookBeside(Walk walk, Instant startByStore, Confirm confirm) {
        if (past != null && past.whole(BESIDE) != null) {
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
    private void verify(Snapshot references, Walk walk, Verifier verifier) {
        if (!verifies()) {
            return;
        }
        ProgressMeter verifying = meter(Stage.VERIFY, OptionalLong.of(references.size()));
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

    private void repair(Findings plan, Confirm confirm, Instant start) {
        repairs = true;
        ProgressMeter repairing = meter(Stage.APPLY, OptionalLong.of(plan.marks()));
        OrphanRules rules = new OrphanRules(request, start, start, false);
        try (Sightings sightings = plan.orphans() == 0
                ? Sightings.none(run.workspace())
                : Sightings.read(
                        run.with().journal(), run.with().binding(), ledger.run(), ledger.now(), run.workspace())) {
            countUpdated(before, tally);
            Repair repair = new Repair(run, confirm, repairing, tally, before);
            repair.carryOut(plan, rules, sightings, false);
            repair.settleRest(plan);
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

    private ProgressMeter meter(Stage stage, OptionalLong total) {
        return new ProgressMeter(run.announcer(), run.with().clock(), stage, total);
    }

    private void finished(Stage stage, ProgressMeter meter) {
        meter.tell();
        outcome.timings.put(stage, meter.elapsed());
    }
}
