package dev.reconcile.jdbc;

import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.MarkOutcome;
import dev.reconcile.catalog.MarkResult;
import dev.reconcile.store.ObjectKey;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.argument.Argument;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Marks rows and takes marks back. Each change is a transaction of its own that locks one row, so neither does a failing one take
 * others with it (H64) nor does their order matter to anybody's locks (H65).
 */
final class Marking {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcCatalog.class);

    /** What else belongs into the transaction of a change. */
    interface Companion<C> {

        /** Before anything is looked at. What it throws that isn't the database's ends it all. */
        default void before(Handle handle) {}

        /** After a change that was applied. */
        default void after(Handle handle, C change, MarkResult applied) {}
    }

    private final Source source;
    private final CatalogTable table;
    private final RowUpdate update;
    private final Duration lockTimeout;

    Marking(Source source, CatalogTable table, RecordReader reader, Duration lockTimeout) {
        this.source = source;
        this.table = table;
        this.update = new RowUpdate(table, reader, lockTimeout);
        this.lockTimeout = lockTimeout;
    }

    /** @throws CatalogException if the database is out of reach and nothing is known of any change */
    <C> List<MarkResult> apply(List<C> changes, Function<C, RowChange> form, Companion<C> companion) {
        List<MarkResult> results = new ArrayList<>();
        boolean lost = false;
        boolean anyKnown = false;
        for (C change : changes) {
            if (lost || Thread.currentThread().isInterrupted()) { // H91: the flag stays set
                results.add(MarkResult.of(MarkOutcome.FAILED));
                continue;
            }
            RowChange row = form.apply(change);
            try {
                results.add(apply(change, row, companion));
                anyKnown = true;
            } catch (SQLException | JdbiException thrown) {
                SqlFailure failure = SqlFailure.of(thrown, table.dialect());
                lost = failure.isLost();
                if (lost && !anyKnown) {
                    throw failure.exception("Changing records of " + table);
                }
                LOG.warn("Changing {} of {} failed: {}", name(row), table, failure);
                results.add(MarkResult.of(MarkOutcome.FAILED));
            }
        }
        return results;
    }

    private <C> MarkResult apply(C change, RowChange row, Companion<C> companion) throws SQLException {
        Optional<List<Argument>> id = table.id().values(row.id().value());
        if (id.isEmpty()) {
            return MarkResult.of(MarkOutcome.GONE);
        }
        try (Handle handle = source.open()) {
            return handle.inTransaction(it -> {
                companion.before(it);
                table.dialect().limitLockWait(it, lockTimeout);
                MarkResult result = update.apply(it, id.get(), row);
                switch (result.outcome()) {
                    case APPLIED -> companion.after(it, change, result);
                    case FAILED -> {
                        it.rollback();
                        LOG.warn(
                                "Changing {} of {} failed: read back, the row isn't what was written; look for a trigger",
                                name(row),
                                table);
                    }
                    case ALREADY, CONFLICT, GONE -> {}
                }
                return result;
            });
        }
    }

    private static String name(RowChange row) {
        return "record " + ObjectKey.escape(row.id().value());
    }
}
