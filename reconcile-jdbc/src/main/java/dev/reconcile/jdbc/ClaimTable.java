package dev.reconcile.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.argument.Argument;

/**
 * The rows of the claims.
 *
 * @param table its quoted name
 */
record ClaimTable(Dialect dialect, String identity, String table, Column expiresAt) {

    private static final String NAME = "reconcile_claim";
    private static final int HASH = 64;

    /** @param key the hash of the object's */
    record Claim(String key, String upload) {}

    static ClaimTable checked(Source source) {
        List<String> missing = new ArrayList<>();
        String script = "";
        try (Handle handle = source.open()) {
            script = Dialects.of(handle.getConnection().getMetaData()).script();
            TableMetadata found = new TableMetadata(handle.getConnection(), null, NAME);
            Column expiresAt = check(found, missing);
            if (missing.isEmpty()) {
                ClaimTable table = new ClaimTable(found.dialect(), found.identity(), found.sql(), expiresAt);
                table.checkPrivileges(handle, missing);
                if (missing.isEmpty()) {
                    return table;
                }
            }
        } catch (IllegalArgumentException wrong) {
            missing.add(wrong.getMessage());
        } catch (SQLException | JdbiException thrown) {
            throw SqlFailure.of(thrown, null).exception("Checking the table of the claims");
        }
        throw new IllegalArgumentException("The claims aren't ready: " + String.join("; ", missing)
                + ". The script dev/reconcile/jdbc/claims/" + script + " in reconcile-jdbc's jar makes their table");
    }

    private static Column check(TableMetadata found, List<String> missing) throws SQLException {
        for (String name : List.of("object_key", "upload")) {
            Column column = found.column("claims", name, ColumnType.TEXT);
            if (column.length() < HASH) {
                missing.add("Invalid claims column: " + found + "." + name + " holds " + column.length()
                        + " characters, expected at least " + HASH);
            }
        }
        Set<String> key = new TreeSet<>();
        found.primaryKey().forEach(column -> key.add(column.toLowerCase(Locale.ROOT)));
        if (!key.equals(Set.of("object_key", "upload"))) {
            missing.add("Invalid primary key: " + found + " has " + key + ", expected [object_key, upload]");
        }
        return found.dialect().hasZonedTimestamps()
                ? found.column("claims", "expires_at", ColumnType.ZONED_TIMESTAMP)
                : found.column("claims", "expires_at", ColumnType.ZONED_TIMESTAMP, ColumnType.TIMESTAMP);
    }

    /** Statements that touch no row, which need the same privileges as those that do. */
    private void checkPrivileges(Handle handle, List<String> missing) {
        String all = "object_key, upload, expires_at";
        for (String sql : List.of(
                "SELECT " + all + " FROM " + table + " WHERE 1 = 0",
                "INSERT INTO " + table + " (" + all + ") SELECT " + all + " FROM " + table + " WHERE 1 = 0",
                "UPDATE " + table + " SET expires_at = expires_at WHERE 1 = 0",
                "DELETE FROM " + table + " WHERE 1 = 0")) {
            try {
                handle.useTransaction(it -> it.execute(sql));
            } catch (JdbiException refused) {
                missing.add("No " + sql.substring(0, sql.indexOf(' ')) + " on " + table + ": "
                        + SqlFailure.of(refused, dialect));
            }
        }
    }

    private Instant now(Handle handle) {
        return new BoundSql()
                .add(dialect.selectNow())
                .query(handle)
                .map((row, context) -> dialect.now(row, 1))
                .one();
    }

    boolean renew(Handle handle, String key, String upload, Duration lasting) {
        BoundSql update = new BoundSql().add("UPDATE " + table + " SET expires_at = ");
        expiresAt.bind(update, now(handle).plus(lasting), ZoneOffset.UTC, null);
        return where(update, key, upload).update(handle) > 0;
    }

    void make(Handle handle, String key, String upload, Duration lasting) {
        Instant end = now(handle).plus(lasting);
        BoundSql insert = new BoundSql()
                .add("INSERT INTO " + table + " (object_key, upload, expires_at) VALUES (")
                .bind(text(key))
                .add(", ")
                .bind(text(upload))
                .add(", ");
        expiresAt.bind(insert, end, ZoneOffset.UTC, null);
        insert.add(")").update(handle);
    }

    void remove(Handle handle, String key, String upload) {
        where(new BoundSql().add("DELETE FROM " + table), key, upload).update(handle);
    }

    private BoundSql where(BoundSql sql, String key, String upload) {
        return sql.add(" WHERE object_key = ")
                .bind(text(key))
                .add(" AND upload = ")
                .bind(text(upload));
    }

    /** Those of the hashes with a claim that goes on. */
    Set<String> current(Handle handle, List<String> keys) {
        Set<String> current = new TreeSet<>();
        Instant now = now(handle);
        new BoundSql()
                .add("SELECT object_key, " + expiresAt.timeExpression() + " FROM " + table + " WHERE ")
                .in("object_key", keys.stream().map(this::text).toList())
                .query(handle)
                .map((row, context) -> {
                    if (end(row, 2).isAfter(now)) {
                        current.add(row.getString(1));
                    }
                    return true;
                })
                .list();
        return current;
    }

    List<Claim> expired(Handle handle) {
        Instant now = now(handle);
        List<Claim> expired = new ArrayList<>();
        new BoundSql()
                .add("SELECT object_key, upload, " + expiresAt.timeExpression() + " FROM " + table)
                .query(handle)
                .map((row, context) -> {
                    if (!end(row, 3).isAfter(now)) {
                        expired.add(new Claim(row.getString(1), row.getString(2)));
                    }
                    return true;
                })
                .list();
        return expired;
    }

    /** Whether there is such a claim, and it hasn't ended. */
    boolean goesOn(Handle handle, Claim claim) {
        Instant now = now(handle);
        return where(
                        new BoundSql().add("SELECT " + expiresAt.timeExpression() + " FROM " + table),
                        claim.key(),
                        claim.upload())
                .query(handle)
                .map((row, context) -> end(row, 1).isAfter(now))
                .findFirst()
                .orElse(false);
    }

    /** Unless it was renewed in between. */
    void removeIfExpired(Handle handle, Claim claim) {
        if (!goesOn(handle, claim)) {
            remove(handle, claim.key(), claim.upload());
        }
    }

    private Instant end(ResultSet row, int index) throws SQLException {
        Instant time = expiresAt.instant(row, index, ZoneOffset.UTC);
        return time == null ? Instant.MIN : time;
    }

    private Argument text(String value) {
        return dialect.text(value);
    }
}
