package dev.reconcile.catalog;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The change for a record with MISSING or MISMATCH findings: its status becomes the error status, with a message. A
 * compare-and-set (H62): it holds what was judged, and applies only while that still stands.
 *
 * @param judgedStatus the status the record had when it was judged; null is a value like any other (H69)
 * @param judged the references that were judged, with the keys they had
 */
public record Mark(RecordId recordId, @Nullable String judgedStatus, List<Reference> judged, String message) {

    public Mark {
        judged = List.copyOf(judged);
        if (judged.isEmpty()) {
            throw new IllegalArgumentException("Invalid mark of record " + recordId + ": nothing was judged");
        }
    }

    /**
     * Whether the record, freshly read, still is what was judged: the same status, and for each judged reference the same role
     * and key, no less required, and the same expected size where one was judged (H62). Every catalog checks this while nobody
     * else can change the record.
     */
    public boolean stillHolds(CatalogRecord now) {
        return Objects.equals(judgedStatus, now.status())
                && judged.stream().allMatch(was -> now.references().stream().anyMatch(is -> holds(was, is)));
    }

    private static boolean holds(Reference was, Reference is) {
        return was.role().equals(is.role())
                && was.key().equals(is.key())
                && (is.required() || !was.required())
                && (was.expectedSize().isEmpty() || was.expectedSize().equals(is.expectedSize()));
    }
}
