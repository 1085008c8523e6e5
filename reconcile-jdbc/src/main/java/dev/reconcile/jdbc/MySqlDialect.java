package dev.reconcile.jdbc;

import dev.reconcile.catalog.CatalogException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jspecify.annotations.Nullable;

/**
 * MySQL 8. Two kinds of timestamps: a TIMESTAMP is an instant that the server shows in the session's zone, so it is read and
 * written as a number; a DATETIME has no zone, and both drivers have opinions on it, so it is read and written as text.
 */
class MySqlDialect extends Dialect {

    @Override
    String product() {
        return "MySQL";
    }

    @Override
    String script() {
        return "mysql.sql";
    }

    @Override
    Argument uuid(String value) {
        return text(value);
    }

    /** A comparison with text that the column's character set lacks is an error, not false (H46). */
    @Override
    boolean canHold(String text, @Nullable String characterSet) {
        return canHold(text)
                && switch (characterSet == null ? "" : characterSet) {
                    case "ascii" -> StandardCharsets.US_ASCII.newEncoder().canEncode(text);
                    case "latin1" -> // Windows-1252, with its five gaps filled
                        text.chars()
                                .allMatch(c -> c < 0x100
                                        || Charset.forName("windows-1252")
                                                .newEncoder()
                                                .canEncode((char) c));
                    case "utf8", "utf8mb3", "ucs2" -> text.chars().noneMatch(c -> Character.isSurrogate((char) c));
                    default -> true;
                };
    }

    /**
     * A column may be filled up with zeros, which are no part of the number. MySQL's client decodes latin1 itself, and has no
     * character for five of its bytes: what it makes of them would be another key.
     */
    @Override
    @Nullable
    String text(ResultSet row, int index, Column column) throws SQLException {
        String text = super.text(row, index, column);
        if (text != null && column.type() == ColumnType.INTEGER) {
            return new BigInteger(text).toString();
        }
        if (text != null && text.indexOf('\uFFFD') >= 0 && !canHold(text, column.characterSet())) {
            throw new CatalogException(
                    "Reading column " + column.name() + " failed: the driver has no character for what it holds;"
                            + " connect with characterSetResults=utf8mb4",
                    false,
                    null);
        }
        return text;
    }

