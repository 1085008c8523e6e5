package dev.reconcile.engine;

import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoredObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Proves that the bucket itself answers: a 404 means an absent object only if, after it, an object that was seen <em>before</em>
 * it is still there (H1, H70). A missing bucket, a wrong endpoint and a portal answer 404 for everything; another bucket in the
 * place of this one has objects too, but not these (H72). Thread-safe.
 */
final class Witness {

    /** So many are kept of the first and of the last seen, as any of them may be removed rightfully. */
    private static final int KEPT = 4;

    private final Calls calls;
    private final String prefix;
    private final List<ObjectKey> first = new ArrayList<>();
    private final List<ObjectKey> last = new ArrayList<>();

    Witness(Calls calls, String prefix) {
        this.calls = calls;
        this.prefix = prefix;
    }

    /** A listing or a look showed this object. */
    synchronized void saw(StoredObject object) {
        if (first.size() < KEPT) {
            first.add(object.key());
            return;
        }
        if (last.size() == KEPT) {
            last.remove(0);
        }
        last.add(object.key());
    }

    /** Sees to it that there is somebody to ask later. To be called before the looks that need proof. */
    void prepare() {
        if (!known().isEmpty()) {
            return;
        }
        try {
            calls.list(ListRequest.of(prefix).maxKeys(KEPT)).objects().forEach(this::saw);
        } catch (StoreException unanswered) {
            // then nobody testifies, and what is absent stays unknown
        }
    }

    /** Asks now; to be called for each batch of looks, after them. */
    boolean testifies() {
        return known().stream().anyMatch(key -> calls.stat(key).kind() == Presence.Kind.PRESENT);
    }

    /** The last seen first. */
    private synchronized List<ObjectKey> known() {
        List<ObjectKey> all = new ArrayList<>();
        for (int i = last.size() - 1; i >= 0; i--) {
            all.add(last.get(i));
        }
        all.addAll(first);
        return all;
    }
}
