package dev.reconcile.engine;

import dev.reconcile.store.StoredObject;
import java.util.Iterator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Walks two sequences in the same order side by side. It knows three outcomes and nothing of what is done with them. Several
 * references may have one key; objects have distinct ones.
 */
final class MergeJoin {

    /** What the walk meets. */
    interface Visitor {

        void referenceOnly(Entry reference);

        void objectOnly(StoredObject object);

        void both(Entry reference, StoredObject object);
    }

    private MergeJoin() {}

    /**
     * @param beyond whether a reference isn't part of this; asked only once there are no more objects, as the end may have moved by
     *     then
     */
    static void join(
            Iterator<Entry> references, Iterator<StoredObject> objects, Predicate<Entry> beyond, Visitor visitor) {
        Entry reference = next(references);
        StoredObject object = next(objects);
        boolean referenced = false; // whether the current object has met a reference
        while (reference != null && object != null) {
            int side = reference.key().compareTo(object.key());
            if (side < 0) {
                visitor.referenceOnly(reference);
                reference = next(references);
            } else if (side == 0) {
                visitor.both(reference, object);
                referenced = true;
                reference = next(references);
            } else {
                if (!referenced) {
                    visitor.objectOnly(object);
                }
                referenced = false;
                object = next(objects);
            }
        }
        for (; reference != null && !beyond.test(reference); reference = next(references)) {
            visitor.referenceOnly(reference);
        }
        for (; object != null; object = next(objects)) {
            if (!referenced) {
                visitor.objectOnly(object);
            }
            referenced = false;
        }
    }

    private static <T> @Nullable T next(Iterator<T> items) {
        return items.hasNext() ? items.next() : null;
    }
}
