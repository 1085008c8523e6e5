package dev.reconcile;

import dev.reconcile.catalog.CatalogRecord;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was when one of its references was judged.
 *
 * @param status null if it had none
 * @param message null if it had none, or the catalog keeps none
 * @param lastChanged when it was last written, or made where only that is known; null if unknown
 * @param context its context columns, by name
 */
public record RecordState(
        @Nullable String status,
        @Nullable String message,
        @Nullable Instant lastChanged,
        Map<String, String> context) {

    public RecordState {
        context = Map.copyOf(context);
    }

    public static RecordState of(CatalogRecord read) {
        return new RecordState(read.status(), read.message(), read.lastChanged(), read.context());
    }
}
