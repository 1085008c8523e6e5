package dev.reconcile.engine;

import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoredObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Proves that the bucket itself answers: a 404 means an absent object only if, before it and after it, an object that was seen at
 * the very beginning is still there, in the state it had (H1, H70). A missing bucket, a wrong endpoint and a portal answer 404 for everything;
 * another bucket in the place of this one has objects too, even ones of the same name and content, but not these (H72).
 * Thread-safe.
 */
final class Witness {

    /** So many of the first seen are kept, as any of them may be removed or written anew rightfully. */
    private static final int KEPT = 12;

    private final Calls calls;
    private final String prefix;
    private final List<StoredObject> seen = new ArrayList<>();
    private volatile @Nullable String unanswered;

    Witness(Calls calls, String prefix) {
        this.calls = calls;
        this.prefix = prefix;
    }

    /** Objects that were there when the run began, as its journal says. */
    synchronized void recall(List<StoredObject> witnesses) {
        witnesses.stream().filter(Witness::canBeKnownAgain).forEach(seen::add);
    }

    /**
     * Sees to it that there is somebody to ask later: to be called once, at the beginning. All come from one answer, as whoever is
     * seen later may be of another bucket.
     */
    void begin() {
        if (!known().isEmpty()) {
            return;
        }
        try {
            recall(calls.list(ListRequest.of(prefix).maxKeys(KEPT)).objects());
        } catch (StoreException unanswered) {
            // then nobody testifies, and what is absent stays unknown
        }
    }

    private static boolean canBeKnownAgain(StoredObject object) {
        return object.etag() != null || object.lastModified() != null;
    }

    /** Asks now who is still there; to be called for each batch of looks, before and after them. Null if nobody is. */
    @Nullable
    ObjectKey testimony() {
        return known().stream()
                .filter(this::testifies)
                .map(StoredObject::key)
                .findFirst()
                .orElse(null);
    }

    /** What the store said, if it didn't answer who is there, as a sentence of its own; else nothing. */
    String whyNot() {
        String said = unanswered;
        return said == null ? "" : ". " + said;
    }

    private boolean testifies(StoredObject witness) {
        Presence now = calls.stat(witness.key());
        if (now instanceof Presence.Unknown unknown) {
            unanswered = unknown.detail();
        }
        return now instanceof Presence.Present there && isSame(witness, there.object());
    }

    /** H72: a copy of a bucket has the keys and ETags of the first, but not its times. Listings may give them more exactly. */
    private static boolean isSame(StoredObject one, StoredObject other) {
        return one.key().equals(other.key())
                && one.size() == other.size()
                && Objects.equals(one.etag(), other.etag())
                && Objects.equals(second(one.lastModified()), second(other.lastModified()));
    }

    private static @Nullable Instant second(@Nullable Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS);
    }

    /** The first seen, for the journal. */
    List<StoredObject> witnesses() {
        return known();
    }

    private synchronized List<StoredObject> known() {
        return List.copyOf(seen);
    }
}
