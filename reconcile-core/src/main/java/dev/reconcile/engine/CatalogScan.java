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
 * Stage one: reads the catalog once, in primary-key pages (H52, H58), and sorts its references by key. Pages are read one after
 * another; while one thread reads the next page, another may take the last one.
 */
final class CatalogScan implements AutoCloseable {

    private final Calls calls;
    private final ReconcileRequest request;
    private final Grace grace;
    private final KeyRules rules;
    private final Tally tally;
    private final ProgressMeter progress;
    private final SpillingSorter<Entry> sorter;
    private final Predicate<ObjectKey> isWalked;
    private final boolean withWalked;
    private final Sample sample = new Sample();
    private final Circle<RecordId> circle;

    // of the reading
    private @Nullable RecordId cursor;
    private long left;
    private boolean over;

    /**
     * @param isWalked tells references that were walked by an earlier part of a resumed run, and are counted already
     * @param withWalked whether they are kept all the same, as something else is done with them than walking
     */
    CatalogScan(
            Calls calls,
            ReconcileRequest request,
            Grace grace,
            KeyRules rules,
            Tally tally,
            ProgressMeter progress,
            SpillingSorter<Entry> sorter,
            Predicate<ObjectKey> isWalked,
            boolean withWalked) {
        this.calls = calls;
        this.request = request;
        this.grace = grace;
        this.rules = rules;
        this.tally = tally;
        this.progress = progress;
        this.sorter = sorter;
        this.isWalked = isWalked;
        this.withWalked = withWalked;
        this.cursor = request.cursor().orElse(null);
        this.circle = new Circle<>(cursor);
        this.left = request.limit().isPresent() ? request.limit().getAsInt() : Long.MAX_VALUE;
    }

    /**
     * The whole of it, by the calling thread.
     *
     * @throws CatalogException if not all of it could be read: then there is no snapshot, and nothing to conclude from it
     */
    Snapshot all() {
        if (request.isTargeted()) {
            lookUp();
            return new Snapshot(sorter.sorted(), null);
        }
        while (!isOver()) {
            take(read());
        }
        return snapshot();
    }

    /** Reads the records of a targeted run. */
    private void lookUp() {
        List<RecordId> ids = List.copyOf(request.records());
        for (int from = 0; from < ids.size(); from += request.batchSize()) {
            List<RecordId> some = ids.subList(from, Math.min(from + request.batchSize(), ids.size()));
            Map<RecordId, CatalogRecord> found = calls.lookUp(some);
            some.stream().map(found::get).filter(Objects::nonNull).forEach(this::take);
            progress.advance(some.size());
        }
    }

    /** Whether there is no page left to be read. */
    boolean isOver() {
        return over;
    }

    /** Reads the next page; to be called by one thread at a time. */
    CatalogPage read() {
        int size = (int) Math.min(request.batchSize(), left);
        CatalogQuery query = CatalogQuery.page(request.filter(), cursor, size);
        CatalogPage page = calls.read(query);
        if (cursor != null && page.isLast() && page.records().isEmpty()) {
            page = calls.read(query); // H54: the page before said that something follows
        }
        left -= page.records().size();
        RecordId next = page.next();
        if (next != null && left > 0 && circle.closesAt(next)) {
            throw new CatalogException(
                    "Reading the catalog doesn't advance: it came to record " + ObjectKey.escape(next.value())
                            + " twice",
                    false,
                    null);
        }
        cursor = next;
        over = next == null || left <= 0;
        return page;
    }

    /** Sorts the records of a page into references to judge and values that can't be used. */
    synchronized void take(CatalogPage page) {
        page.records().forEach(this::take);
        progress.advance(page.records().size());
    }

    /** The keys that were read so far. */
    Sample sample() {
        return sample;
    }

    /** Once it is over and every page was taken. */
    Snapshot snapshot() {
        return new Snapshot(sorter.sorted(), cursor);
    }

    private void take(CatalogRecord found) {
        tally.records++;
        found.unusable().forEach(tally::unusable);
        for (Reference reference : found.references()) {
            if (!request.covers(reference.key())) {
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
            sample.add(reference.key());
        }
    }

    /** Gives memory and disk back; the snapshot can't be read any more. */
    @Override
    public void close() {
        sorter.close();
    }
}
