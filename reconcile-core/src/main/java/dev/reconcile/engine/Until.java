package dev.reconcile.engine;

import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The items before the first that lies beyond. */
final class Until<T> implements CloseableIterator<T> {

    private final CloseableIterator<T> items;
    private final Predicate<? super T> beyond;
    private @Nullable T next;

    Until(CloseableIterator<T> items, Predicate<? super T> beyond) {
        this.items = items;
        this.beyond = beyond;
        advance();
    }

    private void advance() {
        T candidate = items.hasNext() ? items.next() : null;
        next = candidate == null || beyond.test(candidate) ? null : candidate;
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public T next() {
        T current = next;
        if (current == null) {
            throw new NoSuchElementException();
        }
        advance();
        return current;
    }

    @Override
    public void close() {
        next = null;
        items.close();
    }
}
