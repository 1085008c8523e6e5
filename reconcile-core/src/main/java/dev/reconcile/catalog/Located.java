package dev.reconcile.catalog;

import dev.reconcile.store.ObjectKey;

/** What a value that stands in a catalog's column names, as an {@link ObjectLocator} reads it. */
public sealed interface Located {

    /** The four cases, for a switch. */
    enum Kind {
        IN_BUCKET,
        ELSEWHERE,
        FOREIGN,
        UNPARSABLE
    }

    Kind kind();

    static Located inBucket(ObjectKey key) {
        return new InBucket(key);
    }

    static Located elsewhere() {
        return Elsewhere.ELSEWHERE;
    }

    static Located foreign(String detail) {
        return new Foreign(detail);
    }

    static Located unparsable(String detail) {
        return new Unparsable(detail);
    }

    /** An object of the locator's bucket. */
    record InBucket(ObjectKey key) implements Located {
        @Override
        public Kind kind() {
            return Kind.IN_BUCKET;
        }
    }

    /** A place the host declared as known and not this bucket: no reference of this store, and nothing to worry about. */
    enum Elsewhere implements Located {
        ELSEWHERE;

        @Override
        public Kind kind() {
            return Kind.ELSEWHERE;
        }
    }

    /**
     * A location in a place nobody declared (H47). Nothing is ever requested from it (H101).
     *
     * @param detail what it names and how to declare it, escaped for a log line
     */
    record Foreign(String detail) implements Located {
        @Override
        public Kind kind() {
            return Kind.FOREIGN;
        }
    }

    /**
     * No location at all, or no key that this store takes (H40, H41, H43, H46, H51).
     *
     * @param detail what is wrong with it as a clause ("it is blank"), escaped for a log line
     */
    record Unparsable(String detail) implements Located {
        @Override
        public Kind kind() {
            return Kind.UNPARSABLE;
        }
    }
}
