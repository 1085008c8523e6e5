package dev.reconcile.engine;

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

    /** The ranges between these ascending keys: one more than there are cuts. */
    static List<KeyRange> between(List<ObjectKey> cuts) {
        List<KeyRange> ranges = new ArrayList<>();
        ObjectKey after = null;
        for (ObjectKey cut : cuts) {
            ranges.add(new KeyRange(ranges.size(), after, cut));
            after = cut;
        }
        ranges.add(new KeyRange(ranges.size(), after, null));
        return ranges;
    }
}
