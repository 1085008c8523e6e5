package dev.reconcile.upload;

import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.store.ObjectKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Set;

/**
 * Which keys are in flight: being uploaded, or queued. What a run reads through {@link #over} takes a claimed key for referenced and its object
 * for not required, so that neither the row nor the object of an upload under way is judged (H59, H60). A claim whose process died ends by
 * itself. Implementations are thread-safe, and throw nothing but {@link CatalogException}: what can't be read is never "not claimed".
 */
public interface Claims {

    /** For hosts that upload and reconcile in one process: gone with it. */
    static Claims inMemory() {
        return inMemory(InstantSource.system());
    }

    /** As {@link #inMemory()}, by this clock. */
    static Claims inMemory(InstantSource clock) {
        return new InMemoryClaims(clock);
    }

    /**
     * Claims a key for an upload, or goes on claiming it, from now on for so long. Several uploads may claim one key.
     *
     * @param upload the upload's id
     */
    void claim(ObjectKey key, String upload, Duration lasting);

    /** Ends an upload's claim, if there is one. */
    void release(ObjectKey key, String upload);

    /** Those of the keys that are claimed by anybody. Keys are compared byte by byte (H45). */
    Set<ObjectKey> claimed(Collection<ObjectKey> keys);

    /** Whether this upload claims the key. */
    boolean isClaimedBy(ObjectKey key, String upload);

    /**
     * The catalog as a run has to see it beside uploads: the engine of a host that uploads is given this one. Reading fails as a whole where the
     * claims can't be read.
     */
    default MetadataCatalog over(MetadataCatalog catalog) {
        return new ClaimedCatalog(catalog, this);
    }
}
