package dev.reconcile.journal;

import dev.reconcile.RunId;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open log of a {@link DirectoryJournal}. */
final class DirectoryLog implements RunLog {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryJournal.class);

    private final DirectoryJournal journal;
    private final RunId run;
    private final DirectoryLease lease;
    private final JournalFile file;
    private boolean closed;

    DirectoryLog(DirectoryJournal journal, RunId run, DirectoryLease lease, JournalFile file) {
        this.journal = journal;
        this.run = run;
        this.lease = lease;
        this.file = file;
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
        return lease.fence();
    }

    @Override
    public void write(List<JournalEntry> entries) {
        List<String> lines = entries.stream().map(JournalFormat::line).toList();
        synchronized (this) {
            hold();
            file.append(lines);
        }
    }

    @Override
    public synchronized void sync() {
        hold();
        file.sync();
    }

    @Override
    public synchronized void hold() {
        if (closed) {
            throw new LeaseLostException("The log of run " + run + " is closed");
        }
        if (!lease.isHeld()) {
            throw new LeaseLostException(
                    "The lease of run " + run + " is lost: somebody removed or replaced its lock file in "
                            + journal.identity() + ". Resume the run");
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            file.sync();
        } catch (JournalException e) {
            LOG.warn("The end of the journal of run {} may be lost: {}", run, e.getMessage());
        }
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("Closing the journal of run {} failed: {}", run, e.getMessage());
        }
        release(run, lease);
    }

    /** If that fails, the end of the process does it. */
    static void release(RunId run, DirectoryLease lease) {
        try {
            lease.release();
        } catch (IOException e) {
            LOG.warn("Giving back the lease of run {} failed: {}", run, e.getMessage());
        }
    }
}
