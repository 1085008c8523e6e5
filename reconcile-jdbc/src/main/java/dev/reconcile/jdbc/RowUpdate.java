package dev.reconcile.jdbc;

import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.MarkOutcome;
import dev.reconcile.catalog.MarkResult;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jspecify.annotations.Nullable;

/** Changes one row in a transaction: locks and reads it, compares it byte by byte, writes it by one conditional UPDATE, reads it back. */
final class RowUpdate {

    private final CatalogTable table;
    private final RecordReader reader;
    private final Duration lockTimeout;

    RowUpdate(CatalogTable table, RecordReader reader, Duration lockTimeout) {
        this.table = table;
        this.reader = reader;
        this.lockTimeout = lockTimeout;
    }

    /** FAILED if the row, read back, isn't what was written (H68): then the transaction is to be rolled back. */
    MarkResult apply(Handle handle, List<Argument> id, RowChange change) {
        table.dialect().lock(handle, table.sql());
        if (table.isView()) {
            lockRow(handle, id);
        }
        Optional<LockedRow> locked = (table.isView() ? selectFromView(id) : selectLocked(id))
                .query(handle)
                .map((row, context) -> lockedRow(row, change))
                .findFirst();
        if (locked.isEmpty() || !locked.get().now().id().equals(change.id())) {
            return MarkResult.of(
                    MarkOutcome.GONE); // H45: a database that folds or pads may show another row for this id
        }
        LockedRow row = locked.get();
        if (change.isDone().test(row.now())) {
            return MarkResult.of(MarkOutcome.ALREADY);
        }
        if (!change.stillHolds().test(row.now()) || write(handle, id, change, row) != 1) {
            return MarkResult.of(MarkOutcome.CONFLICT); // H62
        }
        if (change.removes()) {
            boolean gone = select("", table.readSql(), id)
                    .query(handle)
                    .map((after, context) -> true)
                    .findFirst()
                    .isEmpty();
            return MarkResult.of(gone ? MarkOutcome.APPLIED : MarkOutcome.FAILED);
        }
        return select("", table.readSql(), id)
                .query(handle)
                .map((after, context) -> reader.read(after))
                .findFirst()
                .filter(change.isDone())
                .map(MarkResult::applied)
                .orElse(MarkResult.of(MarkOutcome.FAILED));
    }

    /** One of several rows. */
    record Target(List<Argument> id, RowChange change) {}

