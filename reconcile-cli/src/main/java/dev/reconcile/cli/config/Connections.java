package dev.reconcile.cli.config;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.RunListener;
import dev.reconcile.jdbc.JdbcCatalog;
import dev.reconcile.jdbc.JdbcCatalogBuilder;
import dev.reconcile.jdbc.JdbcJournalBuilder;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.store.ObjectStore;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration names, opened when it is first asked for: who asks for the journal alone needs neither the bucket nor the table. Closes what
 * it opened. Not thread-safe; what it gives is.
 */
public final class Connections implements AutoCloseable {

    private final Configuration configuration;
    private final Deque<Runnable> opened = new ArrayDeque<>();
    private @Nullable DataSource database;
    private @Nullable JdbcCatalog catalog;
    private @Nullable ObjectStore store;
    private @Nullable RunJournal journal;

    private Connections(Configuration configuration) {
        this.configuration = configuration;
    }

    /** Asks nothing of anybody yet. */
    public static Connections open(Configuration configuration) {
        return new Connections(configuration);
    }

    /**
     * The bucket. Asks nothing of the network.
     *
     * @throws IllegalArgumentException if the configuration names what can't be reconciled, such as an access point
     * @throws dev.reconcile.store.StoreException if it is a directory that can't be read
     */
    public ObjectStore store() {
        if (store == null) {
            ObjectStore made = Stores.open(configuration.document().store());
            opened.push(made::close);
            store = made;
        }
        return store;
    }

    /**
     * The table, held against its mapping.
     *
     * @throws IllegalArgumentException if the mapping doesn't fit the table
     * @throws dev.reconcile.catalog.CatalogException if the database can't be asked
     */
    public JdbcCatalog catalog() {
        if (catalog == null) {
            catalog = catalogBuilder().build();
        }
        return catalog;
    }

    /** For {@link JdbcCatalogBuilder#check}. */
    public JdbcCatalogBuilder catalogBuilder() {
        CatalogSection section = configuration.document().catalog();
        JdbcCatalogBuilder builder = section.builder(database());
        given(section, builder);
        section.references()
                .forEach((role, reference) -> builder.reference(
                        reference.toColumn(role, configuration.document().store())));
        return builder;
    }

    private void given(CatalogSection section, JdbcCatalogBuilder builder) {
        if (section.view() != null) {
            builder.readFrom(section.view());
        }
        if (section.status().message() != null) {
            builder.errorMessage(section.status().message());
        }
        if (section.updatedAt() != null) {
            builder.updatedAt(section.updatedAt());
        }
        if (section.createdAt() != null) {
            builder.createdAt(section.createdAt());
        }
        if (section.zone() != null) {
            builder.zone(section.zone());
        }
        if (section.purgeable()) {
            builder.purgeable();
        }
        ReplicaSection replica = section.replica();
        if (replica != null) {
            builder.replica(pool(
                    "replica",
                    replica.url(),
                    replica.user() == null ? section.user() : replica.user(),
                    replica.password() == null ? section.password() : replica.password()));
        }
    }

    /** The catalog's database. */
    public DataSource database() {
        if (database == null) {
            CatalogSection section = configuration.document().catalog();
            database = pool("catalog", section.url(), section.user(), section.password());
        }
        return database;
    }

    private DataSource pool(String name, String url, @Nullable String user, @Nullable Secret password) {
        CatalogSection section = configuration.document().catalog();
        HikariDataSource pool =
                Databases.pool(name, url, user, password, section.connections(), section.connectTimeout());
        opened.push(pool::close);
        return pool;
    }

    /**
     * Where runs are recorded. A directory is made when the first run begins.
     *
     * @throws IllegalArgumentException if it is tables, and some are missing
     * @throws dev.reconcile.journal.JournalException if their database can't be asked
     */
    public RunJournal journal() {
        if (journal == null) {
            RunJournal made = configuration
                    .journalDirectory()
                    .map(RunJournal::in)
                    .orElseGet(() -> journalTables().orElseThrow().build());
            opened.push(made::close);
            journal = made;
        }
        return journal;
    }

    /** For {@link JdbcJournalBuilder#check}; empty if the journal is a directory. */
    public Optional<JdbcJournalBuilder> journalTables() {
        TablesSection section = configuration.document().journal().tables();
        if (section == null) {
            return Optional.empty();
        }
        return Optional.of(section.builder(journalDatabase(section)));
    }

    private DataSource journalDatabase(TablesSection section) {
        CatalogSection catalogs = configuration.document().catalog();
        if (section.url() == null && section.user() == null && section.password() == null) {
            return database(); // marks and their entries share a transaction then
        }
        return pool(
                "journal",
                section.url() == null ? catalogs.url() : section.url(),
                section.user() == null ? catalogs.user() : section.user(),
                section.password() == null ? catalogs.password() : section.password());
    }

    /** Over all of it, with the configured journal. */
    public ReconcileEngine engine(RunListener listener) {
        return engineBuilder(listener).build();
    }

    /** For whoever has more to say: another journal around {@link #journal}, a clock. */
    public ReconcileEngine.Builder engineBuilder(RunListener listener) {
        configuration.requireSecrets();
        EngineSection section = configuration.document().engine();
        ReconcileEngine.Builder engine = ReconcileEngine.builder(store(), catalog())
                .journal(journal())
                .listener(listener)
                .quarantine(section.quarantine())
                .memoryBudget(section.memory().bytes());
        return section.spillDirectory() == null ? engine : engine.spillDirectory(section.spillDirectory());
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            opened.pop().run();
        }
    }
}
