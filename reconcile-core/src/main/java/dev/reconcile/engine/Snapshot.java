package dev.reconcile.engine;

import dev.reconcile.ReconcileRequest;
import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogPage;
import dev.reconcile.catalog.CatalogQuery;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.catalog.UnusableReference;
import dev.reconcile.store.KeyRules;
import dev.reconcile.store.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Stage one: reads the catalog once, in primary-key pages (H52, H58), and holds its references sorted by key, as the store
 * lists. It exists only if the catalog said that nothing follows (H54), or the limit of the request was reached.
 */
final class Snapshot implements AutoCloseable {

    private static final int REFERENCES_PER_RANGE = 2000;
    private static final int RANGES_PER_WORKER = 4;

    /** Somebody waits for what a targeted run says, and it has few references for many workers. */
    private static final int SUSPECTS_PER_RANGE = 25;

    private final SpillingSorter<Entry> sorter;
    private final Sorted<Entry> references;
    private final @Nullable RecordId nextCursor;

    private Snapshot(SpillingSorter<Entry> sorter, @Nullable RecordId nextCursor) {
        this.sorter = sorter;
        this.references = sorter.sorted();
        this.nextCursor = nextCursor;
    }

    /**
     * @param isWalked tells references that were walked by an earlier part of a resumed run, and are counted already
     * @param withWalked whether they are kept all the same, as something else is done with them than walking
     * @throws CatalogException if not all of it could be read: then there is no snapshot, and nothing to conclude from it
     */
    static Snapshot read(
            Calls calls,
            ReconcileRequest request,
            Grace grace,
            KeyRules rules,
            Tally tally,
            ProgressMeter progress,
            SpillingSorter<Entry> sorter,
            Predicate<ObjectKey> isWalked,
            boolean withWalked) {
        try {
            Reader reader = new Reader(request, grace, rules, tally, sorter, isWalked, withWalked);
            if (request.isTargeted()) {
                lookUp(calls, request, reader, progress);
                return new Snapshot(sorter, null);
            }
            RecordId cursor = request.cursor().orElse(null);
            Circle<RecordId> circle = new Circle<>(cursor);
            long left = request.limit().isPresent() ? request.limit().getAsInt() : Long.MAX_VALUE;
            while (true) {
                int size = (int) Math.min(request.batchSize(), left);
                CatalogPage page = calls.read(CatalogQuery.page(request.filter(), cursor, size));
                page.records().forEach(reader::take);
                progress.advance(page.records().size());
                left -= page.records().size();
                RecordId next = page.next();
                if (next == null || left <= 0) {
                    return new Snapshot(sorter, next);
                }
                if (circle.closesAt(next)) {
                    throw new CatalogException(
                            "Reading the catalog doesn't advance: it came to record " + ObjectKey.escape(next.value())
                                    + " twice",
                            false,
                            null);
                }
                cursor = next;
            }
        } catch (RuntimeException failed) {
            sorter.close();
            throw failed;
        }
    }

    /** Reads the records of a targeted run. */
    private static void lookUp(Calls calls, ReconcileRequest request, Reader reader, ProgressMeter progress) {
        List<RecordId> ids = List.copyOf(request.records());
        for (int from = 0; from < ids.size(); from += request.batchSize()) {
            List<RecordId> some = ids.subList(from, Math.min(from + request.batchSize(), ids.size()));
            Map<RecordId, CatalogRecord> found = calls.lookUp(some);
            some.stream().map(found::get).filter(Objects::nonNull).forEach(reader::take);
            progress.advance(some.size());
        }
    }

    long size() {
        return references.size();
    }

    /** Where a limited run stopped; null if nothing follows. */
    @Nullable
    RecordId nextCursor() {
        return nextCursor;
    }

    /** Cuts the key space into ranges of about equal numbers of references. */
    List<KeyRange> ranges(ReconcileRequest request) {
        int each = request.isTargeted() ? SUSPECTS_PER_RANGE : REFERENCES_PER_RANGE;
        long wanted = Math.min((long) request.concurrency() * RANGES_PER_WORKER, 1 + references.size() / each);
        List<ObjectKey> cuts = references.quantiles((int) wanted).stream()
                .map(Entry::key)
                .distinct()
                .toList();
        return KeyRange.between(cuts);
    }

    CloseableIterator<Entry> in(KeyRange range) {
        CloseableIterator<Entry> from = references.from(entry -> range.beginsAfter(entry.key()));
        return new Until<>(from, entry -> range.endsBefore(entry.key()));
    }

    @Override
    public void close() {
        sorter.close();
    }

    /** Sorts records into references to judge and values that can't be used. */
    private record Reader(
            ReconcileRequest request,
            Grace grace,
            KeyRules rules,
            Tally tally,
            SpillingSorter<Entry> sorter,
            Predicate<ObjectKey> isWalked,
            boolean withWalked) {

        private void take(CatalogRecord found) {
            tally.records++;
            found.unusable().forEach(tally::unusable);
            for (Reference reference : found.references()) {
                if (!reference.key().value().startsWith(request.prefix())) {
                    continue;
                }
                String problem = rules.problem(reference.key()).orElse(null);
                if (problem != null) { // H40, H43: asking for it would ask for another object
                    tally.unusable(new UnusableReference(
                            found.id(),
                            reference.role(),
                            UnusableReference.Kind.UNPARSABLE,
                            reference.key().value(),
                            "no object of this store can have this key: " + problem));
                    continue;
                }
                Entry.Standing standing = grace.standing(found, reference);
                if (!isWalked.test(reference.key())) {
                    tally.role(reference.role()).reference(standing);
                } else if (!withWalked) {
                    continue;
                }
                sorter.add(new Entry(
                        reference.key(),
                        found.id(),
                        tally.roleIndex(reference.role()),
                        reference.expectedSize().orElse(-1),
                        standing));
            }
        }
    }
}
