package dev.reconcile.engine;

import dev.reconcile.Progress.Stage;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.Strategy;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoredObject;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Holds the catalog against the store. Where the store is going to be listed whatever the catalog says, both are read at the same
 * time, as a fresh look convicts and not the order of reading; else the catalog is read first. A resumed run leaves out the ranges that
 * its journal says are walked.
 */
final class Comparison implements AutoCloseable, Sweep.Stages {

    private final Working run;
    private final ReconcileRequest request;
    private final ListOrder order;
    private final Outcome outcome;
    private final Tally tally;
    private final Grace grace;
    private final Witness witness;
    private final Confirm confirm;
    private final @Nullable PastRun past;
    private final List<KeyRange> earlier;
    private final List<KeyRange> left;
    private final CatalogScan scan;
    private final ProgressMeter reading;
    private @Nullable Snapshot references;
    private @Nullable ProgressMeter walking;
    private @Nullable Walk walk;
    private boolean begunAgain;

    /**
     * @param past what the journal says of the run, if it is resumed
     * @param withWalked whether the snapshot keeps references that were walked by an earlier part of it
     */
    Comparison(
            Working run,
            @Nullable PastRun past,
            Outcome outcome,
            Tally tally,
            Grace grace,
            Witness witness,
            Confirm confirm,
            boolean withWalked) {
        this.run = run;
        this.request = run.request();
        this.order = run.with().store().profile().listOrder();
        this.outcome = outcome;
        this.tally = tally;
        this.grace = grace;
        this.witness = witness;
        this.confirm = confirm;
        this.past = past;
        this.earlier = past == null ? List.of() : past.ranges();
        this.left = earlier.stream().filter(range -> !isWalked(range)).toList();
        this.reading = run.meter(Stage.SNAPSHOT, OptionalLong.empty());
        this.scan = new CatalogScan(
                run.calls(),
                request,
                grace,
                run.with().store().profile().keyRules(),
                tally,
                reading,
                run.workspace().forReferences(),
                new WalkedKeys(earlier.stream().filter(this::isWalked).toList())::contains,
                withWalked);
    }

    private boolean isWalked(KeyRange range) {
        return past != null && past.whole(range.index()) != null;
    }

    /** Ends with a walk whose counts are in the tally, be it stopped. */
    void carryOut() {
        try {
            if (isListedInAnyCase()) {
                outcome.strategy = Strategy.SWEEP;
                sweep();
            } else {
                Snapshot all = scan.all();
                outcome.strategy = strategyFor(all.size());
                known(all);
                walkAfter(all);
            }
            finished(Stage.WALK, Objects.requireNonNull(walking));
        } catch (StopSignal.Stopped stopped) {
            count();
            throw stopped;
        }
        count();
    }

    private void count() {
        if (walk != null) {
            tally.add(walk.tally());
        }
    }

    /** Whether there is a walk: there is none before the catalog is known. */
    boolean hasBegun() {
        return walk != null;
    }

    /** Whether nothing stands of what an earlier part of the run walked. */
    boolean hasBegunAgain() {
        return begunAgain;
    }

    Walk walk() {
        return Objects.requireNonNull(walk);
    }

    Snapshot references() {
        return Objects.requireNonNull(references);
    }

    private boolean isListedInAnyCase() {
        return strategyFor(0) == Strategy.SWEEP && order != ListOrder.NONE;
    }

    private Strategy strategyFor(long size) {
        JournalEntry.Cut cut = past == null ? null : past.cut();
        Strategy strategy = cut == null ? request.strategyFor(size) : cut.strategy();
        return strategy == Strategy.MIXED && order == ListOrder.NONE ? Strategy.PROBE : strategy;
    }

    private void walkAfter(Snapshot all) {
        List<KeyRange> ranges = left;
        if (earlier.isEmpty()) {
            ranges = all.ranges(request);
            cut(ranges);
        }
        if (outcome.strategy == Strategy.PROBE) {
            walk().probe(ranges, run.parallel());
        } else if (outcome.strategy == Strategy.MIXED) {
            mix(ranges);
        } else {
            sweepSorted(ranges);
        }
    }

    private void mix(List<KeyRange> ranges) {
        walk().mix(ranges, request.pageCost(), run.parallel());
        if (walk().isDisordered()) { // H31: nothing of it stands
            outcome.strategy = Strategy.PROBE;
            List<KeyRange> again = beginAgain();
            walk().probe(again, run.parallel());
        }
    }

