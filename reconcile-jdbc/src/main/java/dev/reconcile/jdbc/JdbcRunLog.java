package dev.reconcile.jdbc;

import dev.reconcile.RunId;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.JournalException;
import dev.reconcile.journal.LeaseLostException;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.journal.RunLog;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open log of a {@link JdbcJournal}. */
final class JdbcRunLog implements RunLog {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcJournal.class);

    private final JdbcJournal journal;
    private final String scope;
    private final RunId run;
    private final long fence;
    private final AtomicLong last;
    private volatile boolean closed;

    /** What is left of the lease at most: measured from before the database was asked for it, so it ends here before it ends there. */
    private volatile Instant renewFrom;

    private volatile Instant end;

    JdbcRunLog(JdbcJournal journal, String scope, RunId run, long fence, long last, Instant taken) {
        this.journal = journal;
        this.scope = scope;
        this.run = run;
        this.fence = fence;
        this.last = new AtomicLong(last);
        this.renewFrom = taken.plus(journal.lease().dividedBy(3));
        this.end = taken.plus(journal.lease());
    }

    boolean isOver(Source source) {
        return journal.isOver(source);
    }

    @Override
    public RunId run() {
        return run;
    }

    @Override
    public RunJournal journal() {
        return journal;
    }

    @Override
    public long fence() {
        return fence;
    }

    @Override
    public void write(List<JournalEntry> entries) {
        if (entries.isEmpty()) {
            refuseIfClosed();
            return;
        }
        journal.inTransaction("Writing the journal of run " + run, handle -> {
            fence(handle);
            add(handle, entries);
            return true;
        });
    }

    /** Other changes under this lease may be waiting for records meanwhile. */
    void limitLockWait(Handle handle) {
        journal.limitLockWait(handle);
    }

    /**
     * Makes sure of the lease until the transaction ends.
     *
     * @throws LeaseLostException if somebody else has taken it
     */
    void fence(Handle handle) {
        refuseIfClosed();
        if (!journal.leases().isHeld(handle, scope, fence)) {
            throw taken();
        }
    }

    /** Under the {@link #fence} of the same transaction, which puts one list after the other. A number left out does no harm. */
    void add(Handle handle, List<JournalEntry> entries) {
        long first = last.getAndAdd(entries.size()) + 1;
        journal.lines().add(handle, run, first, entries);
    }

    /** Every write is committed. */
    @Override
    public void sync() {
        refuseIfClosed();
    }

    @Override
    public void hold() {
        refuseIfClosed();
        if (!journal.clock().instant().isBefore(renewFrom)) {
            renew();
        }
    }

    private synchronized void renew() {
        Instant now = journal.clock().instant();
        if (now.isBefore(renewFrom)) {
            return; // another thread did it meanwhile
        }
        if (!now.isBefore(end)) {
            throw new LeaseLostException("The lease of run " + run + " ran out: it wasn't renewed for "
                    + journal.lease() + ". Resume the run");
        }
        boolean renewed;
        try {
            renewed = journal.inTransaction(
                    "Renewing the lease of run " + run,
                    handle -> journal.leases().renew(handle, scope, fence));
        } catch (JournalException failed) { // there is time left to try again
            Instant soon = now.plus(journal.lease().dividedBy(10));
            renewFrom = soon.isBefore(end) ? soon : end;
            LOG.warn("{}; it is held until it runs out", failed.getMessage());
            return;
        }
        if (!renewed) {
            throw taken();
        }
        renewFrom = now.plus(journal.lease().dividedBy(3));
        end = now.plus(journal.lease());
    }

    private LeaseLostException taken() {
        return new LeaseLostException("The lease of run " + run
                + " was taken over, as it had run out. Nothing is written; resume the run once"
                + " the other one has ended");
    }

    private void refuseIfClosed() {
        if (closed) {
            throw new LeaseLostException("The log of run " + run + " is closed");
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            journal.inTransaction("Giving back the lease of run " + run, handle -> {
                journal.leases().release(handle, scope, fence);
                return true;
            });
        } catch (JournalException failed) {
            LOG.warn("{}; it will run out", failed.getMessage());
        }
    }
}
