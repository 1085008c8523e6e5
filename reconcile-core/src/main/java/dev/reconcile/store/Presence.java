package dev.reconcile.store;

/**
 * What one fresh look at an object says. Never a boolean: what isn't a positive answer either way is {@link Unknown}, and no
 * code can mistake it for {@link Absent} (H70).
 */
public sealed interface Presence {

    enum Kind {
        PRESENT,
        ABSENT,
        UNKNOWN
    }

    Kind kind();

    static Presence present(StoredObject object) {
        return new Present(object, Details.NONE);
    }

    static Presence present(StoredObject object, Details details) {
        return new Present(object, details);
    }

    static Presence absent() {
        return Absent.ABSENT;
    }

    static Presence unknown(Doubt doubt, String detail) {
        return new Unknown(doubt, detail);
    }

    /**
     * The store showed the object.
     *
     * @param details what {@link ObjectStore#describe} says beyond; {@link Details#NONE} of a plain look
     */
    record Present(StoredObject object, Details details) implements Presence {
        @Override
        public Kind kind() {
            return Kind.PRESENT;
        }
    }

    /**
     * The configured endpoint itself answered 404 for this key. A missing bucket gives the same answer (H1), so the engine
     * believes it only after it has seen the bucket answer positively later on.
     */
    enum Absent implements Presence {
        ABSENT;

        @Override
        public Kind kind() {
            return Kind.ABSENT;
        }
    }

    /**
     * Anything else.
     *
     * @param detail what was seen and what to do about it; never a vendor's raw text (H100)
     */
    record Unknown(Doubt doubt, String detail) implements Presence {
        @Override
        public Kind kind() {
            return Kind.UNKNOWN;
        }
    }
}
