package dev.reconcile.engine;

import dev.reconcile.ReconcileRequest;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.Reference;
import dev.reconcile.store.StoredObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is too young to judge. The cutoffs are fixed once, before the first read (H59). What is of unknown age, or from the
 * future, is too young (H22).
 *
 * @param records null where the ages of records are ignored on request
 * @param objects for objects that are held against a record; null likewise
 */
record Grace(@Nullable Instant records, @Nullable Instant objects, Instant orphans) {

    /** @param start by the engine's clock; each side's ages are by the side's own */
    static Grace of(ReconcileRequest request, Instant start, Clocks clocks) {
        Instant byCatalog = clocks.catalog().at(start);
        Instant byStore = clocks.store().at(start);
        return new Grace(
                request.markGrace().map(byCatalog::minus).orElse(null),
                request.markGrace().map(byStore::minus).orElse(null),
                byStore.minus(request.orphanGrace()));
    }

    Entry.Standing standing(CatalogRecord found, Reference reference) {
        if (!reference.required()) {
            return Entry.Standing.NOT_REQUIRED;
        }
        if (found.marked()) {
            return Entry.Standing.ALREADY_MARKED;
        }
        return isSettled(found.lastChanged(), records) ? Entry.Standing.JUDGED : Entry.Standing.TOO_YOUNG;
    }

    /** Whether the object has been what it is for long enough to hold its size against the record. */
    boolean isSettled(StoredObject object) {
        return isSettled(object.lastModified(), objects);
    }

    boolean mayBeOrphan(StoredObject object) {
        return isSettled(object.lastModified(), orphans);
    }

    private static boolean isSettled(@Nullable Instant changed, @Nullable Instant cutoff) {
        return cutoff == null || (changed != null && !changed.isAfter(cutoff));
    }
}
