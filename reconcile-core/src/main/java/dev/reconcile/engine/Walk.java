package dev.reconcile.engine;

import dev.reconcile.FindingKind;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoredObject;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stage two: compares the snapshot with the store, range by range and in parallel, and has every difference looked at again at
 * once, in batches. A range whose listing breaks off gives no orphans (H73), and its remaining references stay unknown.
 */
final class Walk implements AutoCloseable {

    private final Snapshot snapshot;
    private final Calls calls;
    private final Confirm confirm;
    private final Grace grace;
    private final ReconcileRequest request;
    private final ProgressMeter progress;
    private final Problems problems;
    private final boolean orphansCanBeTold;

    private final SpillingSorter<Judged> findings;
    private final Tally tally;
    private final Set<Integer> failedRanges = ConcurrentHashMap.newKeySet();
    private volatile boolean disordered;

    Walk(
            Snapshot snapshot,
            Calls calls,
            Confirm confirm,
            Grace grace,
            ReconcileRequest request,
            ProgressMeter progress,
            Problems problems,
            boolean orphansCanBeTold,
            SpillingSorter<Judged> findings,
            Tally tally) {
        this.snapshot = snapshot;
        this.calls = calls;
        this.confirm = confirm;
        this.grace = grace;
        this.request = request;
        this.progress = progress;
        this.problems = problems;
        this.orphansCanBeTold = orphansCanBeTold;
        this.findings = findings;
        this.tally = tally;
    }

    /**
     * Joins each range with its part of the listing.
     *
     * @param listing the objects of a range, in the order of UTF-8; throws what {@link Listing} throws
     */
    void sweep(List<KeyRange> ranges, Function<KeyRange, Iterator<StoredObject>> listing, Parallel parallel) {
        parallel.forEach(ranges.iterator(), range -> {
            Nominator nominator = new Nominator(range);
            try (CloseableIterator<Entry> references = snapshot.in(range)) {
                join(range, references, nominator, listing);
                nominator.end();
            } finally {
                nominator.addUp();
            }
        });
    }

    private void join(
            KeyRange range,
            Iterator<Entry> references,
            Nominator nominator,
            Function<KeyRange, Iterator<StoredObject>> listing) {
        try {
            MergeJoin.join(references, nominator.counting(listing.apply(range)), nominator);
        } catch (StoreException failed) {
            failedRanges.add(range.index());
            disordered |= failed.doubt() == Doubt.DISORDERED;
            problems.add(failed);
        }
    }

    /** Looks up the object of every reference to be judged. */
    void probe(List<KeyRange> ranges, Witness witness, Parallel parallel) {
        parallel.forEach(ranges.iterator(), range -> {
            Nominator nominator = new Nominator(range);
            try (CloseableIterator<Entry> references = snapshot.in(range)) {
                probe(references, witness, nominator);
                nominator.end();
            } finally {
                nominator.addUp();
            }
        });
    }

