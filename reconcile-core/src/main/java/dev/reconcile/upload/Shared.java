package dev.reconcile.upload;

import dev.reconcile.ReconcileException;
import dev.reconcile.catalog.MetadataCatalog;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an upload and the drain work with.
 *
 * @param catalog null if there is none to be asked
 * @param claim how long a claim lasts that isn't renewed
 * @param grace an age under which no pending upload is given up
 */
record Shared(
        Delivery delivery,
        Claims claims,
        @Nullable MetadataCatalog catalog,
        UploadListener listener,
        InstantSource clock,
        Duration claim,
        Duration grace) {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedUploads.class);

    void tell(Artifact artifact, boolean drained) {
        ArtifactStored event = new ArtifactStored(
                artifact.key(),
                artifact.content().size(),
                artifact.content().sha256(),
                artifact.correlationId(),
                drained);
        try {
            listener.stored(event);
        } catch (RuntimeException e) {
            unheard(artifact, e);
        }
    }

    void tellSetAside(Artifact artifact, String reason) {
        try {
            listener.setAside(artifact.key(), artifact.correlationId(), reason);
        } catch (RuntimeException e) {
            unheard(artifact, e);
        }
    }

    private static void unheard(Artifact artifact, RuntimeException e) {
        LOG.warn("upload listener failed key={} correlation_id={}", artifact.key(), artifact.correlationId(), e);
    }

    /** A claim that can't be ended ends by itself. */
    void release(Artifact artifact, String upload) {
        try {
            claims.release(artifact.key(), upload);
        } catch (ReconcileException e) {
            LOG.warn(
                    "upload claim release failed key={} correlation_id={} lasting={}",
                    artifact.key(),
                    artifact.correlationId(),
                    claim);
        }
    }
}