    /** Drops the walk, and cuts the key space anew. */
    private List<KeyRange> beginAgain() {
        walk().close();
        Objects.requireNonNull(walking).restart();
        requireAllReferences();
        List<KeyRange> ranges = references().ranges(request);
        cut(ranges);
        walk = newWalk();
        begunAgain = true;
        return ranges;
    }

    private void sweep() {
        Spool<StoredObject> aside = run.workspace().aside();
        try (Sweep sweep = new Sweep(scan, this, run.stop(), request.concurrency(), aside)) {
            if (!earlier.isEmpty()) {
                sweep.resume(left, 1 + earlier.get(earlier.size() - 1).index());
            }
            sweep.carryOut(run.parallel());
        }
        if (walk().isDisordered()) { // H31: nothing of it stands
            sweepSorted(beginAgain());
        }
    }

    private void sweepSorted(List<KeyRange> ranges) {
        try (SortedListing listing = SortedListing.read(
                run.calls(), request.prefix(), run.workspace().forObjects())) {
            walk().sweep(ranges, listing, run.parallel());
        } catch (StoreException failed) {
            run.problems().add(failed);
        }
    }

    /** A resumed run's snapshot lacks what had been walked before the listing turned out to be without order. */
    private void requireAllReferences() {
        if (left.size() < earlier.size()) {
            throw new StoreException(
                    Doubt.DISORDERED,
                    "The listing has no order, as it had when the run began; start another run, whose listing is sorted from the start");
        }
    }

    private void cut(List<KeyRange> ranges) {
        List<ObjectKey> cuts = ranges.stream()
                .limit(ranges.size() - 1)
                .map(KeyRange::upTo)
                .map(Objects::requireNonNull)
                .toList();
        run.ledger()
                .writeDurably(List.of(new JournalEntry.Cut(
                        cuts, outcome.strategy, run.ledger().now())));
    }

    @Override
    public List<KeyRange> open(Sample sample, boolean whole) {
        long wanted = whole
                ? Math.min(request.concurrency(), 1 + sample.seen() / Snapshot.REFERENCES_PER_RANGE)
                : request.concurrency();
        List<KeyRange> ranges = KeyRange.between(request, sample.cuts((int) wanted));
        cut(ranges);
        return ranges;
    }

    @Override
    public void cut(int range, ObjectKey at, int rest) {
        run.ledger()
                .write(List.of(
                        new JournalEntry.Split(range, at, rest, run.ledger().now())));
    }

    @Override
    public void known(Snapshot all) {
        finished(Stage.SNAPSHOT, reading);
        references = all;
        outcome.nextCursor = all.nextCursor();
        walking = run.meter(Stage.WALK, OptionalLong.of(all.size()));
        walk = newWalk();
        takeUp(walk);
    }

    /** What an earlier part of this run found and counted in ranges that it walked to their end. */
    private void takeUp(Walk into) {
        if (past == null) {
            return;
        }
        past.findings(true, into.findings()::add);
        for (KeyRange range : earlier) {
            JournalEntry.Walked walked = past.whole(range.index());
            if (walked != null) {
                into.tally().add(walked.counts());
            }
        }
    }

    private Walk newWalk() {
        return new Walk(
                references(),
                run.calls(),
                confirm,
                witness,
                grace,
                request,
                Objects.requireNonNull(walking),
                run.problems(),
                isCatalogKnown(),
                run.with().quarantine(),
                run.ledger(),
                run.workspace().forFindings(),
                tally.sibling());
    }

    /** H47, H55: whether an object that nobody names can be told. */
    private boolean isCatalogKnown() {
        return tally.mayHideReferences == 0 && tally.records > 0;
    }

    @Override
    public Iterator<StoredObject> list(Stretch stretch) {
        return new Listing(run.calls(), request.prefix(), stretch, true);
    }

    @Override
    public void join(Stretch stretch, Iterator<StoredObject> objects) {
        walk().join(stretch, objects);
    }

    private void finished(Stage stage, ProgressMeter meter) {
        meter.tell();
        outcome.timings.put(stage, meter.elapsed());
    }

    @Override
    public void close() {
        if (walk != null) {
            walk.close();
        }
        scan.close();
    }
}
