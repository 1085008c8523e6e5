package dev.reconcile.upload;

import dev.reconcile.ReconcileException;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.store.Written;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One upload within the host's own transaction: insert the row, {@link #upload}, {@link #commit}. Closed without a commit, it takes back
 * what it did. For one thread.
 *
 * <p>A commit that fails may have happened all the same (the connection broke after it): then nothing is taken back, as a lost object is worse
 * than one too many. {@link #commit} knows that; a host that commits by other means calls {@link #committed}, or {@link #uncertain}
 * when its commit failed.
 */
public final class PendingUpload implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedUploads.class);

    private enum State {
        OPEN,
        COMMITTED,
        UNCERTAIN,
        CLOSED
    }

    private final GuardedUploads uploads;
    private final Shared shared;
    private final Artifact artifact;
    private final String id;
    private State state = State.OPEN;
    private @Nullable UploadOutcome outcome;
    private @Nullable SpoolEntry queued;
    private Delivery.@Nullable Result delivered;

    PendingUpload(GuardedUploads uploads, Shared shared, Artifact artifact, String id) {
        this.uploads = uploads;
        this.shared = shared;
        this.artifact = artifact;
        this.id = id;
    }

    public String correlationId() {
        return artifact.correlationId();
    }

    /**
     * Stores the artifact, or queues or skips it, as the guarantee allows.
     *
     * @throws StorageUnavailableException if the guarantee can't be met: roll back
     * @throws InvalidArtifactException if the artifact itself is wrong: roll back
     * @throws IllegalStateException if it was called before
     */
    public UploadOutcome upload() {
        if (outcome != null || state != State.OPEN) {
            throw new IllegalStateException("This upload of '" + artifact.key() + "' was made before");
        }
        UploadOutcome made = uploads.upload(this);
        outcome = made;
        LOG.info(
                "upload status={} key={} correlation_id={} bytes={} reason={}",
                made.status(),
                artifact.key(),
                artifact.correlationId(),
                artifact.content().size(),
                made.reason());
        return made;
    }

    Artifact artifact() {
        return artifact;
    }

    String id() {
        return id;
    }

    void delivered(Delivery.Result result) {
        delivered = result;
    }

    void queued(SpoolEntry entry) {
        queued = entry;
    }

    /**
     * Commits the transaction in which the row was inserted.
     *
     * @throws SQLException the connection's; whether the row is there is unknown then, and everything is left as it is
     * @throws IllegalStateException if nothing was uploaded
     */
    public void commit(Connection connection) throws SQLException {
        if (outcome == null || state != State.OPEN) {
            throw new IllegalStateException("Nothing was uploaded to '" + artifact.key() + "' that could be committed");
        }
        state = State.UNCERTAIN;
        connection.commit();
        state = State.OPEN;
        committed();
    }

    /** The row is committed. Never throws for what store, disk or database do: they can't change that any more. */
    public void committed() {
        if (state == State.CLOSED || state == State.COMMITTED) {
            throw new IllegalStateException("This upload of '" + artifact.key() + "' has ended");
        }
        state = State.COMMITTED;
        SpoolEntry entry = queued;
        if (entry != null) {
            ready(entry);
        }
        if (entry == null && outcome != null && outcome.status() == UploadStatus.STORED) {
            shared.tell(artifact, false);
        }
    }

    private void ready(SpoolEntry entry) {
        try {
            uploads.ready(entry);
        } catch (IOException e) { // a later drain asks the catalog
            LOG.warn(
                    "upload spool entry stays pending key={} correlation_id={} reason={}",
                    artifact.key(),
                    artifact.correlationId(),
                    e.getClass().getSimpleName());
        }
    }

    /** The commit failed in a way that leaves open whether it happened: nothing is taken back. */
    public void uncertain() {
        if (state == State.OPEN) {
            state = State.UNCERTAIN;
        }
    }

    /**
     * Takes back what was done, unless it is committed or may be, and ends the claim. Never throws. Claims and catalog may take a connection
     * each for that, so close the transaction's own before: declare the upload first, the connection second.
     */
    @Override
    public void close() {
        State before = state;
        state = State.CLOSED;
        switch (before) {
            case OPEN -> takeBack();
            case COMMITTED -> releaseUnlessQueued();
            case UNCERTAIN ->
                LOG.warn(
                        "upload commit=unknown key={} correlation_id={} left=everything",
                        artifact.key(),
                        artifact.correlationId());
            default -> {}
        }
        if (before != State.CLOSED) {
            uploads.ended(this);
        }
    }

    private void takeBack() {
        String left = isReferenced() ? "a row refers to it, or may" : takenBack();
        if (!left.isEmpty()) {
            LOG.warn(
                    "upload taken_back=no key={} correlation_id={} reason={}",
                    artifact.key(),
                    artifact.correlationId(),
                    left);
        }
        releaseUnlessQueued();
    }

    /** What is in the spool is claimed until it is drained. */
    private void releaseUnlessQueued() {
        if (queued == null) {
            shared.release(artifact, id);
        }
    }

    /** A host that committed by itself and threw before it said so. */
    private boolean isReferenced() {
        MetadataCatalog catalog = shared.catalog();
        if (catalog == null || (queued == null && delivered == null)) {
            return false;
        }
        try {
            return !Drain.Rows.referenced(catalog, Set.of(artifact.key())).isEmpty();
        } catch (ReconcileException e) {
            return true;
        }
    }

    /** Why something is left; empty if nothing is. */
    private String takenBack() {
        SpoolEntry entry = queued;
        if (entry != null) {
            try {
                uploads.discard(entry);
                queued = null;
                return "";
            } catch (IOException e) {
                return "the spool can't be changed (" + e.getClass().getSimpleName() + ")";
            }
        }
        return delivered == null ? "" : removed(delivered);
    }

    /** Only what this very upload wrote goes, and only where the store was seen to honour the precondition (H54, H76). */
    private String removed(Delivery.Result result) {
        if (result.fate() != Delivery.Fate.STORED) {
            return result.fate() == Delivery.Fate.AWAY
                    ? "it may still come to be stored, an orphan for reconcile to report"
                    : "";
        }
        String etag = result.etag();
        WritableObjectStore store = uploads.store();
        if (etag == null || !uploads.removesConditionally()) {
            return "the store isn't proven to remove conditionally: the object is an orphan for reconcile to report";
        }
        Written written =
                store.remove(new StoredObject(artifact.key(), artifact.content().size(), etag, null, null));
        return written.isApplied() || written.kind() == Written.Kind.ABSENT
                ? ""
                : "the object is an orphan for reconcile to report: " + written.detail();
    }
}
