package dev.reconcile.engine;

import dev.reconcile.catalog.RecordId;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import org.jspecify.annotations.Nullable;

/** A difference that a scan saw and nobody has looked at again. Never acted on, never reported. */
sealed interface Candidate {

    ObjectKey key();

    /**
     * A reference whose object the scan didn't see, or saw with another size.
     *
     * @param seen the object as the scan saw it; null if it didn't
     */
    record OfReference(
            RecordId recordId,
            String role,
            ObjectKey key,
            @Nullable StoredObject seen) implements Candidate {}

    /** An object that no reference of the snapshot names. */
    record OfObject(StoredObject seen) implements Candidate {
        @Override
        public ObjectKey key() {
            return seen.key();
        }
    }
}
