package dev.reconcile.upload;

import dev.reconcile.Waiting;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.store.StoreTraits;
import dev.reconcile.store.WritableObjectStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Says how {@link GuardedUploads} go. Not thread-safe. */
public final class GuardedUploadsBuilder {

    final WritableObjectStore store;
    Guarantee guarantee = Guarantee.GUARANTEED;
    UploadMode mode = UploadMode.IMMEDIATE;
    Claims claims = Claims.inMemory();
    Duration claim = Duration.ofHours(1);
    Duration grace = Duration.ofHours(1);
    UploadListener listener = UploadListener.NONE;
    InstantSource clock = InstantSource.system();
    Waiting waiting = Waiting.SLEEPING;
    long spoolBytes = 10L << 30;
    int spoolEntries = 10_000;

    @Nullable
    MetadataCatalog catalog;

    @Nullable
    StoreTraits traits;

    @Nullable
    Path spool;

    @Nullable
    Duration drainEvery;

    GuardedUploadsBuilder(WritableObjectStore store) {
        this.store = store;
    }

    /** Default: {@link Guarantee#GUARANTEED}. */
    public GuardedUploadsBuilder guarantee(Guarantee what) {
        this.guarantee = what;
        return this;
    }

    /** Default: {@link UploadMode#IMMEDIATE}. */
    public GuardedUploadsBuilder mode(UploadMode which) {
        this.mode = which;
        return this;
    }

    /**
     * Where keys in flight are claimed. The engine's catalog has to be {@link Claims#over} the same. Default: in memory, which is seen by no engine
     * unless it is given.
     */
    public GuardedUploadsBuilder claims(Claims shared) {
        this.claims = shared;
        return this;
    }

    /**
     * How long a claim lasts that isn't renewed, and so how long after a crash its key is left alone. Longer than any transaction with its
     * upload. Default: 1 h.
     */
    public GuardedUploadsBuilder claim(Duration lasting) {
        this.claim = requirePositive("claim", lasting);
        return this;
    }

    /**
     * The catalog with the rows. It is asked whether an upload that was cut off had been committed; needed for a spool, and useful without: an
     * object is taken back only if no row refers to it.
     */
    public GuardedUploadsBuilder catalog(MetadataCatalog rows) {
        this.catalog = rows;
        return this;
    }

    /** What the store was seen to do: where it removes conditionally, an upload that is rolled back takes its object away again. */
    public GuardedUploadsBuilder traits(StoreTraits seen) {
        this.traits = seen;
        return this;
    }

    /** A directory of this process's own, made if it isn't there, on a disk that keeps what is synced. Default: no spool. */
    public GuardedUploadsBuilder spool(Path directory) {
        this.spool = directory;
        return this;
    }

    /** What the spool takes. Default: 10 GiB and 10 000 entries. What was set aside doesn't count. */
    public GuardedUploadsBuilder spoolLimits(long bytes, int entries) {
        if (bytes < 0 || entries < 0) {
            throw new IllegalArgumentException(
                    "Invalid limits of a spool: " + bytes + " bytes and " + entries + " entries");
        }
        this.spoolBytes = bytes;
        this.spoolEntries = entries;
        return this;
    }

    /** How old an upload that was cut off has to be before it is given up for want of a row. Longer than any transaction. Default: 1 h. */
    public GuardedUploadsBuilder grace(Duration age) {
        this.grace = requirePositive("grace", age);
        return this;
    }

    /** Drains by a daemon thread, with pauses of this length, and longer ones while the store is away. Default: the host drains. */
    public GuardedUploadsBuilder drainEvery(Duration pause) {
        this.drainEvery = requirePositive("pause", pause);
        return this;
    }

    public GuardedUploadsBuilder listener(UploadListener hearing) {
        this.listener = hearing;
        return this;
    }

    public GuardedUploadsBuilder clock(InstantSource source) {
        this.clock = source;
        return this;
    }

    /** How the draining thread waits. */
    public GuardedUploadsBuilder waiting(Waiting how) {
        this.waiting = how;
        return this;
    }

    private static Duration requirePositive(String what, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException("Invalid " + what + ": " + duration + ", expected more than nothing");
        }
        return duration;
    }

    /**
     * Opens the spool, if there is one, and claims nothing yet: the first drain does.
     *
     * @throws SpoolException if the spool can't be had
     * @throws IllegalArgumentException if the settings don't fit together
     */
    public GuardedUploads build() {
        if (spool == null && (mode == UploadMode.DEFERRED || drainEvery != null)) {
            throw new IllegalArgumentException("Invalid uploads: deferring and draining need a spool(directory)");
        }
        if (spool != null && catalog == null) {
            throw new IllegalArgumentException("Invalid uploads: a spool needs the catalog(…) with the rows");
        }
        return new GuardedUploads(this);
    }
}
