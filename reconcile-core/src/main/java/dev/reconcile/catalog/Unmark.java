package dev.reconcile.catalog;

import dev.reconcile.catalog.Mark.Judged;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes a mark back: the record gets the status and message again that it had before. A compare-and-set (H86): it applies only
 * while nobody has written the record since it was marked.
 *
 * @param mark the one that was applied
 * @param message what the mark's message became in the catalog, cut to what the column holds; null if the catalog keeps none
 * @param markedAt when the mark was written, as the record says it; null where the catalog doesn't know when a record changed
 */
public record Unmark(
        Mark mark, @Nullable String message, @Nullable Instant markedAt) {

    public RecordId recordId() {
        return mark.recordId();
    }

    /** Whether the record, freshly read, is still what the mark made of it. Checked while nobody else can change the record. */
    public boolean stillHolds(CatalogRecord now) {
        return now.marked() && isOurMessage(now) && isUntouched(now) && Judged.point(mark.judged(), now);
    }

    private boolean isOurMessage(CatalogRecord now) {
        return Objects.equals(message, now.message());
    }

    private boolean isUntouched(CatalogRecord now) {
        return markedAt == null || markedAt.equals(now.lastChanged());
    }

    /** Whether the record is already what it was before the mark. */
    public boolean isDone(CatalogRecord now) {
        return !now.marked()
                && Objects.equals(mark.judgedStatus(), now.status())
                && Objects.equals(mark.judgedMessage(), now.message())
                && Judged.hold(mark.judged(), now);
    }
}
