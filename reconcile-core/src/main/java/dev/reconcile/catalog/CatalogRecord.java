package dev.reconcile.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One record as a read found it.
 *
 * @param status null if the record has none
 * @param message what a mark wrote, or the application did, where the catalog keeps messages; null if there is none
 * @param marked whether the status is the one that a mark sets: an earlier run, or a person, dealt with it already
 * @param lastChanged when the record was last written (or made, where only that is known); null if unknown, which counts as too
 *     young to judge
 * @param context further columns a reader of a finding wants to see, by name
 */
public record CatalogRecord(
        RecordId id,
        @Nullable String status,
        @Nullable String message,
        boolean marked,
        @Nullable Instant lastChanged,
        Map<String, String> context,
        List<Reference> references,
        List<UnusableReference> unusable) {

    public CatalogRecord {
        context = Map.copyOf(context);
        references = List.copyOf(references);
        unusable = List.copyOf(unusable);
    }
}
