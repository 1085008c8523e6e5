package dev.reconcile.engine;

import dev.reconcile.store.StoredObject;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The whole listing of a store that has no order to rely on, sorted here (H31). Exists only if the listing came to its end. */
final class SortedListing implements AutoCloseable {

    private final SpillingSorter<StoredObject> sorter;
    private final Sorted<StoredObject> objects;

    private SortedListing(SpillingSorter<StoredObject> sorter) {
        this.sorter = sorter;
        this.objects = sorter.sorted();
    }

    /** @throws dev.reconcile.store.StoreException if the listing broke off */
    static SortedListing read(Calls calls, String prefix, SpillingSorter<StoredObject> sorter) {
        try {
            new Listing(calls, prefix, Stretch.whole(new KeyRange(0, null, null)), false).forEachRemaining(sorter::add);
            return new SortedListing(sorter);
        } catch (RuntimeException failed) {
            sorter.close();
            throw failed;
        }
    }

    Iterator<StoredObject> in(KeyRange range) {
        return new Distinct(new Until<>(
                objects.from(object -> range.beginsAfter(object.key())), object -> range.endsBefore(object.key())));
    }

    @Override
    public void close() {
        sorter.close();
    }

    /** A listing without order may show an object twice that is written while it is listed. */
    private static final class Distinct implements Iterator<StoredObject> {

        private final Iterator<StoredObject> objects;
        private @Nullable StoredObject next;

        private Distinct(Iterator<StoredObject> objects) {
            this.objects = objects;
            this.next = objects.hasNext() ? objects.next() : null;
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public StoredObject next() {
            StoredObject current = next;
            if (current == null) {
                throw new NoSuchElementException();
            }
            do {
                next = objects.hasNext() ? objects.next() : null;
            } while (next != null && next.key().equals(current.key()));
            return current;
        }
    }
}