    /** Something came in between, so that each is to be changed by itself. */
    static final class NotTogether extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private NotTogether() {
            super("Rows can't be changed together", null, false, false);
        }
    }

    /**
     * The same for several rows at once, of those that nobody else has locked; the rest has no result.
     *
     * @throws NotTogether if the transaction is to be rolled back, and each row changed by itself
     */
    Map<RecordId, MarkResult> applyToFree(Handle handle, List<Target> targets) {
        Map<RecordId, LockedRow> rows = lockFree(handle, targets);
        Map<RecordId, MarkResult> results = new HashMap<>();
        List<Target> written = new ArrayList<>();
        List<List<BoundSql>> statements = new ArrayList<>();
        for (Target target : targets) {
            RowChange change = target.change();
            LockedRow row = rows.get(change.id());
            if (row == null) {
                continue;
            }
            if (change.isDone().test(row.now())) {
                results.put(change.id(), MarkResult.of(MarkOutcome.ALREADY));
            } else if (!change.stillHolds().test(row.now())) {
                results.put(change.id(), MarkResult.of(MarkOutcome.CONFLICT)); // H62
            } else {
                written.add(target);
                add(statement(target.id(), change, row), statements);
            }
        }
        for (List<BoundSql> alike : statements) {
            if (IntStream.of(BoundSql.updates(handle, alike)).anyMatch(count -> count != 1)) {
                throw new NotTogether();
            }
        }
        Map<RecordId, CatalogRecord> after = readBack(handle, written);
        for (Target target : written) {
            RowChange change = target.change();
            CatalogRecord now = after.get(change.id());
            if (change.removes() ? now != null : now == null || !change.isDone().test(now)) {
                throw new NotTogether(); // H68: by itself it fails alone
            }
            results.put(change.id(), now == null ? MarkResult.of(MarkOutcome.APPLIED) : MarkResult.applied(now));
        }
        return results;
    }

    private static void add(BoundSql statement, List<List<BoundSql>> statements) {
        for (List<BoundSql> alike : statements) {
            if (alike.get(0).isLike(statement)) {
                alike.add(statement);
                return;
            }
        }
        statements.add(new ArrayList<>(List.of(statement)));
    }

    private Map<RecordId, LockedRow> lockFree(Handle handle, List<Target> targets) {
        Map<RecordId, RowChange> changes = new HashMap<>();
        targets.forEach(target -> changes.put(target.change().id(), target.change()));
        Map<RecordId, LockedRow> rows = new HashMap<>();
        among(targets, ", " + table.dialect().now(), table.sql())
                .add(Objects.requireNonNull(table.dialect().forUpdateOfFreeRows()))
                .query(handle)
                .map((row, context) -> {
                    RowChange change = changes.get(reader.read(row).id());
                    return change == null ? Optional.<LockedRow>empty() : Optional.of(lockedRow(row, change));
                })
                .list()
                .forEach(found -> found.ifPresent(row -> rows.put(row.now().id(), row))); // H45: it may show others
        return rows;
    }

    private Map<RecordId, CatalogRecord> readBack(Handle handle, List<Target> written) {
        Map<RecordId, CatalogRecord> after = new HashMap<>();
        if (!written.isEmpty()) {
            among(written, "", table.readSql())
                    .query(handle)
                    .map((row, context) -> reader.read(row))
                    .list()
                    .forEach(record -> after.put(record.id(), record));
        }
        return after;
    }

    private BoundSql among(List<Target> targets, String more, String from) {
        BoundSql sql = new BoundSql().add("SELECT " + reader.columns() + more + " FROM " + from + " WHERE ");
        return table.id().in(sql, targets.stream().map(Target::id).toList());
    }

    private BoundSql selectLocked(List<Argument> id) {
        Dialect dialect = table.dialect();
        return select(", " + dialect.now(), dialect.lockedTable(table.sql()), id)
                .add(dialect.forUpdate(lockTimeout));
    }

    /** A view can't be locked, so the table's row is. */
    private void lockRow(Handle handle, List<Argument> id) {
        Dialect dialect = table.dialect();
        BoundSql lock = new BoundSql()
                .add("SELECT " + table.id().names() + " FROM " + dialect.lockedTable(table.sql()) + " WHERE ");
        table.id()
                .equal(lock, id)
                .add(dialect.forUpdate(lockTimeout))
                .query(handle)
                .map((row, context) -> true)
                .list();
    }

    private BoundSql selectFromView(List<Argument> id) {
        return select(", " + table.dialect().now(), table.readSql(), id);
    }

    private BoundSql select(String more, String from, List<Argument> id) {
        return table.id()
                .equal(new BoundSql().add("SELECT " + reader.columns() + more + " FROM " + from + " WHERE "), id);
    }

    /** The row while nobody else can change it, with what its judged columns literally hold, and the database's time (H61). */
    private record LockedRow(
            CatalogRecord now,
            Map<Column, @Nullable String> judged,
            @Nullable String updatedAt,
            Instant time) {}

    private LockedRow lockedRow(ResultSet row, RowChange change) throws SQLException {
        Set<String> roles = new HashSet<>();
        for (Reference reference : change.judged()) {
            roles.add(reference.role());
        }
        Map<Column, @Nullable String> judged = new LinkedHashMap<>();
        judged.put(table.status(), reader.text(row, table.status()));
        Column message = table.errorMessage();
        if (message != null) {
            judged.put(message, reader.text(row, message));
        }
        for (CatalogTable.Pointer pointer : table.pointers()) {
            if (roles.contains(pointer.role()) && !table.isView()) { // a view's columns may not be the table's
                for (Column column : pointer.key().columns()) {
                    judged.put(column, reader.text(row, column));
                }
            }
        }
        Column updatedAt = table.updatedAt();
        String written = updatedAt == null ? null : reader.timeText(row, updatedAt);
        Instant time = table.dialect().now(row, reader.count() + 1);
        return new LockedRow(reader.read(row), judged, written, time);
    }

    private int write(Handle handle, List<Argument> id, RowChange change, LockedRow row) {
        return statement(id, change, row).update(handle);
    }

    private BoundSql statement(List<Argument> id, RowChange change, LockedRow row) {
        BoundSql sql = change.removes() ? new BoundSql().add("DELETE FROM " + table.sql()) : assignments(change, row);
        table.id().equal(sql.add(" WHERE "), id);
        row.judged().forEach((column, value) -> { // the lock sees to it already; saying it once more costs nothing
            sql.add(" AND " + column.sql());
            if (value == null) {
                sql.add(" IS NULL"); // H69
            } else {
                sql.add(" = ")
                        .bind(column.value(value)
                                .orElseGet(() -> table.dialect().text(value)));
            }
        });
        return sql;
    }

    private BoundSql assignments(RowChange change, LockedRow row) {
        BoundSql sql = new BoundSql()
                .add("UPDATE " + table.sql() + " SET " + table.status().sql() + " = ");
        text(sql, change.status());
        Column message = table.errorMessage();
        if (message != null) {
            sql.add(", " + message.sql() + " = ");
            text(sql, change.message() == null ? null : message.fitted(change.message()));
        }
        Column updatedAt = table.updatedAt();
        if (updatedAt != null) {
            updatedAt.bind(sql.add(", " + updatedAt.sql() + " = "), row.time(), table.zone(), row.updatedAt());
        }
        return sql;
    }

    private void text(BoundSql sql, @Nullable String value) {
        if (value == null) {
            sql.add("NULL");
        } else {
            sql.bind(table.dialect().text(value));
        }
    }
}
