package dev.reconcile.testkit;

import dev.reconcile.catalog.RecordId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record as {@link MetadataCatalogContract} writes and reads it behind the catalog's back: what the store itself holds.
 *
 * @param lastChanged to the millisecond
 * @param project the filter column
 * @param original the key of the role {@code original}
 * @param staged the key of the role {@code staged}
 */
public record StoredRecord(
        RecordId id,
        @Nullable String status,
        @Nullable String message,
        @Nullable Instant lastChanged,
        @Nullable String project,
        @Nullable String original,
        @Nullable String staged) {

    StoredRecord withStatus(@Nullable String changed) {
        return new StoredRecord(id, changed, message, lastChanged, project, original, staged);
    }

    StoredRecord withMessage(@Nullable String changed) {
        return new StoredRecord(id, status, changed, lastChanged, project, original, staged);
    }

    StoredRecord withProject(@Nullable String changed) {
        return new StoredRecord(id, status, message, lastChanged, changed, original, staged);
    }

    StoredRecord withOriginal(@Nullable String changed) {
        return new StoredRecord(id, status, message, lastChanged, project, changed, staged);
    }

    StoredRecord withStaged(@Nullable String changed) {
        return new StoredRecord(id, status, message, lastChanged, project, original, changed);
    }

    StoredRecord withLastChanged(@Nullable Instant changed) {
        return new StoredRecord(id, status, message, changed, project, original, staged);
    }

    /** The same but for what a mark may write. */
    StoredRecord apartFromTheMark() {
        return new StoredRecord(id, null, null, null, project, original, staged);
    }
}
