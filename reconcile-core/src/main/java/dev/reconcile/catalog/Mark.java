package dev.reconcile.catalog;

import java.util.List;
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
}
