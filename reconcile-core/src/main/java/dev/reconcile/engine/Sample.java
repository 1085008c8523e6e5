package dev.reconcile.engine;

import dev.reconcile.store.ObjectKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every nth key of the catalog, as far as it has been read: by it the key space is cut into parts of equal work. Thread-safe. */
final class Sample {

    private static final int MAX = 4096;

    private List<ObjectKey> kept = new ArrayList<>();
    private List<ObjectKey> sorted = List.of();
    private long stride = 1;
    private long seen;

    synchronized void add(ObjectKey key) {
        if (seen++ % stride == 0) {
            kept.add(key);
            if (kept.size() == MAX) {
                List<ObjectKey> half = new ArrayList<>(MAX);
                for (int i = 0; i < MAX; i += 2) {
                    half.add(kept.get(i));
                }
                kept = half;
                sorted = List.of();
                stride *= 2;
            }
        }
    }

    /** How many keys there were, those left out included. */
    synchronized long seen() {
        return seen;
    }

    /** Ascending keys, one less than parts, that cut what is known into parts of equal size; fewer where there aren't as many. */
    synchronized List<ObjectKey> cuts(int parts) {
        return Sorted.quantiles(sorted(), parts, Comparator.naturalOrder());
    }

    /** What is said of a part may be wrong by so much. */
    synchronized long tolerance() {
        return 2 * stride;
    }

    /** About how many keys lie beyond the first and up to the second. */
    synchronized long between(@Nullable ObjectKey after, @Nullable ObjectKey upTo) {
        return stride * (firstBeyond(upTo, sorted().size()) - firstBeyond(after, 0));
    }

    /** A key beyond the first and before the second with about as many on either side; null if none is known. */
    synchronized @Nullable ObjectKey middle(@Nullable ObjectKey after, @Nullable ObjectKey upTo) {
        int low = firstBeyond(after, 0);
        int high = firstBeyond(upTo, sorted().size());
        if (low >= high) {
            return null;
        }
        ObjectKey middle = sorted().get((low + high) >>> 1);
        return middle.equals(upTo) ? null : middle;
    }

    private int firstBeyond(@Nullable ObjectKey key, int ifNull) {
        if (key == null) {
            return ifNull;
        }
        List<ObjectKey> all = sorted();
        int low = 0;
        int high = all.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (all.get(middle).compareTo(key) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Sorted anew only when it has grown by a good part, as it is asked for more often than it needs to be exact. */
    private List<ObjectKey> sorted() {
        if (sorted.size() < kept.size() - kept.size() / 8) {
            sorted = new ArrayList<>(kept);
            sorted.sort(null);
        }
        return sorted;
    }
}
