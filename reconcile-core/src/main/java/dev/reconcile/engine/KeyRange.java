package dev.reconcile.engine;

import dev.reconcile.ReconcileRequest;
import dev.reconcile.store.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the key space that one worker walks.
 *
 * @param after exclusive; null for the beginning
 * @param upTo inclusive; null for the end
 */
record KeyRange(
        int index, @Nullable ObjectKey after, @Nullable ObjectKey upTo) {

    boolean endsBefore(ObjectKey key) {
        return upTo != null && key.compareTo(upTo) > 0;
    }

    boolean beginsAfter(ObjectKey key) {
        return after != null && key.compareTo(after) <= 0;
    }

    boolean contains(ObjectKey key) {
        return !beginsAfter(key) && !endsBefore(key);
    }

    /** The ranges of a request between these ascending keys of its: one more than there are cuts. */
    static List<KeyRange> between(ReconcileRequest request, List<ObjectKey> cuts) {
        List<KeyRange> ranges = new ArrayList<>();
        ObjectKey after = request.keysAfter().orElse(null);
        ObjectKey upTo = request.keysUpTo().orElse(null);
        for (ObjectKey cut : cuts) {
            if (cut.equals(upTo)) {
                break;
            }
            ranges.add(new KeyRange(ranges.size(), after, cut));
            after = cut;
        }
        ranges.add(new KeyRange(ranges.size(), after, upTo));
        return ranges;
    }
}
