package dev.reconcile.jdbc;

import dev.reconcile.journal.JournalException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says where a {@link JdbcJournal} keeps its tables. Not thread-safe. */
public final class JdbcJournalBuilder {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcJournal.class);
    private static final Duration SHORTEST = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofHours(24);

    private final Source source;
    private @Nullable String schema;
    private String runs = "reconcile_run";
    private String entries = "reconcile_journal";
    private String leases = "reconcile_lease";
    private Duration lease = Duration.ofMinutes(5);
    private Duration lockTimeout = Duration.ofSeconds(10);
    private InstantSource clock = new SteadyClock();

    JdbcJournalBuilder(Source source) {
        this.source = source;
    }

    /** Where the tables are, if not in the connection's own schema. */
    public JdbcJournalBuilder schema(String name) {
        this.schema = name;
        return this;
    }

    /** How the tables are called, if not {@code reconcile_run}, {@code reconcile_journal} and {@code reconcile_lease}. */
    public JdbcJournalBuilder tables(String runTable, String entryTable, String leaseTable) {
        this.runs = runTable;
        this.entries = entryTable;
        this.leases = leaseTable;
        return this;
    }

    /**
     * How long a lease lasts that isn't renewed: 30 s to 24 h, 5 min if not said. So long does the next run wait after a crash. A
     * process that is paused for longer loses its run.
     */
    public JdbcJournalBuilder lease(Duration duration) {
        if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("Invalid lease: " + duration + ", expected 30 s to 24 h");
        }
        this.lease = duration;
        return this;
    }

    /** How long a write waits for another one under the same lease. Ten seconds if not said. */
    public JdbcJournalBuilder lockTimeout(Duration limit) {
        if (limit.toMillis() < 1) {
            throw new IllegalArgumentException("Invalid lock timeout: " + limit + ", expected at least a millisecond");
        }
        this.lockTimeout = limit;
        return this;
    }

    /**
     * Measures how much of the lease has gone. For tests and simulations: any other than the usual one, which neither jumps back
     * nor stands still while the machine sleeps, may take a lost lease for a held one.
     */
    public JdbcJournalBuilder clock(InstantSource measuring) {
        this.clock = measuring;
        return this;
    }

    /**
     * What is missing for the journal to work: tables, columns, types, primary keys, privileges; nothing if it is ready.
     *
     * @throws JournalException if the database can't be asked
     */
    public List<String> check() {
        JournalCheck check = new JournalCheck(source, schema);
        tables(check);
        return check.missing();
    }

    private Optional<JournalTables> tables(JournalCheck check) {
        try {
            return check.tables(runs, entries, leases);
        } catch (SQLException | JdbiException thrown) {
            throw SqlFailure.of(thrown, null).journalException("Checking the tables of the journal");
        }
    }

    /**
     * Checks the tables.
     *
     * @throws IllegalArgumentException if something is missing: all of it, and the script that makes it
     * @throws JournalException if the database can't be asked
     */
    public JdbcJournal build() {
        JournalCheck check = new JournalCheck(source, schema);
        JournalTables found = tables(check)
                .orElseThrow(() -> new IllegalArgumentException("The journal isn't ready: "
                        + String.join("; ", check.missing()) + ". The script dev/reconcile/jdbc/journal/"
                        + check.script() + " in reconcile-jdbc's jar makes its tables"));
        if (found.losesCommits() && !found.dialect().canKeepCommits()) {
            LOG.warn(
                    "{} may lose its last entries if the server crashes: {}",
                    found.identity(),
                    found.dialect().durability());
        }
        return new JdbcJournal(source, found, lease, lockTimeout, clock);
    }
}
