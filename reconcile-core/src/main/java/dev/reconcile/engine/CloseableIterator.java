package dev.reconcile.engine;

import java.util.Iterator;

/** A lazy sequence that holds something open until it is closed. Closing twice is harmless; it throws nothing. */
interface CloseableIterator<T> extends Iterator<T>, AutoCloseable {

    @Override
    void close();

    static <T> CloseableIterator<T> over(Iterator<T> items) {
        return new CloseableIterator<>() {
            @Override
            public boolean hasNext() {
                return items.hasNext();
            }

            @Override
            public T next() {
                return items.next();
            }

            @Override
            public void close() {}
        };
    }
}
