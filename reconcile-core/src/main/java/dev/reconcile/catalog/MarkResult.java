package dev.reconcile.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of one mark, or of its taking back.
 *
 * @param message if applied: the record's message as it was read back right after the change, in the same transaction
 * @param changedAt if applied: when the record was changed, as it says itself; null where the catalog doesn't know
 */
public record MarkResult(
        MarkOutcome outcome,
        @Nullable String message,
        @Nullable Instant changedAt) {

    /** Nothing was written. */
    public static MarkResult of(MarkOutcome outcome) {
        return new MarkResult(outcome, null, null);
    }

    /** @param after the record, read back after the change */
    public static MarkResult applied(CatalogRecord after) {
        return new MarkResult(MarkOutcome.APPLIED, after.message(), after.lastChanged());
    }
}
