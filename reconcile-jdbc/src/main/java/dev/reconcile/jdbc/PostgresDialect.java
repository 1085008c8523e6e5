package dev.reconcile.jdbc;

import java.sql.Types;
import java.time.Duration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jspecify.annotations.Nullable;

final class PostgresDialect extends Dialect {

    @Override
    String product() {
        return "PostgreSQL";
    }

    @Override
    String script() {
        return "postgresql.sql";
    }

    /** Untyped, so that the server takes the column's own type: enums, citext and domains too, and indexes still serve. */
    @Override
    Argument text(String value) {
        return (position, statement, context) -> statement.setObject(position, value, Types.OTHER);
    }

    @Override
    boolean canHold(String text) {
        return text.indexOf('\0') < 0 && super.canHold(text); // H46
    }

    @Override
    String withoutQuery(String column) {
        return "split_part(split_part(CAST(" + column + " AS text) COLLATE \"C\", '#', 1), '?', 1)";
    }

    @Override
    String asText(Column column) {
        return "CAST(" + column.sql() + " AS text)";
    }

    @Override
    void limitLockWait(Handle handle, Duration limit) {
        handle.execute("SET LOCAL lock_timeout = " + Math.max(1, limit.toMillis())); // 0 would wait for ever
    }

    @Override
    String forUpdateOfFreeRows() {
        return " FOR UPDATE SKIP LOCKED";
    }

    @Override
    boolean losesCommits(Handle handle) {
        return handle.createQuery("SHOW synchronous_commit")
                .mapTo(String.class)
                .one()
                .equals("off");
    }

    @Override
    boolean canKeepCommits() {
        return true;
    }

    @Override
    void keepCommit(Handle handle) {
        handle.execute("SET LOCAL synchronous_commit = on");
    }

    /** Row-level security, and for whom: it doesn't count for who owns the table or may bypass it. */
    @Override
    @Nullable
    String hidesRows(Handle handle, CatalogTable table) {
        boolean active = handle.createQuery("SELECT row_security_active(CAST(:table AS regclass))")
                .bind("table", table.sql())
                .mapTo(Boolean.class)
                .one();
        return active ? "row-level security: give this user a policy that shows every row, or BYPASSRLS" : null;
    }
}
