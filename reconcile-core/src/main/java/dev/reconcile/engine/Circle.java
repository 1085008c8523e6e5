package dev.reconcile.engine;

import org.jspecify.annotations.Nullable;

/**
 * Notices that a chain of pages has come back to where it was, however long the way round (H6, H54): it remembers one place and
 * moves on to a newer one ever more seldom (Brent's algorithm). Not thread-safe.
 */
final class Circle<T> {

    private @Nullable T remembered;
    private long steps;
    private long moveOnAt = 1;

    Circle(@Nullable T start) {
        remembered = start;
    }

    /** Whether the chain was at this place before; noticed at the latest after three times round. */
    boolean closesAt(T place) {
        if (place.equals(remembered)) {
            return true;
        }
        if (++steps == moveOnAt) {
            remembered = place;
            moveOnAt *= 2;
        }
        return false;
    }
}
