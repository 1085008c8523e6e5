package dev.reconcile.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The change for a record with MISSING or MISMATCH findings: its status becomes the error status, with a message. A
 * compare-and-set (H62): it holds what was judged, and applies only while that still stands. What it replaces is in it, so
 * that it can be taken back.
 *
 * @param judgedStatus the status the record had when it was judged; null is a value like any other (H69)
 * @param judgedMessage the message the record had then; null if it had none, or the catalog keeps none
 * @param judged the references that were judged, with the keys they had
 * @param lastChanged when the record has to have been written last, as it says itself; null if that doesn't matter. It does where a
 *     mark is made again that was taken back, as nobody may have written the record in between
 */
public record Mark(
        RecordId recordId,
        @Nullable String judgedStatus,
        @Nullable String judgedMessage,
        List<Reference> judged,
        String message,
        @Nullable Instant lastChanged) {

    /** Whenever the record was written last. */
    public Mark(
            RecordId recordId,
            @Nullable String judgedStatus,
            @Nullable String judgedMessage,
            List<Reference> judged,
            String message) {
        this(recordId, judgedStatus, judgedMessage, judged, message, null);
    }

    public Mark {
        judged = List.copyOf(judged);
        if (judged.isEmpty()) {
            throw new IllegalArgumentException("Invalid mark of record " + recordId + ": nothing was judged");
        }
    }

    /**
     * Whether the record, freshly read, still is what was judged: the same status and message, and for each judged reference the
     * same role and key, no less required, and the same expectations where there were any (H62). Every catalog checks this while
     * nobody else can change the record.
     */
    public boolean stillHolds(CatalogRecord now) {
        return hasJudgedStatus(now) && hasJudgedMessage(now) && isUntouched(now) && Judged.hold(judged, now);
    }

    /** The same, for a record that nobody may have written since. */
    public Mark ifLastChanged(@Nullable Instant then) {
        return new Mark(recordId, judgedStatus, judgedMessage, judged, message, then);
    }

    private boolean isUntouched(CatalogRecord now) {
        return lastChanged == null || lastChanged.equals(now.lastChanged());
    }

    private boolean hasJudgedStatus(CatalogRecord now) {
        return Objects.equals(judgedStatus, now.status());
    }

    private boolean hasJudgedMessage(CatalogRecord now) {
        return Objects.equals(judgedMessage, now.message());
    }

    /** The part of the comparison that marks and their taking back share. */
    static final class Judged {

        private Judged() {}

        static boolean hold(List<Reference> judged, CatalogRecord now) {
            return judged.stream()
                    .allMatch(was -> now.references().stream()
                            .anyMatch(is -> pointsTheSame(was, is) && isNoLessRequired(was, is)));
        }

        /** As {@link #hold}, whether required or not: the error status itself may be what a pointer's condition excludes. */
        static boolean point(List<Reference> judged, CatalogRecord now) {
            return judged.stream().allMatch(was -> now.references().stream().anyMatch(is -> pointsTheSame(was, is)));
        }

        private static boolean pointsTheSame(Reference was, Reference is) {
            return was.role().equals(is.role()) && isSameKey(was, is) && isExpectedTheSame(was, is);
        }

        private static boolean isSameKey(Reference was, Reference is) {
            return was.key().equals(is.key());
        }

        private static boolean isNoLessRequired(Reference was, Reference is) {
            return is.required() || !was.required();
        }

        private static boolean isExpectedTheSame(Reference was, Reference is) {
            return was.expected().isPartOf(is.expected());
        }
    }
}
