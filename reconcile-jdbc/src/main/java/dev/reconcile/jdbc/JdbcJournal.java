package dev.reconcile.jdbc;

import dev.reconcile.RunId;
import dev.reconcile.RunInProgressException;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.JournalException;
import dev.reconcile.journal.JournalFormat;
import dev.reconcile.journal.LeaseHolder;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.journal.RunLog;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * A journal in one of the databases that {@link JdbcCatalog} knows. The host makes its tables, from the script for its database under
 * {@code dev/reconcile/jdbc/journal} in this module's jar. Beside a {@link JdbcCatalog} over the same data source, a mark and its
 * entries are one transaction (H84).
 *
 * <p>The lease is a row with a fence, and time that runs by the database's clock (H61); it is renewed as long as the run goes on. Every
 * write locks that row and compares the fence, so that a run whose lease was taken over writes nothing (H83). What was written is as
 * durable as the database makes a commit. Nothing is open between calls (H58), and no transaction of the host is joined. Failures
 * are {@link JournalException}s that name the SQLSTATE and nothing of the driver's text (H100). Thread-safe if the data source is.
 *
 * <pre>{@code
 * RunJournal journal = JdbcJournal.builder(dataSource).build();
 * }</pre>
 */
public final class JdbcJournal implements RunJournal {

    private final Source source;
    private final JournalTables tables;
    private final LeaseTable leases;
    private final EntryTable entries;
    private final Duration lease;
    private final Duration lockTimeout;
    private final InstantSource clock;

    JdbcJournal(Source source, JournalTables tables, Duration lease, Duration lockTimeout, InstantSource clock) {
        this.source = source;
        this.tables = tables;
        this.leases = new LeaseTable(tables, lease, lockTimeout);
        this.entries = new EntryTable(tables);
        this.lease = lease;
        this.lockTimeout = lockTimeout;
        this.clock = clock;
    }

    /** Over the host's own pool, which stays the host's to close. */
    public static JdbcJournalBuilder builder(DataSource dataSource) {
        return new JdbcJournalBuilder(Source.of(dataSource));
    }

    /** Over the host's own Jdbi. Each call opens a handle of its own, never the thread's. */
    public static JdbcJournalBuilder builder(Jdbi jdbi) {
        return new JdbcJournalBuilder(Source.of(jdbi));
    }

    @Override
    public String identity() {
        return tables.identity();
    }

    boolean isOver(Source other) {
        return source.isSameAs(other);
    }

    LeaseTable leases() {
        return leases;
    }

    EntryTable lines() {
        return entries;
    }

    Duration lease() {
        return lease;
    }

    InstantSource clock() {
        return clock;
    }

    @Override
    public RunLog begin(String scope, String holder, RunId run) {
        return log(scope, holder, run, handle -> {
            if (entries.hasRun(handle, run)) {
                throw new JournalException("There is a run " + run + " in " + this + " already", null);
            }
            entries.addRun(handle, run);
        });
    }

    @Override
    public RunLog reopen(String scope, String holder, RunId run) {
        return log(scope, holder, run, handle -> requireRun(handle, run));
    }

    private void requireRun(Handle handle, RunId run) {
        if (!entries.hasRun(handle, run)) {
            throw new JournalException("There is no run " + run + " in " + this, null);
        }
    }

    /** @throws RunInProgressException if somebody else has the lease */
    private RunLog log(String scope, String holder, RunId run, Consumer<Handle> opening) {
        String name = LeaseTable.name(scope);
        makeLease(name);
        Instant asked = clock.instant();
        return inTransaction("Taking the lease for run " + run, handle -> {
            long fence = leases.take(handle, name, LeaseHolder.here(holder), run);
            opening.accept(handle);
            return new JdbcRunLog(this, name, run, fence, entries.last(handle, run), asked);
        });
    }

    private void makeLease(String name) {
        String doing = "Making the lease " + name;
        boolean there = inTransaction(doing, handle -> leases.isThere(handle, name));
        if (!there) {
            inTransaction(doing, handle -> {
                try {
                    leases.make(handle, name);
                } catch (JdbiException refused) {
                    if (!SqlFailure.of(refused, tables.dialect()).isDuplicate()) {
                        throw refused;
                    }
                    handle.rollback(); // somebody else made it just now
                }
                return true;
            });
        }
    }

    void limitLockWait(Handle handle) {
        tables.dialect().limitLockWait(handle, lockTimeout);
    }

    interface Work<R> {
        R in(Handle handle);
    }

    /** A connection and a transaction for this call alone. An interrupted run still has to say what it did (H91). */
    <R> R inTransaction(String doing, Work<R> work) {
        boolean interrupted = Thread.interrupted();
        try (Handle handle = source.open()) {
            return handle.inTransaction(it -> {
                limitLockWait(it);
                if (tables.losesCommits()) {
                    tables.dialect().keepCommit(it);
                }
                return work.in(it);
            });
        } catch (SQLException | JdbiException thrown) {
            throw SqlFailure.of(thrown, tables.dialect()).journalException(doing + " in " + this);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public Stream<JournalEntry> entries(RunId run) {
        inTransaction("Looking for run " + run, handle -> {
            requireRun(handle, run);
            return true;
        });
        return StreamSupport.stream(new Entries(run), false);
    }

    /** A page at a time. */
    private final class Entries extends AbstractSpliterator<JournalEntry> {

        private final RunId run;
        private final Deque<EntryTable.Line> page = new ArrayDeque<>();
        private long last;

        private Entries(RunId run) {
            super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
            this.run = run;
        }

        @Override
        public boolean tryAdvance(Consumer<? super JournalEntry> action) {
            if (page.isEmpty()) {
                page.addAll(inTransaction("Reading run " + run, handle -> entries.after(handle, run, last)));
            }
            EntryTable.@Nullable Line line = page.poll();
            if (line == null) {
                return false;
            }
            last = line.seq();
            action.accept(
                    JournalFormat.entry(line.text(), "Entry " + last + " of run " + run + " in " + JdbcJournal.this));
            return true;
        }
    }

    @Override
    public List<RunId> runs() {
        return inTransaction("Listing the runs", entries::runs).stream()
                .sorted()
                .toList();
    }

    @Override
    public void remove(RunId run) {
        inTransaction("Removing run " + run, handle -> {
            entries.remove(handle, run);
            return true;
        });
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "the journal " + identity();
    }
}
