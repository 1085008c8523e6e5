package dev.reconcile.jdbc;

import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkOutcome;
import dev.reconcile.catalog.Reference;
import dev.reconcile.store.ObjectKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.argument.Argument;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Marks rows. Each mark is a transaction of its own that locks one row, so neither does a failing one take others with it (H64)
 * nor does the order of marks matter to anybody's locks (H65).
 */
final class Marking {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcCatalog.class);

    private final Jdbi jdbi;
    private final CatalogTable table;
    private final RecordReader reader;
    private final Duration lockTimeout;

    Marking(Jdbi jdbi, CatalogTable table, RecordReader reader, Duration lockTimeout) {
        this.jdbi = jdbi;
        this.table = table;
        this.reader = reader;
        this.lockTimeout = lockTimeout;
    }

    /** @throws CatalogException if the database is out of reach and nothing is known of any mark */
    List<MarkOutcome> mark(List<Mark> marks) {
        List<MarkOutcome> outcomes = new ArrayList<>();
        boolean lost = false;
        for (Mark mark : marks) {
            if (lost || Thread.currentThread().isInterrupted()) { // H91: the flag stays set
                outcomes.add(MarkOutcome.FAILED);
                continue;
            }
            try {
                outcomes.add(mark(mark));
            } catch (JdbiException thrown) {
                SqlFailure failure = SqlFailure.of(thrown);
                lost = failure.isLost();
                if (lost && !outcomes.stream().anyMatch(outcome -> outcome != MarkOutcome.FAILED)) {
                    throw failure.exception("Marking records of " + table);
                }
                LOG.warn(
                        "Marking record {} of {} failed: {}",
                        ObjectKey.escape(mark.recordId().value()),
                        table,
                        failure);
                outcomes.add(MarkOutcome.FAILED);
            }
        }
        return outcomes;
    }

    private MarkOutcome mark(Mark mark) {
        Optional<Argument> id = table.id().value(mark.recordId().value());
        if (id.isEmpty()) {
            return MarkOutcome.GONE;
        }
        try (Handle handle = jdbi.open()) { // not withHandle, which would join a transaction of the host
            return handle.inTransaction(it -> mark(it, id.get(), mark));
        }
    }

    private MarkOutcome mark(Handle handle, Argument id, Mark mark) {
        table.dialect().limitLockWait(handle, lockTimeout);
        Optional<LockedRow> locked = new BoundSql()
                .add("SELECT " + reader.columns() + ", CURRENT_TIMESTAMP FROM " + table.sql() + " WHERE "
                        + table.id().sql() + " = ")
                .bind(id)
                .add(table.dialect().forUpdate(lockTimeout))
                .query(handle)
                .map((row, context) -> lockedRow(row, mark))
                .findFirst();
        if (locked.isEmpty() || !locked.get().now().id().equals(mark.recordId())) {
            return MarkOutcome.GONE; // H45: a database that folds or pads may show another row for this id
        }
        LockedRow row = locked.get();
        if (row.now().marked()) {
            return MarkOutcome.ALREADY_MARKED;
        }
        if (!mark.stillHolds(row.now())) {
            return MarkOutcome.CONFLICT; // H62
        }
        return update(handle, id, mark, row) == 1 ? MarkOutcome.APPLIED : MarkOutcome.CONFLICT; // H68
    }

    /** The row while nobody else can change it, with what its judged columns literally hold, and the database's time (H61). */
    private record LockedRow(CatalogRecord now, Map<Column, @Nullable String> judged, OffsetDateTime time) {}

    private LockedRow lockedRow(ResultSet row, Mark mark) throws SQLException {
        Set<String> roles = new HashSet<>();
        for (Reference reference : mark.judged()) {
            roles.add(reference.role());
        }
        Map<Column, @Nullable String> judged = new LinkedHashMap<>();
        judged.put(table.status(), reader.text(row, table.status()));
        for (CatalogTable.Pointer pointer : table.pointers()) {
            if (roles.contains(pointer.role())) {
                judged.put(pointer.column(), reader.text(row, pointer.column()));
            }
        }
        OffsetDateTime time = row.getObject(reader.count() + 1, OffsetDateTime.class);
        return new LockedRow(reader.read(row), judged, time);
    }

    private int update(Handle handle, Argument id, Mark mark, LockedRow row) {
        BoundSql sql = new BoundSql()
                .add("UPDATE " + table.sql() + " SET " + table.status().sql() + " = ")
                .bind(table.dialect().text(table.errorStatus()));
        Column message = table.errorMessage();
        if (message != null) {
            sql.add(", " + message.sql() + " = ").bind(table.dialect().text(message.fitted(mark.message())));
        }
        Column updatedAt = table.updatedAt();
        if (updatedAt != null) {
            sql.add(", " + updatedAt.sql() + " = ").bind(updatedAt.instant(row.time(), table.zone()));
        }
        sql.add(" WHERE " + table.id().sql() + " = ").bind(id);
        row.judged().forEach((column, value) -> { // the lock sees to it already; saying it once more costs nothing
            sql.add(" AND " + column.sql());
            if (value == null) {
                sql.add(" IS NULL"); // H69
            } else {
                sql.add(" = ").bind(table.dialect().text(value));
            }
        });
        return sql.update(handle);
    }
}
