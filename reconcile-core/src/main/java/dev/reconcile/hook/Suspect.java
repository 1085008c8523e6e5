package dev.reconcile.hook;

import dev.reconcile.catalog.RecordId;
import dev.reconcile.store.ObjectKey;

/** What a read didn't find. */
public sealed interface Suspect {

    /** An object, whoever refers to it. */
    record OfKey(ObjectKey key) implements Suspect {

        @Override
        public String toString() {
            return "object " + key;
        }
    }

    /**
     * A record's object.
     *
     * @param role which of its objects; the hook looks at all of them
     */
    record OfRecord(RecordId recordId, String role) implements Suspect {

        @Override
        public String toString() {
            return "record " + ObjectKey.escape(recordId.value()) + ", " + ObjectKey.escape(role);
        }
    }
}