    @Override
    Map<String, String> characterSets(Connection connection, String schema, String table) throws SQLException {
        Map<String, String> sets = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT column_name, character_set_name FROM information_schema.columns"
                        + " WHERE table_schema = ? AND table_name = ? AND character_set_name IS NOT NULL")) {
            select.setString(1, schema);
            select.setString(2, table);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    sets.put(rows.getString(1), rows.getString(2));
                }
            }
        }
        return sets;
    }

    @Override
    String withoutQuery(String column) {
        return "SUBSTRING_INDEX(SUBSTRING_INDEX(" + column + ", '#', 1), '?', 1)";
    }

    @Override
    String concatenated(KeyTemplate key) {
        return "CONCAT(" + joined(key, ", ") + ")";
    }

    /** A number less its filling zeros. */
    @Override
    String asText(Column column) {
        return "CAST(" + column.sql() + (column.type() == ColumnType.INTEGER ? " + 0" : "") + " AS CHAR)";
    }

    @Override
    ColumnType type(int jdbcType, String typeName, int scale) {
        String name = typeName.toUpperCase(Locale.ROOT);
        return switch (name) {
            case "TIMESTAMP" -> ColumnType.ZONED_TIMESTAMP;
            case "DATETIME" -> ColumnType.TIMESTAMP;
            case "ENUM" -> ColumnType.TEXT;
            default -> super.type(jdbcType, typeName, scale);
        };
    }

    @Override
    int bits(int jdbcType, String typeName, int precision) {
        int unsigned = typeName.toUpperCase(Locale.ROOT).contains("UNSIGNED") ? 1 : 0;
        return super.bits(jdbcType, typeName, precision) + unsigned;
    }

    /** As the TEXT types are; a VARCHAR isn't. */
    @Override
    boolean measuresBytes(String typeName) {
        return !typeName.toUpperCase(Locale.ROOT).startsWith("VARCHAR");
    }

    @Override
    @Nullable
    String ownSchema(Connection connection) throws SQLException {
        String catalog = connection.getCatalog();
        return catalog == null ? connection.getSchema() : catalog;
    }

    @Override
    @Nullable
    String database(Connection connection) {
        return null; // it is the schema
    }

    @Override
    boolean schemasAreCatalogs() {
        return true;
    }

    @Override
    boolean ignoresCaseOfNames() {
        return true;
    }

    @Override
    boolean hasZonedTimestamps() {
        return false; // a TIMESTAMP ends in 2038
    }

    @Override
    String now() {
        return "UTC_TIMESTAMP(6)";
    }

    @Override
    String selectNow() {
        return "SELECT CAST(" + now() + " AS CHAR)";
    }

    @Override
    Instant now(ResultSet row, int index) throws SQLException {
        return parsed(row.getString(index)).toInstant(ZoneOffset.UTC);
    }

    private static LocalDateTime parsed(String text) {
        return LocalDateTime.parse(text.replace(' ', 'T'));
    }

    @Override
    String timeExpression(Column column) {
        return column.type() == ColumnType.ZONED_TIMESTAMP
                ? "UNIX_TIMESTAMP(" + column.sql() + ")"
                : "CAST(" + column.sql() + " AS CHAR)";
    }

    /** The zero date, 0000-00-00, is none. */
    @Override
    @Nullable
    Instant time(ResultSet row, int index, Column column, ZoneId zone) throws SQLException {
        if (column.type() == ColumnType.ZONED_TIMESTAMP) {
            BigDecimal seconds = row.getBigDecimal(index);
            return seconds == null || seconds.signum() == 0
                    ? null
                    : Instant.EPOCH.plus(seconds.movePointRight(6).longValue(), ChronoUnit.MICROS);
        }
        String text = row.getString(index);
        try {
            return text == null ? null : parsed(text).atZone(zone).toInstant();
        } catch (DateTimeException zero) {
            return null;
        }
    }

    @Override
    void bindTime(BoundSql sql, Column column, Instant time, ZoneId zone, @Nullable String was) {
        if (column.type() == ColumnType.ZONED_TIMESTAMP) {
            BigDecimal seconds = BigDecimal.valueOf(ChronoUnit.MICROS.between(Instant.EPOCH, time), 6);
            sql.add("FROM_UNIXTIME(")
                    .bind((position, statement, context) -> statement.setBigDecimal(position, seconds))
                    .add(")");
        } else {
            LocalDateTime local = LocalDateTime.ofInstant(time, zone).truncatedTo(ChronoUnit.MICROS);
            sql.bind(text(local.toString().replace('T', ' ')));
        }
    }

    /** The server has no other way to say it than for the session, and in whole seconds. */
    @Override
    void limitLockWait(Handle handle, Duration limit) {
        setUntilClosed(
                handle,
                "SELECT @@SESSION.innodb_lock_wait_timeout",
                "SET SESSION innodb_lock_wait_timeout = ",
                seconds(limit));
    }

    @Override
    boolean losesCommits(Handle handle) {
        return handle.createQuery("SELECT @@GLOBAL.innodb_flush_log_at_trx_commit")
                        .mapTo(Long.class)
                        .one()
                != 1;
    }

    @Override
    String durability() {
        return "set innodb_flush_log_at_trx_commit = 1";
    }

    @Override
    @Nullable
    Fault fault(String state, int vendorCode) {
        return switch (vendorCode) {
            case 1062, 1586 -> Fault.DUPLICATE;
            case 1205, 1213, 3572 -> Fault.PASSING; // lock wait time-out, deadlock, no wait
            case 1020, 1317, 1969, 3024 -> Fault.PASSING; // changed since the snapshot, cancelled, out of time
            case 1040, 1053, 1152, 1927, 2006, 2013 -> Fault.LOST;
            default -> null;
        };
    }
}
