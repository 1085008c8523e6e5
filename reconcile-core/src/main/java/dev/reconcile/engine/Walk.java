package dev.reconcile.engine;

import dev.reconcile.ReconcileRequest;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoredObject;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stage two: compares the snapshot with the store, stretch by stretch and in parallel, and has every difference looked at again at
 * once, in batches. A stretch whose listing breaks off gives no orphans (H73), and its remaining references stay unknown.
 */
final class Walk implements AutoCloseable {

    private final Snapshot snapshot;
    private final Calls calls;
    private final Confirm confirm;
    private final Witness witness;
    private final Grace grace;
    private final ReconcileRequest request;
    private final ProgressMeter progress;
    private final Problems problems;
    private final boolean orphansCanBeTold;

    private final String reserved;
    private final Ledger ledger;
    private final SpillingSorter<Judged> findings;
    private final Tally tally;
    private final Set<Integer> failedRanges = ConcurrentHashMap.newKeySet();
    private volatile boolean disordered;

    Walk(
            Snapshot snapshot,
            Calls calls,
            Confirm confirm,
            Witness witness,
            Grace grace,
            ReconcileRequest request,
            ProgressMeter progress,
            Problems problems,
            boolean orphansCanBeTold,
            String reserved,
            Ledger ledger,
            SpillingSorter<Judged> findings,
            Tally tally) {
        this.snapshot = snapshot;
        this.calls = calls;
        this.confirm = confirm;
        this.witness = witness;
        this.grace = grace;
        this.request = request;
        this.progress = progress;
        this.problems = problems;
        this.orphansCanBeTold = orphansCanBeTold;
        this.reserved = reserved;
        this.ledger = ledger;
        this.findings = findings;
        this.tally = tally;
    }

    /** Joins each range with its part of a sorted listing. */
    void sweep(List<KeyRange> ranges, SortedListing listing, Parallel parallel) {
        parallel.forEach(ranges.iterator(), range -> join(Stretch.whole(range), listing.in(range)));
    }

    /**
     * Joins a stretch with its references.
     *
     * @param objects those of the stretch, in the order of UTF-8; throws what {@link Listing} throws
     */
    void join(Stretch stretch, Iterator<StoredObject> objects) {
        listing(stretch, (nominator, standings) -> {
            try (CloseableIterator<Entry> references =
                    snapshot.beyond(stretch.range().after())) {
                MergeJoin.join(
                        references,
                        nominator.counting(objects),
                        reference -> stretch.isBeyond(reference.key()),
                        new Counting(standings, nominator));
            }
        });
    }

    /** Lists where that costs less than looking each reference up. */
    void mix(List<KeyRange> ranges, double pageCost, Parallel parallel) {
        parallel.forEach(
                ranges.iterator(),
                range -> listing(Stretch.whole(range), (nominator, standings) -> {
                    try (CloseableIterator<Entry> references = snapshot.in(range)) {
                        new Mixture(calls, request.prefix(), range, pageCost, new Mixed(standings, nominator))
                                .carryOut(references);
                    }
                }));
    }

    /** A pass that a listing may break off. */
    private void listing(Stretch stretch, Pass pass) {
        pass(stretch, (nominator, standings) -> {
            try {
                pass.over(nominator, standings);
            } catch (StoreException failed) {
                stretch.end();
                failedRanges.add(stretch.index());
                disordered |= failed.doubt() == Doubt.DISORDERED;
                problems.add(failed);
            }
        });
    }

    /** Looks up the object of every reference to be judged. */
    void probe(List<KeyRange> ranges, Parallel parallel) {
        mix(ranges, Double.POSITIVE_INFINITY, parallel);
    }

    /** What is done with one stretch. */
    private interface Pass {
        void over(Nominator nominator, Tally standings);
    }

    private void pass(Stretch stretch, Pass pass) {
        Tally own = tally.sibling();
        Tally standings = tally.sibling();
        Nominator nominator = new Nominator(
                request,
                confirm,
                grace,
                progress,
                orphansCanBeTold,
                own,
                convicted -> keep(convicted, stretch.index()),
                reserved);
        boolean whole = false;
        try {
            pass.over(nominator, standings);
            whole = !isFailed(stretch.index()) && !stretch.isCutInDoubt();
            nominator.end(whole);
        } catch (RuntimeException failed) {
            whole = false;
            throw failed;
        } finally {
            synchronized (tally) {
                tally.add(own);
            }
            standings.add(own);
            checkpoint(stretch.index(), whole, standings);
        }
    }

    /** H85: what a resumed run needn't walk again, with all that was found in it. */
    private void checkpoint(int range, boolean whole, Tally counted) {
        ledger.writeDurably(
                List.of(new JournalEntry.Walked(range, whole, counted.counts(), witness.witnesses(), ledger.now())));
    }

    /** Counts the references that were met, whatever becomes of them. */
    private record Counting(Tally standings, MergeJoin.Visitor visitor) implements MergeJoin.Visitor {

        private void count(Entry reference) {
            standings.role(reference.role()).reference(reference.standing());
        }

        @Override
        public void referenceOnly(Entry reference) {
            count(reference);
            visitor.referenceOnly(reference);
        }

        @Override
        public void objectOnly(StoredObject object) {
            visitor.objectOnly(object);
        }

        @Override
        public void both(Entry reference, StoredObject object) {
            count(reference);
            visitor.both(reference, object);
        }
    }

    /** Writes down what was proven, in a range or beside all of them, and holds it for the plan. */
    void keep(List<Verdict.Convicted> convicted, int range) {
        ledger.write(convicted.stream()
                .map(each -> new JournalEntry.Found(range, each.finding(), each.evidence()))
                .toList());
        synchronized (findings) {
            convicted.forEach(each -> findings.add(new Judged(each.finding(), range)));
        }
    }

    /** Counts what is met by listing or by looking, and hands it on. */
    private final class Mixed implements Mixture.Visitor {

        private final Counting counting;
        private final Nominator nominator;

        private Mixed(Tally standings, Nominator nominator) {
            this.counting = new Counting(standings, nominator);
            this.nominator = nominator;
        }

        @Override
        public void listed(StoredObject object) {
            nominator.listed(object);
        }

        @Override
        public void both(Entry reference, StoredObject object) {
            counting.both(reference, object);
        }

        @Override
        public void referenceOnly(Entry reference) {
            counting.referenceOnly(reference);
        }

        @Override
        public void answered(Entry reference, Presence answer) {
            switch (answer.kind()) {
                case PRESENT -> both(reference, ((Presence.Present) answer).object());
                case ABSENT -> {
                    counting.count(reference);
                    nominator.absent(reference);
                }
                case UNKNOWN -> {
                    counting.count(reference);
                    progress.advance(1);
                }
            }
        }

        @Override
        public void unanswered(String detail) {
            problems.add(detail);
        }
    }

    /** Whether the store showed keys out of order, so that nothing of this walk stands (H31). */
    boolean isDisordered() {
        return disordered;
    }

    boolean isFailed(int range) {
        return failedRanges.contains(range);
    }

    Tally tally() {
        return tally;
    }

    SpillingSorter<Judged> findings() {
        return findings;
    }

    @Override
    public void close() {
        findings.close();
    }
}
