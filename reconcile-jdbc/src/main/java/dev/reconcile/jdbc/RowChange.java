package dev.reconcile.jdbc;

import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.catalog.Unmark;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a mark, or its taking back, does to a row.
 *
 * @param judged the references whose columns have to be unchanged
 * @param isDone whether a record is so already; read back after the change it has to be (H68)
 * @param stillHolds whether a record is what the change was made up for
 * @param status the new one
 * @param message the new one
 * @param removes whether the row is deleted instead
 */
record RowChange(
        RecordId id,
        List<Reference> judged,
        Predicate<CatalogRecord> isDone,
        Predicate<CatalogRecord> stillHolds,
        @Nullable String status,
        @Nullable String message,
        boolean removes) {

    static RowChange of(Mark mark, String errorStatus) {
        return new RowChange(
                mark.recordId(),
                mark.judged(),
                CatalogRecord::marked,
                mark::stillHolds,
                errorStatus,
                mark.message(),
                false);
    }

    static RowChange of(Unmark unmark) {
        Mark mark = unmark.mark();
        return new RowChange(
                mark.recordId(),
                mark.judged(),
                unmark::isDone,
                unmark::stillHolds,
                mark.judgedStatus(),
                mark.judgedMessage(),
                false);
    }

    static RowChange removing(Unmark marked) {
        return new RowChange(
                marked.recordId(), marked.mark().judged(), any -> false, marked::stillHolds, null, null, true);
    }
}
