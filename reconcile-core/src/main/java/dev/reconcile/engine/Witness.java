package dev.reconcile.engine;

import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoredObject;
import org.jspecify.annotations.Nullable;

/**
 * Proves that the bucket itself answers: a 404 means an absent object only if, after it, an object that a listing showed is
 * there (H1, H70, H72). A missing bucket, a wrong endpoint and a portal answer 404 for everything. Thread-safe.
 */
final class Witness {

    /** How many objects of a fresh page are tried: any of them may have been removed rightfully. */
    private static final int OTHERS = 5;

    private final Calls calls;
    private final String prefix;
    private volatile @Nullable ObjectKey seen;

    Witness(Calls calls, String prefix) {
        this.calls = calls;
        this.prefix = prefix;
    }

    void saw(StoredObject object) {
        seen = object.key();
    }

    /** Asks now; a call for each batch of looks, after them. */
    boolean testifies() {
        ObjectKey known = seen;
        return (known != null && isThere(known)) || isAnyOtherThere();
    }

    private boolean isAnyOtherThere() {
        try {
            for (StoredObject listed :
                    calls.list(ListRequest.of(prefix).maxKeys(OTHERS)).objects()) {
                if (isThere(listed.key())) {
                    seen = listed.key();
                    return true;
                }
            }
            return false;
        } catch (StoreException unanswered) {
            return false;
        }
    }

    private boolean isThere(ObjectKey key) {
        return calls.stat(key).kind() == Presence.Kind.PRESENT;
    }
}
