package dev.reconcile.upload;

import dev.reconcile.ReconcileException;
import dev.reconcile.Waiting;
import dev.reconcile.catalog.CatalogException;
import dev.reconcile.store.Content;
import dev.reconcile.store.Trait;
import dev.reconcile.store.WritableObjectStore;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a row and its object so that, whatever fails or is killed in between, reconcile finds little to do and nothing is lost: row, upload,
 * commit, with the key {@linkplain Claims claimed} all the while. An object without a row is all that a crash leaves in the store.
 *
 * <pre>{@code
 * try (PendingUpload pending = uploads.begin(artifact);
 *         Connection connection = dataSource.getConnection()) {
 *     insertRow(connection, artifact.key());
 *     UploadOutcome outcome = pending.upload();
 *     pending.commit(connection);
 * }
 * }</pre>
 *
 * <p>An upload makes up to two requests that write and as many that look; the store's own time limits bound them. After some failures in a row
 * the store isn't asked for a while. Thread-safe.
 */
public final class GuardedUploads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedUploads.class);

    /** How often a claim is renewed before it would end. */
    private static final int RENEWALS = 4;

    private final WritableObjectStore store;
    private final Guarantee guarantee;
    private final UploadMode mode;
    private final boolean removesConditionally;
    private final Shared shared;
    private final Circuit circuit;
    private final @Nullable Spool spool;
    private final @Nullable Thread drainer;
    private final Waiting waiting;
    private final Set<String> live = ConcurrentHashMap.newKeySet();
    private final Object draining = new Object();
    private volatile boolean closed;
    private Instant renewal = Instant.MIN;

    GuardedUploads(GuardedUploadsBuilder builder) {
        this.store = builder.store;
        this.guarantee = builder.guarantee;
        this.mode = builder.mode;
        this.removesConditionally = builder.traits != null && builder.traits.has(Trait.REMOVES_CONDITIONALLY);
        this.circuit = new Circuit(builder.clock);
        this.waiting = builder.waiting;
        this.shared = new Shared(
                new Delivery(store, builder.claims, circuit),
                builder.claims,
                builder.catalog,
                builder.listener,
                builder.clock,
                builder.claim,
                builder.grace);
        this.spool = builder.spool == null ? null : Spool.open(builder.spool, builder.spoolBytes, builder.spoolEntries);
        claimQueued();
        Duration interval = builder.drainEvery;
        this.drainer = spool == null || interval == null ? null : drainer(interval);
        if (drainer != null) {
            drainer.start();
        }
    }

    /** What the last process left is referenced from the beginning on, or there is no beginning. */
    private void claimQueued() {
        boolean claimed = false;
        try {
            renewClaims();
            claimed = true;
        } finally {
            if (!claimed && spool != null) {
                spool.close();
            }
        }
    }

    /** What is queued is referenced, however long it waits. What came since the last time was claimed as it came. */
    private void renewClaims() {
        Instant now = shared.clock().instant();
        if (spool != null && !now.isBefore(renewal)) {
            for (SpoolEntry entry : spool.entries()) {
                shared.claims().claim(entry.artifact().key(), entry.upload(), shared.claim());
            }
            renewal = now.plus(shared.claim().dividedBy(RENEWALS));
        }
    }

    private Thread drainer(Duration interval) {
        Thread thread = new Thread(() -> drainOnAndOn(interval), "reconcile-upload-drain");
        thread.setDaemon(true);
        return thread;
    }

    /** Over a store that stays the host's to close. The least to be set is nothing: guaranteed, immediate, no spool. */
    public static GuardedUploadsBuilder builder(WritableObjectStore store) {
        return new GuardedUploadsBuilder(store);
    }

    /**
     * Begins an upload: claims its key. To be called before the host takes the connection of its transaction, and closed whatever happens.
     *
     * @throws InvalidArtifactException if the store doesn't take such a key
     * @throws CatalogException if the key can't be claimed
     */
    public PendingUpload begin(Artifact artifact) {
        if (closed) {
            throw new IllegalStateException("These uploads are closed");
        }
        Optional<String> problem = store.profile().keyRules().problem(artifact.key());
        if (problem.isPresent()) {
            throw new InvalidArtifactException(artifact, problem.get());
        }
        String id = UUID.randomUUID().toString();
        live.add(id);
        boolean begun = false;
        try {
            shared.claims().claim(artifact.key(), id, shared.claim());
            begun = true;
        } finally {
            if (!begun) {
                live.remove(id);
            }
        }
        return new PendingUpload(this, shared, artifact, id);
    }

    /** Writes the row of an upload. */
    @FunctionalInterface
    public interface RowWriting {

        /** On a connection whose transaction is under way; neither commits nor closes it. */
        void write(Connection connection) throws SQLException;
    }

    /**
     * All of it in one call: a connection, the row, the upload, the commit; rolled back and taken back where something fails.
     *
     * @throws SQLException the database's; the row isn't there then, unless it was the commit that failed, which leaves it open
     * @throws StorageUnavailableException if the guarantee can't be met; the row isn't there
     * @throws InvalidArtifactException if the artifact itself is wrong; the row isn't there
     */
    public UploadOutcome store(DataSource dataSource, Artifact artifact, RowWriting row) throws SQLException {
        try (PendingUpload pending = begin(artifact);
                Connection connection = dataSource.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                row.write(connection);
                UploadOutcome outcome = pending.upload();
                pending.commit(connection);
                done = true;
                return outcome;
            } finally {
                end(connection, autoCommit, done);
            }
        }
    }

    /** What fails here fails on a connection that is done for, or was committed: what was thrown before counts. */
    private static void end(Connection connection, boolean autoCommit, boolean committed) {
        try {
            if (!committed) {
                connection.rollback();
            }
            connection.setAutoCommit(autoCommit);
        } catch (SQLException e) {
            LOG.warn("upload connection reset failed sqlstate={}", e.getSQLState());
        }
    }

    UploadOutcome upload(PendingUpload pending) {
        Artifact artifact = pending.artifact();
        requireFree(artifact);
        String why = "";
        if (mode == UploadMode.DEFERRED) {
            why = queued(pending);
            if (why.isEmpty()) {
                return outcome(artifact, UploadStatus.QUEUED, "it is deferred");
            }
        }
        String away = stored(pending);
        if (away.isEmpty()) {
            return outcome(artifact, UploadStatus.STORED, "");
        }
        if (mode == UploadMode.IMMEDIATE) {
            why = queued(pending);
            if (why.isEmpty()) {
                return outcome(artifact, UploadStatus.QUEUED, away);
            }
        }
        String reason = away + "; " + why;
        if (guarantee == Guarantee.GUARANTEED) {
            throw new StorageUnavailableException(artifact.key(), artifact.correlationId(), reason, circuit.rest());
        }
        return outcome(artifact, UploadStatus.SKIPPED, reason);
    }

    private static UploadOutcome outcome(Artifact artifact, UploadStatus status, String reason) {
        return new UploadOutcome(status, artifact.correlationId(), reason);
    }

    /** Two contents of one key in the spool would be a conflict that somebody had been promised not to have. */
    private void requireFree(Artifact artifact) {
        Optional<SpoolEntry> other = spool == null ? Optional.empty() : spool.of(artifact.key());
        if (other.isPresent()
                && !other.get()
                        .artifact()
                        .content()
                        .sha256()
                        .equals(artifact.content().sha256())) {
            throw new InvalidArtifactException(artifact, "the key is taken by another upload, which is queued");
        }
    }

    /** Why it isn't in the store; empty if it is. */
    private String stored(PendingUpload pending) {
        if (circuit.isOpen()) {
            return "the store has failed several times and isn't asked for the moment";
        }
        Delivery.Result result = shared.delivery().deliver(pending.artifact().object(pending.id()));
        pending.delivered(result);
        return switch (result.fate()) {
            case STORED, ALREADY_THERE -> "";
            case TAKEN, WRONG -> throw new InvalidArtifactException(pending.artifact(), result.detail());
            case UNDER_WAY, REFUSED, AWAY -> result.detail();
        };
    }

    /** Why it isn't in the spool; empty if it is. */
    private String queued(PendingUpload pending) {
        if (spool == null) {
            return "there is no spool";
        }
        try {
            Spool.Added added =
                    spool.add(pending.artifact(), pending.id(), shared.clock().instant());
            added.entry().ifPresent(pending::queued);
            return added.whyNot();
        } catch (Content.WrongContentException e) {
            throw new InvalidArtifactException(pending.artifact(), String.valueOf(e.getMessage()));
        }
    }

    void ready(SpoolEntry entry) throws IOException {
        if (spool != null) {
            spool.ready(entry);
        }
    }

    void discard(SpoolEntry entry) throws IOException {
        if (spool != null) {
            spool.remove(entry);
        }
    }

    void ended(PendingUpload pending) {
        live.remove(pending.id());
    }

    WritableObjectStore store() {
        return store;
    }

    boolean removesConditionally() {
        return removesConditionally;
    }

    /**
     * Brings what is queued to the store, in order, until one can't be stored. Entries whose upload was cut off by a crash are settled by their
     * rows first. To be called by a schedule, unless there is {@linkplain GuardedUploadsBuilder#drainEvery a thread for it}, and at
     * least once in the time that a claim lasts. One pass at a time: another waits.
     */
    public DrainReport drain() {
        Spool its = spool;
        if (its == null) {
            return new DrainReport(0, 0, 0, 0, 0, 0, "");
        }
        synchronized (draining) {
            if (closed) {
                return new DrainReport(0, 0, 0, 0, 0, its.status().entries(), "these uploads are closed");
            }
            try {
                renewClaims();
            } catch (CatalogException e) { // they last for some more tries, and what is stored needs none
                LOG.warn("upload claim renewal failed reason={}", e.getMessage());
            }
            return new Drain(shared, its, live::contains).pass();
        }
    }

    private void drainOnAndOn(Duration interval) {
        Duration pause = interval;
        while (!closed) {
            try {
                waiting.await(pause);
                boolean went = drain().stopped().isEmpty();
                Duration rest = circuit.rest();
                pause = went || rest.compareTo(interval) < 0 ? interval : rest;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (ReconcileException | IllegalStateException e) {
                LOG.error("upload drain failed, and will be tried again", e);
                pause = interval;
            }
        }
    }

    /** What is in the spool; empty if there is none. */
    public Optional<SpoolStatus> spool() {
        return Optional.ofNullable(spool).map(Spool::status);
    }

    /** Ends the thread that drains, after the request that it is at, and gives the spool back. What is queued stays queued. */
    @Override
    public void close() {
        closed = true;
        Thread thread = drainer;
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        Spool its = spool;
        if (its != null) {
            synchronized (draining) {
                its.close();
            }
        }
    }
}
