package dev.reconcile.jdbc;

import dev.reconcile.RunId;
import dev.reconcile.RunInProgressException;
import dev.reconcile.journal.JournalException;
import dev.reconcile.journal.LeaseHolder;
import dev.reconcile.store.Checksum;
import dev.reconcile.store.ObjectKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jspecify.annotations.Nullable;

/**
 * A row for each scope. Who holds the lease has its row's fence; all times are the database's (H61). Every change of the row, and
 * every write under the lease, locks the row first, so that they happen one after the other (H83).
 */
final class LeaseTable {

    static final int SCOPE_LENGTH = 300;

    private final JournalTables tables;
    private final Duration duration;
    private final Duration lockTimeout;

    LeaseTable(JournalTables tables, Duration duration, Duration lockTimeout) {
        this.tables = tables;
        this.duration = duration;
        this.lockTimeout = lockTimeout;
    }

    /** What a scope is called in the table: its beginning to be read, and its digest to be told from any other by (H44, H45). */
    static String name(String scope) {
        String readable = ObjectKey.escape(scope);
        return (readable.length() <= 200 ? readable : readable.substring(0, 200) + "…") + " #" + digest(scope);
    }

    private static String digest(String scope) {
        return Checksum.over(Checksum.Algorithm.SHA256, scope).hex().substring(0, 32);
    }

    /** A scope's row, locked. */
    private record Row(
            long fence,
            @Nullable String holder,
            @Nullable String run,
            @Nullable Instant takenAt,
            @Nullable Instant expiresAt,
            Instant now) {

        boolean isFree() {
            return expiresAt == null || !expiresAt.isAfter(now);
        }

        String told() {
            return holder + ", with run " + run + " since " + takenAt + "; its lease runs out at " + expiresAt
                    + " unless it is renewed";
        }
    }

    boolean isThere(Handle handle, String scope) {
        return new BoundSql()
                .add("SELECT 1 FROM " + tables.leases() + " WHERE scope = ")
                .bind(text(scope))
                .query(handle)
                .map((row, context) -> true)
                .findFirst()
                .isPresent();
    }

    /** Makes the row of a scope that never had one. */
    void make(Handle handle, String scope) {
        new BoundSql()
                .add("INSERT INTO " + tables.leases() + " (scope, fence) VALUES (")
                .bind(text(scope))
                .add(", 0)")
                .update(handle);
    }

    private Optional<Row> locked(Handle handle, String scope) {
        Dialect dialect = tables.dialect();
        dialect.lock(handle, tables.leases());
        return new BoundSql()
                .add("SELECT fence, holder, run_id, "
                        + tables.takenAt().timeExpression() + ", "
                        + tables.expiresAt().timeExpression() + ", "
                        + dialect.now() + " FROM " + dialect.lockedTable(tables.leases()) + " WHERE scope = ")
                .bind(text(scope))
                .add(dialect.forUpdate(lockTimeout))
                .query(handle)
                .map((row, context) -> row(row))
                .findFirst();
    }

    private Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                tables.takenAt().instant(row, 4, ZoneOffset.UTC),
                tables.expiresAt().instant(row, 5, ZoneOffset.UTC),
                tables.dialect().now(row, 6));
    }

    /**
     * Takes the lease if it is free or has run out.
     *
     * @return the fence
     * @throws RunInProgressException if somebody has it
     */
    long take(Handle handle, String scope, LeaseHolder holder, RunId run) {
        Row row = locked(handle, scope)
                .orElseThrow(
                        () -> new JournalException("The lease " + scope + " was removed just now; try again", null));
        if (!row.isFree()) {
            throw new RunInProgressException(row.told());
        }
        long fence = row.fence() + 1;
        String name = tables.holder().fitted(holder.toString());
        BoundSql update = new BoundSql()
                .add("UPDATE " + tables.leases() + " SET fence = ")
                .bind(number(fence))
                .add(", holder = ")
                .bind(text(name))
                .add(", run_id = ")
                .bind(text(run.value()))
                .add(", taken_at = ");
        tables.takenAt().bind(update, row.now(), ZoneOffset.UTC, null);
        tables.expiresAt().bind(update.add(", expires_at = "), row.now().plus(duration), ZoneOffset.UTC, null);
        update.add(" WHERE scope = ").bind(text(scope)).update(handle);
        return fence;
    }

    /** Whether the lease still is this fence's; nobody can take it until the transaction ends. */
    boolean isHeld(Handle handle, String scope, long fence) {
        return locked(handle, scope).filter(row -> row.fence() == fence).isPresent();
    }

    /** Whether the lease could be renewed: nobody else has had it. */
    boolean renew(Handle handle, String scope, long fence) {
        Optional<Row> row = locked(handle, scope).filter(it -> it.fence() == fence);
        row.ifPresent(held -> {
            BoundSql update = new BoundSql().add("UPDATE " + tables.leases() + " SET expires_at = ");
            tables.expiresAt().bind(update, held.now().plus(duration), ZoneOffset.UTC, null);
            update.add(" WHERE scope = ").bind(text(scope)).update(handle);
        });
        return row.isPresent();
    }

    /** Gives the lease back, unless somebody else has it. */
    void release(Handle handle, String scope, long fence) {
        new BoundSql()
                .add("UPDATE " + tables.leases()
                        + " SET holder = NULL, run_id = NULL, expires_at = NULL WHERE scope = ")
                .bind(text(scope))
                .add(" AND fence = ")
                .bind(number(fence))
                .update(handle);
    }

    private Argument text(String value) {
        return tables.dialect().text(value);
    }

    private static Argument number(long value) {
        return (position, statement, context) -> statement.setLong(position, value);
    }
}
