package dev.reconcile.engine;

import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.Progress.Stage;
import dev.reconcile.ReconcileException;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.Strategy;
import dev.reconcile.catalog.CatalogProfile;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoreProfile;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * One run, from its request to its report: preflight, snapshot, walk (with confirm), findings, guardrails, apply. Whatever goes
 * wrong on the way ends it early and is told in the report; what was proven by then stands.
 */
final class Run {

    /** Up to so many references, looking each up costs less than listing a bucket of unknown size. */
    private static final long PROBED = 10_000;

    private final RunId id;
    private final ReconcileRequest request;
    private final StoreProfile store;
    private final CatalogProfile catalog;
    private final Calls calls;
    private final StopSignal stop;
    private final Parallel parallel;
    private final Announcer announcer;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Workspace workspace;

    private final Problems problems;
    private final Tally tally;
    private final Outcome outcome;

    Run(
            RunId id,
            ReconcileRequest request,
            StoreProfile store,
            CatalogProfile catalog,
            Calls calls,
            StopSignal stop,
            Parallel parallel,
            Announcer announcer,
            InstantSource clock,
            RandomGenerator random,
            Workspace workspace) {
        this.id = id;
        this.request = request;
        this.store = store;
        this.catalog = catalog;
        this.calls = calls;
        this.stop = stop;
        this.parallel = parallel;
        this.announcer = announcer;
        this.clock = clock;
        this.random = random;
        this.workspace = workspace;
        this.problems = new Problems();
        this.tally = new Tally(catalog.roles());
        this.outcome = new Outcome(request, tally, problems);
    }

    RunReport toReport(Instant start) {
        announcer.tell(listener -> listener.started(id, request));
        try {
            Grace grace = Grace.of(request, start);
            if (storeTellsAbsence()) {
                ProgressMeter reading = meter(Stage.SNAPSHOT, OptionalLong.empty());
                try (Snapshot references = Snapshot.read(
                        calls, request, grace, store.keyRules(), tally, reading, workspace.forReferences())) {
                    finished(Stage.SNAPSHOT, reading);
                    outcome.nextCursor = references.nextCursor();
                    compare(references, grace);
                }
            }
        } catch (StopSignal.Stopped stopped) {
            problems.add(
                    switch (stopped.reason()) {
                        case CANCELLED -> "The run was interrupted";
                        case DEADLINE -> "The run's deadline has passed";
                        case OUTAGE -> "Too many calls in a row went unanswered; the run was given up";
                    });
        } catch (ReconcileException failed) {
            problems.add(failed);
        }
        RunReport report = outcome.toReport(id, store, catalog, calls, stop, start, clock.instant());
        announcer.tell(listener -> listener.finished(report));
        return report;
    }

    /** H2, H13: asks for what can't be there. Unless that gives a 404, no answer of this store will tell what is missing. */
    private boolean storeTellsAbsence() {
        ObjectKey never =
                ObjectKey.of(request.prefix() + String.format("reconcile-preflight-%016x", random.nextLong()));
        Presence presence = calls.stat(never);
        switch (presence.kind()) {
            case ABSENT -> {
                return true;
            }
            case PRESENT ->
                problems.add("The store says that a random key exists (" + never
                        + "), so its answers prove nothing; is something else answering at this endpoint?");
            case UNKNOWN -> {
                Presence.Unknown unknown = (Presence.Unknown) presence;
                problems.add(
                        "Preflight failed, nothing was looked at. Asked for a key that can't exist, the store didn't answer"
                                + " that it is absent: " + unknown.detail()
                                + (unknown.doubt() == Doubt.FORBIDDEN
                                        ? ". Without the permission s3:ListBucket a missing object looks forbidden"
                                        : ""));
            }
        }
        return false;
    }

    private void compare(Snapshot references, Grace grace) {
        outcome.strategy = strategyFor(references);
        Witness witness = new Witness(calls, request.prefix());
        Confirm confirm = new Confirm(calls, grace, witness, problems);
        ProgressMeter walking = meter(Stage.WALK, OptionalLong.of(references.size()));
        try (Walk walk = walk(references, confirm, witness, grace, walking)) {
            finished(Stage.WALK, walking);
            Findings proven = Findings.of(walk, request, announcer);
            outcome.findings = proven;
            stop.check();
            outcome.tripped = Tripwires.tripped(request, outcome.strategy, tally, proposed(proven), proven.records());
            if (request.isApplying() && outcome.tripped.isEmpty() && proven.records() > 0 && storeTellsAbsence()) {
                apply(proven, confirm);
            }
        }
    }

    private Strategy strategyFor(Snapshot references) {
        if (request.strategy() != Strategy.AUTO) {
            return request.strategy();
        }
        return !request.seeks(FindingKind.ORPHAN) && references.size() <= PROBED ? Strategy.PROBE : Strategy.SWEEP;
    }

    /** Ends with a walk whose counts are in the tally, be it broken off. */
    private Walk walk(Snapshot references, Confirm confirm, Witness witness, Grace grace, ProgressMeter progress) {
        List<KeyRange> ranges = references.ranges(request.concurrency());
        Walk walk = newWalk(references, confirm, grace, progress);
        try {
            if (outcome.strategy == Strategy.PROBE) {
                walk.probe(ranges, witness, parallel);
            } else if (store.listOrder() == ListOrder.NONE) {
                sweepSorted(walk, ranges, witness);
            } else {
                walk.sweep(ranges, range -> new Listing(calls, request.prefix(), range, true, witness::saw), parallel);
                if (walk.isDisordered()) { // H31: nothing of it stands
                    walk.close();
                    progress.restart();
                    walk = newWalk(references, confirm, grace, progress);
                    sweepSorted(walk, ranges, witness);
                }
            }
        } catch (StopSignal.Stopped stopped) {
            outcome.findings = Findings.of(walk, request, announcer);
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

    private Walk newWalk(Snapshot references, Confirm confirm, Grace grace, ProgressMeter progress) {
        boolean orphansCanBeTold = tally.mayHideReferences == 0 && tally.records > 0; // H47, H55
        return new Walk(
                references,
                calls,
                confirm,
                grace,
                request,
                progress,
                problems,
                orphansCanBeTold,
                workspace.forFindings(),
                tally.sibling());
    }

    private void sweepSorted(Walk walk, List<KeyRange> ranges, Witness witness) {
        try (SortedListing listing = SortedListing.read(calls, request.prefix(), witness, workspace.forObjects())) {
            walk.sweep(ranges, listing::in, parallel);
        } catch (StoreException failed) {
            problems.add(failed);
        }
    }

    private List<Long> proposed(Findings proven) {
        return catalog.roles().stream()
                .map(role -> proven.count(FindingKind.MISSING, role) + proven.count(FindingKind.MISMATCH, role))
                .toList();
    }

    private void apply(Findings proven, Confirm confirm) {
        ProgressMeter marking = meter(Stage.APPLY, OptionalLong.of(proven.records()));
        Apply marks = new Apply(calls, confirm, id, announcer, marking, problems, tally, proven.records());
        outcome.apply = marks;
        try (CloseableIterator<Finding.OfReference> ofReferences = proven.ofReferences()) {
            marks.marks(ofReferences, Math.min(request.batchSize(), 100), parallel);
        } finally {
            finished(Stage.APPLY, marking);
        }
    }

    private ProgressMeter meter(Stage stage, OptionalLong total) {
        return new ProgressMeter(announcer, clock, stage, total);
    }

    private void finished(Stage stage, ProgressMeter meter) {
        meter.tell();
        outcome.timings.put(stage, meter.elapsed());
    }
}