    private void probe(Iterator<Entry> references, Witness witness, Nominator nominator) {
        Entry asked = null;
        Presence answer = Presence.absent();
        while (references.hasNext()) {
            Entry reference = references.next();
            if (reference.standing() != Entry.Standing.JUDGED) {
                progress.advance(1);
                continue;
            }
            if (asked == null || !asked.key().equals(reference.key())) {
                answer = calls.stat(reference.key());
                asked = reference;
            }
            switch (answer.kind()) {
                case PRESENT -> {
                    StoredObject object = ((Presence.Present) answer).object();
                    witness.saw(object);
                    nominator.both(reference, object);
                }
                case ABSENT -> nominator.absent(reference);
                case UNKNOWN -> nominator.unanswered((Presence.Unknown) answer);
            }
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

    /** Collects the differences of one range and has them looked at again, a batch at a time. */
    private final class Nominator implements MergeJoin.Visitor {

        private final KeyRange range;
        private final Tally own = tally.sibling();
        private final List<Candidate.OfReference> references = new ArrayList<>();
        private final List<Entry> referenceEntries = new ArrayList<>();
        private final List<Candidate.OfObject> objects = new ArrayList<>();
        private final boolean missing = request.seeks(FindingKind.MISSING);
        private final boolean mismatch = request.seeks(FindingKind.MISMATCH);
        private final boolean orphan = request.seeks(FindingKind.ORPHAN);

        private Nominator(KeyRange range) {
            this.range = range;
        }

        @Override
        public void referenceOnly(Entry reference) {
            progress.advance(1);
            if (reference.standing() != Entry.Standing.JUDGED) {
                return;
            }
            if (missing) {
                nominate(reference, null);
            } else {
                own.role(reference.role()).checked++;
            }
        }

        @Override
        public void both(Entry reference, StoredObject object) {
            progress.advance(1);
            if (reference.standing() != Entry.Standing.JUDGED) {
                return;
            }
            boolean asExpected = reference.expectedSize() < 0 || reference.expectedSize() == object.size();
            if (asExpected || !mismatch) {
                own.role(reference.role()).checked++;
            } else if (grace.isSettled(object)) {
                nominate(reference, object);
            } else {
                own.role(reference.role()).judged--;
                own.role(reference.role()).tooYoung++;
            }
        }

        @Override
        public void objectOnly(StoredObject object) {
            if (!orphan) {
                return;
            }
            if (object.isDirectoryMarker()) { // H42
                own.directoryMarkers++;
            } else if (request.keyPattern()
                    .filter(pattern -> !pattern.matcher(object.key().value()).matches())
                    .isPresent()) {
                own.notOurs++;
            } else if (!grace.mayBeOrphan(object)) {
                own.youngObjects++;
            } else if (!orphansCanBeTold) { // H47, H55
                own.unknownObjects++;
            } else {
                progress.nominated();
                objects.add(new Candidate.OfObject(object));
                if (objects.size() == request.batchSize()) {
                    judgeObjects();
                }
            }
        }

        /** H1: a 404 is an answer only with a witness after it, even where nobody asked for what is missing. */
        private void absent(Entry reference) {
            progress.advance(1);
            nominate(reference, null);
        }

        private void unanswered(Presence.Unknown unknown) {
            progress.advance(1);
            problems.add(unknown.detail());
        }

        private void nominate(Entry reference, @Nullable StoredObject seen) {
            progress.nominated();
            references.add(new Candidate.OfReference(
                    reference.recordId(), tally.roleNames().get(reference.role()), reference.key(), seen));
            referenceEntries.add(reference);
            if (references.size() == request.batchSize()) {
                judgeReferences();
            }
        }

        private void judgeReferences() {
            List<Verdict> verdicts = references.isEmpty() ? List.of() : confirm.references(references);
            for (int i = 0; i < verdicts.size(); i++) {
                Tally.Role role = own.role(referenceEntries.get(i).role());
                Verdict verdict = verdicts.get(i);
                if (verdict == Verdict.Acquitted.UNKNOWN) {
                    continue; // judged, not checked: unknown
                }
                role.checked++;
                if (verdict == Verdict.Acquitted.CHANGED) {
                    role.conflicts++;
                } else if (verdict == Verdict.Acquitted.IN_ORDER
                        && references.get(i).seen() == null) {
                    role.hidden++;
                } else if (verdict instanceof Verdict.Convicted convicted) {
                    keep(convicted);
                }
            }
            references.clear();
            referenceEntries.clear();
        }

        private void judgeObjects() {
            List<Verdict> verdicts = objects.isEmpty() ? List.of() : confirm.objects(objects);
            for (Verdict verdict : verdicts) {
                if (verdict instanceof Verdict.Convicted convicted) {
                    keep(convicted);
                    continue;
                }
                switch ((Verdict.Acquitted) verdict) {
                    case UNKNOWN -> own.unknownObjects++;
                    case VANISHED -> own.vanished++;
                    case TWIN -> own.twins++;
                    case CHANGED, IN_ORDER -> own.objectConflicts++;
                }
            }
            objects.clear();
        }

        private void keep(Verdict.Convicted convicted) {
            if (!request.seeks(convicted.finding().kind())) {
                return;
            }
            synchronized (findings) {
                findings.add(new Judged(convicted.finding(), range.index()));
            }
        }

        private Iterator<StoredObject> counting(Iterator<StoredObject> listed) {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return listed.hasNext();
                }

                @Override
                public StoredObject next() {
                    own.listed++;
                    return listed.next();
                }
            };
        }

        /** Has the last, partly filled batches looked at. */
        private void end() {
            judgeReferences();
            if (isFailed(range.index())) {
                own.unknownObjects += objects.size(); // H73
            } else {
                judgeObjects();
            }
        }

        private void addUp() {
            synchronized (tally) {
                tally.add(own);
            }
        }
    }
}
