package dev.reconcile.jdbc;

import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.MarkOutcome;
import dev.reconcile.catalog.MarkResult;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.store.ObjectKey;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Marks rows and takes marks back. Where a database lets rows be left out that somebody else has locked, one transaction changes
 * many, and never waits for a row while it holds another (H65). Those that are left, or all of them if anything goes wrong before the
 * commit, are changed one by one: each in a transaction of its own that locks one row, so a failing one takes no other with it (H64).
 */
final class Marking {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcCatalog.class);

    /** So many rows are held by one transaction, that nobody waits long for one of them. */
    private static final int TOGETHER = 100;

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
        List<Asked<C>> asked = changes.stream()
                .map(change -> new Asked<>(change, form.apply(change)))
                .toList();
        return new Batch<>(companion).apply(asked);
    }

    private static String name(RowChange row) {
        return "record " + ObjectKey.escape(row.id().value());
    }

    /** A change, and what it is to a row. */
    private record Asked<C>(C change, RowChange row) {

        RecordId id() {
            return row.id();
        }
    }

    private final class Batch<C> {

        private final Companion<C> companion;
        private boolean anyKnown;
        private boolean lost;
        private boolean committing;

        Batch(Companion<C> companion) {
            this.companion = companion;
        }

        List<MarkResult> apply(List<Asked<C>> changes) {
            List<MarkResult> results = new ArrayList<>();
            for (int from = 0; from < changes.size(); from += TOGETHER) {
                List<Asked<C>> some = changes.subList(from, Math.min(from + TOGETHER, changes.size()));
                Map<RecordId, MarkResult> known = goOn() ? together(some) : Map.of();
                anyKnown |= !known.isEmpty();
                for (Asked<C> change : some) {
                    MarkResult result = known.get(change.id());
                    results.add(result == null ? alone(change) : result);
                }
            }
            return results;
        }

        private boolean goOn() {
            return !lost && !Thread.currentThread().isInterrupted(); // H91: the flag stays set
        }

        private MarkResult alone(Asked<C> asked) {
            if (!goOn()) {
                return MarkResult.of(MarkOutcome.FAILED);
            }
            try {
                MarkResult result = inTransaction(asked);
                anyKnown = true;
                return result;
            } catch (SQLException | JdbiException thrown) {
                return failed(name(asked.row()), SqlFailure.of(thrown, table.dialect()));
            }
        }

        private MarkResult failed(String what, SqlFailure failure) {
            lost = failure.isLost();
            if (lost && !anyKnown) {
                throw failure.exception("Changing records of " + table);
            }
            LOG.warn("Changing {} of {} failed: {}", what, table, failure);
            return MarkResult.of(MarkOutcome.FAILED);
        }

        private MarkResult inTransaction(Asked<C> asked) throws SQLException {
            RowChange row = asked.row();
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
                        case APPLIED -> companion.after(it, asked.change(), result);
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

        /** What became of those that could be changed together; the rest was left as it was. */
        private Map<RecordId, MarkResult> together(List<Asked<C>> changes) {
            List<RowUpdate.Target> targets = targets(changes);
            if (targets.size() < 2) {
                return Map.of();
            }
            committing = false;
            try (Handle handle = source.open()) {
                HandleCallback<Map<RecordId, MarkResult>, SQLException> work = it -> {
                    Map<RecordId, MarkResult> results = inTransaction(it, changes, targets);
                    committing = true;
                    return results;
                };
                return table.dialect().locksInPassing()
                        ? handle.inTransaction(TransactionIsolationLevel.READ_COMMITTED, work)
                        : handle.inTransaction(work);
            } catch (RowUpdate.NotTogether oneByOne) {
                return Map.of();
            } catch (SQLException | JdbiException thrown) {
                SqlFailure failure = SqlFailure.of(thrown, table.dialect());
                boolean inDoubt = committing && !failure.isRolledBack(); // H63: perhaps all of it stands
                if (!inDoubt && !failure.isLost()) {
                    return Map.of();
                }
                MarkResult failed = failed(changes.size() + " records", failure);
                return targets.stream()
                        .collect(Collectors.toMap(target -> target.change().id(), target -> failed));
            }
        }

        /** Nothing if they can't be changed together. */
        private List<RowUpdate.Target> targets(List<Asked<C>> changes) {
            if (table.dialect().forUpdateOfFreeRows() == null || table.isView()) {
                return List.of();
            }
            Map<RecordId, RowUpdate.Target> targets = new LinkedHashMap<>();
            for (Asked<C> change : changes) {
                table.id()
                        .values(change.id().value())
                        .ifPresent(id -> targets.put(change.id(), new RowUpdate.Target(id, change.row())));
            }
            return targets.size() == changes.size() ? List.copyOf(targets.values()) : List.of();
        }

        private Map<RecordId, MarkResult> inTransaction(
                Handle handle, List<Asked<C>> changes, List<RowUpdate.Target> targets) {
            companion.before(handle);
            table.dialect().limitLockWait(handle, lockTimeout);
            Map<RecordId, MarkResult> results = update.applyToFree(handle, targets);
            for (Asked<C> change : changes) {
                MarkResult result = results.get(change.id());
                if (result != null && result.outcome() == MarkOutcome.APPLIED) {
                    companion.after(handle, change.change(), result);
                }
            }
            return results;
        }
    }
}
