package dev.reconcile.cli.config;

import dev.reconcile.jdbc.JdbcJournal;
import dev.reconcile.jdbc.JdbcJournalBuilder;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The journal's tables. */
record TablesSection(
        @Key(value = "The database, as a JDBC URL.", byDefault = "catalog.url") @Nullable
        String url,

        @Key(value = "Who logs in there.", byDefault = "catalog.user") @Nullable
        String user,

        @Key(value = "The password there.", byDefault = "catalog.password") @Nullable
        Secret password,

        @Key(value = "The schema of the tables, if it isn't the connection's own.", example = "reconcile") @Nullable
        String schema,

        @Key(value = "The table of runs.", byDefault = "reconcile_run")
        String runs,

        @Key(value = "The table of entries.", byDefault = "reconcile_journal")
        String entries,

        @Key(value = "The table of leases.", byDefault = "reconcile_lease")
        String leases,

        @Key(
                value =
                        "How long a lease lasts that isn't renewed, 30 s to 24 h: so long does the next run wait after a crash.",
                byDefault = "5m")
        Duration lease,

        @Key(value = "How long a write waits for another one under the same lease.", byDefault = "10s")
        Duration lockTimeout) {

    JdbcJournalBuilder builder(DataSource database) {
        JdbcJournalBuilder builder = JdbcJournal.builder(database)
                .tables(runs, entries, leases)
                .lease(lease)
                .lockTimeout(lockTimeout);
        return schema == null ? builder : builder.schema(schema);
    }
}
