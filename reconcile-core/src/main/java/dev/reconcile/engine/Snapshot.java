package dev.reconcile.engine;

import dev.reconcile.ReconcileRequest;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.store.ObjectKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The catalog's references sorted by key, as the store lists. It exists only if the catalog said that nothing follows (H54), or
 * the limit of the request was reached. Many threads may read it.
 */
final class Snapshot {

    /** So many are worth a range of their own. */
    static final int REFERENCES_PER_RANGE = 2000;

    private static final int RANGES_PER_WORKER = 4;

    private final Sorted<Entry> references;
    private final @Nullable RecordId nextCursor;

    Snapshot(Sorted<Entry> references, @Nullable RecordId nextCursor) {
        this.references = references;
        this.nextCursor = nextCursor;
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
        long wanted = Math.min(
                (long) request.concurrency() * RANGES_PER_WORKER, 1 + references.size() / REFERENCES_PER_RANGE);
        List<ObjectKey> cuts = references.quantiles((int) wanted).stream()
                .map(Entry::key)
                .distinct()
                .toList();
        return KeyRange.between(request, cuts);
    }

    /** The references beyond a key; all if it is null. */
    CloseableIterator<Entry> beyond(@Nullable ObjectKey after) {
        return references.from(entry -> after != null && entry.key().compareTo(after) <= 0);
    }

    CloseableIterator<Entry> in(KeyRange range) {
        return new Until<>(beyond(range.after()), entry -> range.endsBefore(entry.key()));
    }
}
