package dev.reconcile.engine;

import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.ObjectKey.InvalidKeyException;
import org.jspecify.annotations.Nullable;

/**
 * Where to cut a part of the key space of which nothing is known but that there is much in it. Any cut is right; a good one has objects
 * on either side.
 */
final class Bisection {

    private static final int LEAST = 0x20;
    private static final int BEYOND_ASCII = 0x7f;
    private static final int BEYOND_ALL = 0x110000;

    private Bisection() {}

    /**
     * A key beyond the last one listed: first the end of its directory, as names vary within one; then the middle, by the first
     * character that isn't settled.
     *
     * @param last the last one listed
     * @param upTo the end; null if there is none
     * @return null if there is none in between
     */
    static @Nullable ObjectKey between(ObjectKey last, @Nullable ObjectKey upTo) {
        ObjectKey end = endOfDirectory(last.value());
        if (end != null && (upTo == null || end.compareTo(upTo) < 0)) {
            return end;
        }
        return key(middle(codePoints(last), upTo == null ? new int[] {beyond(last)} : codePoints(upTo)));
    }

    /** The key after everything that begins like this one up to its last slash; null if it has none. */
    private static @Nullable ObjectKey endOfDirectory(String key) {
        int slash = key.lastIndexOf('/');
        return slash < 0 ? null : key(key.substring(0, slash) + (char) ('/' + 1));
    }

    private static int[] codePoints(ObjectKey key) {
        return key.value().codePoints().toArray();
    }

    private static int beyond(ObjectKey key) {
        return top(key.value().codePointAt(0));
    }

    private static int top(int codePoint) {
        return codePoint < BEYOND_ASCII ? BEYOND_ASCII : BEYOND_ALL;
    }

    private static @Nullable String middle(int[] low, int[] high) {
        int i = 0;
        while (i < low.length && i < high.length && low[i] == high[i]) {
            i++;
        }
        if (i == high.length) {
            return null; // nothing lies between a key and what it begins with
        }
        String common = new String(low, 0, i);
        int from = i < low.length ? low[i] : LEAST - 1;
        if (high[i] - from >= 2) {
            return common + text(from, high[i]);
        }
        for (int j = i + 1;
                j < low.length;
                j++) { // no room here: stay below the upper one, and go beyond the lower one
            if (top(low[j]) - low[j] >= 2) {
                return new String(low, 0, j) + text(low[j], top(low[j]));
            }
        }
        return i < low.length ? new String(low, 0, low.length) + text(LEAST - 1, BEYOND_ASCII) : null;
    }

    /** A character between these. */
    private static String text(int from, int to) {
        int middle = (from + to) >>> 1;
        if (middle >= Character.MIN_SURROGATE && middle <= Character.MAX_SURROGATE) {
            middle = from < Character.MIN_SURROGATE - 1 ? Character.MIN_SURROGATE - 1 : Character.MAX_SURROGATE + 1;
        }
        return Character.toString(Math.min(middle, to - 1));
    }

    private static @Nullable ObjectKey key(@Nullable String value) {
        if (value == null) {
            return null;
        }
        try {
            return ObjectKey.of(value);
        } catch (InvalidKeyException tooLong) {
            return null;
        }
    }
}
