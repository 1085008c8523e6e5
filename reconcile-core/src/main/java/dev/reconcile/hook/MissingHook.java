package dev.reconcile.hook;

import dev.reconcile.ReconcileEngine;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.store.ObjectKey;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in what reads didn't find, and marks what is really missing. A host calls {@link #onMissing} where the store said "no such key"
 * (and only there: an error, a timeout or a 403 is no miss), and {@link #onRead} for every read that succeeded.
 *
 * <p>A suspect is looked at as by any run: fresh record, fresh HEAD, proof that the bucket answers (H1), grace. The first look leaves
 * nothing in the journal; what is missing then is marked by a targeted run ({@link dev.reconcile.ReconcileRequest.Builder#records}), with
 * compare-and-set and journal, so that it can be undone, and its recovery be found, like any other. Each proven one is logged as a
 * warning with the code {@value #FILE_NOT_FOUND_IN_STORAGE}.
 *
 * <p>It marks at most so many a minute; past that, or when too large a share of reads misses, it only reports until {@link #clear} (H71). A
 * store that doesn't answer marks nothing, and is left alone for longer and longer; suspects wait meanwhile (H70).
 *
 * <p>Thread-safe. Has one daemon thread, from the first suspect until it is closed. Holds at most as many suspects as its queue has room for,
 * as many again that were looked at lately, and a batch of 100; with keys of full length some 25 MB by default, mostly far less. What
 * waits is in memory: after a crash the next read reports it again.
 */
public final class MissingHook implements AutoCloseable {

    /** The code of the warning for each object proven to be missing. */
    public static final String FILE_NOT_FOUND_IN_STORAGE = "FILE_NOT_FOUND_IN_STORAGE";

    private static final Logger LOG = LoggerFactory.getLogger(MissingHook.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How long an interrupted worker may take to get out of the call it is in. */
    private static final Duration LAST_CALL = Duration.ofSeconds(5);

    private final Inbox inbox;
    private final Restraint restraint;
    private final ReadShare share;
    private final Counts counts;
    private final Worker worker;
    private volatile @Nullable Thread thread;

    MissingHook(Inbox inbox, Restraint restraint, ReadShare share, Counts counts, Worker worker) {
        this.inbox = inbox;
        this.restraint = restraint;
        this.share = share;
        this.counts = counts;
        this.worker = worker;
    }

    /**
     * @param engine over a durable journal
     * @param catalog the engine's
     */
    public static MissingHookBuilder builder(ReconcileEngine engine, MetadataCatalog catalog) {
        return new MissingHookBuilder(engine, catalog);
    }

    /** The store has no object of this key. Returns at once and never throws. */
    public Acceptance onMissing(ObjectKey key) {
        return onMissing(new Suspect.OfKey(key));
    }

    /** The store has no object where this record's reference points. Returns at once and never throws. */
    public Acceptance onMissing(RecordId id, String role) {
        return onMissing(new Suspect.OfRecord(id, role));
    }

    /** As the others; for what an earlier {@link #close} gave back. */
    public Acceptance onMissing(Suspect suspect) {
        Acceptance answer = inbox.offer(suspect);
        if (answer == Acceptance.ACCEPTED || answer == Acceptance.OVERFLOW) {
            share.missed();
        }
        if (answer == Acceptance.ACCEPTED) {
            keepWorking();
        }
        return answer;
    }

    /** A read succeeded. Costs a few nanoseconds. */
    public void onRead() {
        share.read();
    }

    private void keepWorking() {
        Thread at = thread;
        if (at != null && at.isAlive()) {
            return;
        }
        synchronized (this) {
            Thread now = thread;
            if ((now == null || !now.isAlive()) && !inbox.isAbandoned()) {
                Thread started = new Thread(worker, "reconcile-hook");
                started.setDaemon(true);
                started.start();
                thread = started;
            }
        }
    }

    public HookStatus status() {
        long acquitted = counts.acquitted.sum();
        long missing = counts.missing.sum();
        long unknown = counts.unknown.sum();
        return new HookStatus(
                inbox.size(),
                inbox.answered(Acceptance.ACCEPTED),
                inbox.answered(Acceptance.ALREADY_QUEUED),
                inbox.answered(Acceptance.LOOKED_AT_LATELY),
                inbox.dropped(),
                counts.givenUp.sum(),
                acquitted + missing + unknown,
                acquitted,
                missing,
                unknown,
                counts.marked.sum(),
                counts.reported.sum(),
                counts.conflicts.sum(),
                counts.pauses.sum(),
                counts.failures.sum(),
                share.reads(),
                restraint.why(),
                inbox.isClosed());
    }

    /** Holds marks back until {@link #clear}: while a halted run is looked into, say, or a bucket is moved. */
    public void reportOnly(String why) {
        restraint.holdBack(why);
    }

    /**
     * Says that a person has looked, and lets the hook mark again. What it only reported is looked at again when the next read misses it.
     *
     * @param by who
     */
    public void clear(String by) {
        if (restraint.clear()) {
            LOG.info("The read-time hook marks again, cleared by {}", ObjectKey.escape(by));
        }
        inbox.forgetLately();
    }

    /**
     * Waits until nothing waits for a look, or the time is over.
     *
     * @return whether nothing waits
     */
    public boolean awaitIdle(Duration time) throws InterruptedException {
        return inbox.awaitIdle(time);
    }

    /** {@link #close(Duration)} with 30 s; what is left is in the log. */
    @Override
    public void close() {
        List<Suspect> left = close(PATIENCE);
        if (!left.isEmpty()) {
            LOG.warn("The read-time hook was closed before it had looked at {}", left);
        }
    }

    /**
     * Takes nothing more, and looks at what it has. What isn't done by then is stopped within one call; the journal knows how far it
     * came. An interrupt of the calling thread ends the waiting, and is kept.
     *
     * @return what nobody has looked at to the end, for {@link #onMissing(Suspect)} of the next hook
     */
    public List<Suspect> close(Duration patience) {
        inbox.close();
        boolean interrupted = Thread.interrupted();
        try {
            if (!interrupted) {
                inbox.awaitIdle(patience);
            }
        } catch (InterruptedException now) {
            interrupted = true;
        }
        inbox.abandon();
        interrupted |= stopWorker();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return inbox.rest();
    }

    /** Whether the calling thread was interrupted meanwhile. */
    private boolean stopWorker() {
        Thread at;
        synchronized (this) {
            at = thread;
        }
        if (at == null) {
            return false;
        }
        at.interrupt();
        try {
            at.join(LAST_CALL.toMillis());
            return false;
        } catch (InterruptedException inHaste) {
            return true;
        }
    }
}
