package dev.reconcile.engine;

import dev.reconcile.store.ObjectKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The keys of some ranges that don't overlap. */
final class WalkedKeys {

    private final List<KeyRange> ranges;

    WalkedKeys(List<KeyRange> ranges) {
        this.ranges = new ArrayList<>(ranges);
        this.ranges.sort(Comparator.comparing(KeyRange::after, Comparator.nullsFirst(Comparator.naturalOrder())));
    }

    boolean contains(ObjectKey key) {
        int low = 0;
        int high = ranges.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ranges.get(middle).beginsAfter(key)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low > 0 && ranges.get(low - 1).contains(key);
    }
}
