package dev.reconcile.jdbc;

import dev.reconcile.catalog.CatalogException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jspecify.annotations.Nullable;

/**
 * SQLite 3.32 and later. A column's declared type is a preference only, so what a row holds is looked at ({@link SqliteTime}); there is one writer at
 * a time, so a transaction that is going to write becomes it before it reads.
 */
final class SqliteDialect extends Dialect {

    private static final Pattern INTEGER = Pattern.compile("-?[0-9]+");

    @Override
    String product() {
        return "SQLite";
    }

    @Override
    String script() {
        return "sqlite.sql";
    }

    @Override
    Argument uuid(String value) {
        return text(value);
    }

    /** Text with NUL can be stored, but some of its own functions stop there. */
    @Override
    boolean canHold(String text) {
        return text.indexOf('\0') < 0 && super.canHold(text);
    }

    /** A BLOB in a text column would sort, compare and page as none of the texts it looks like. */
    @Override
    @Nullable
    String text(ResultSet row, int index, Column column) throws SQLException {
        if (column.type() != ColumnType.BINARY && row.getObject(index) instanceof byte[]) {
            throw new CatalogException(
                    "Reading column " + column.name() + " failed: a row holds a BLOB where " + column.typeName()
                            + " was declared; store it as text",
                    false,
                    null);
        }
        String text = row.getString(index);
        if (column.type() == ColumnType.INTEGER
                && text != null
                && !INTEGER.matcher(text).matches()) {
            throw new CatalogException(
                    "Reading column " + column.name() + " failed: a row holds something else than an integer, where "
                            + column.typeName() + " was declared",
                    false,
                    null);
        }
        if (column.type() == ColumnType.BOOLEAN && text != null) {
            return switch (text) {
                case "1" -> "true";
                case "0" -> "false";
                default -> text;
            };
        }
        return text;
    }

    @Override
    String asText(Column column) {
        return "CAST(" + column.sql() + " AS text)";
    }

    @Override
    String withoutQuery(String column) {
        return cutAt("?", cutAt("#", column));
    }

    private static String cutAt(String mark, String text) {
        return "substr(" + text + ", 1, instr(" + text + " || '" + mark + "', '" + mark + "') - 1)";
    }

    /** By the declared name, much as SQLite itself goes by it. */
    @Override
    ColumnType type(int jdbcType, String typeName, int scale) {
        String name = typeName.toUpperCase(Locale.ROOT);
        if (name.contains("INT")) {
            return ColumnType.INTEGER;
        }
        if (name.contains("CHAR") || name.contains("CLOB") || name.contains("TEXT")) {
            return ColumnType.TEXT; // CHAR(10) neither pads nor cuts
        }
        if (name.contains("BLOB") || name.contains("BINARY")) {
            return ColumnType.BINARY;
        }
        if (name.contains("BOOL")) {
            return ColumnType.BOOLEAN;
        }
        if (name.startsWith("TIMESTAMP") || name.startsWith("DATETIME")) {
            return ColumnType.TIMESTAMP;
        }
        return name.equals("UUID") ? ColumnType.UUID : ColumnType.OTHER;
    }

    @Override
    int bits(int jdbcType, String typeName, int precision) {
        return 64; // whatever is declared
    }

    @Override
    int length(String typeName, int size) {
        return Integer.MAX_VALUE; // it isn't enforced
    }

    @Override
    String ownSchema(Connection connection) {
        return "main";
    }

    /** The file's name: not its path, which may be another on every machine. */
    @Override
    String database(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet files = statement.executeQuery("SELECT file FROM pragma_database_list WHERE name = 'main'")) {
            String file = files.next() ? files.getString(1) : null;
            Path name = file == null || file.isEmpty() ? null : Path.of(file).getFileName();
            return name == null ? "memory" : name.toString();
        }
    }

    @Override
    boolean ignoresCaseOfNames() {
        return true;
    }

    @Override
    Set<String> partialIndexes(Connection connection, String schema, String table) throws SQLException {
        Set<String> partial = new HashSet<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT name FROM pragma_index_list(?) WHERE partial = 1")) {
            select.setString(1, table);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    partial.add(rows.getString(1));
                }
            }
        }
        return partial;
    }

    /** The row id under its own name never is; any other primary key may be, unless it is declared NOT NULL. */
    @Override
    boolean isNeverNull(Column primaryKey) {
        return super.isNeverNull(primaryKey) || primaryKey.typeName().equalsIgnoreCase("INTEGER");
    }

    @Override
    boolean hasZonedTimestamps() {
        return false;
    }

    @Override
    String now() {
        return "strftime('%Y-%m-%d %H:%M:%f', 'now')"; // UTC
    }

    @Override
    Instant now(ResultSet row, int index) throws SQLException {
        Instant now = SqliteTime.instant(row.getString(index), ZoneOffset.UTC);
        if (now == null) {
            throw new SQLException("No time", "22007");
        }
        return now;
    }

    @Override
    @Nullable
    Instant time(ResultSet row, int index, Column column, ZoneId zone) throws SQLException {
        return SqliteTime.instant(row.getString(index), zone);
    }

    @Override
    void bindTime(BoundSql sql, Column column, Instant time, ZoneId zone, @Nullable String was) {
        Object value = SqliteTime.written(time, zone, was);
        sql.bind((position, statement, context) -> statement.setObject(position, value));
    }

    @Override
    void limitLockWait(Handle handle, Duration limit) {
        setUntilClosed(handle, "PRAGMA busy_timeout", "PRAGMA busy_timeout = ", Math.max(1, limit.toMillis()));
    }

    /** A statement that writes nothing makes this transaction the writer, before it has read what another one may be changing. */
    @Override
    void lock(Handle handle, String table) {
        handle.execute("DELETE FROM " + table + " WHERE 1 = 0");
    }

    @Override
    String forUpdate(Duration limit) {
        return "";
    }

    /** 1 is NORMAL, which in WAL mode loses commits if the power goes; 0 is OFF. */
    @Override
    boolean losesCommits(Handle handle) {
        return handle.createQuery("PRAGMA synchronous").mapTo(Long.class).one() < 2;
    }

    @Override
    String durability() {
        return "connect with PRAGMA synchronous = FULL";
    }

    @Override
    @Nullable
    Fault fault(String state, int vendorCode) {
        return switch (vendorCode & 0xFF) {
            case 5, 6, 9 -> Fault.PASSING; // busy, locked, interrupted
            case 14 -> Fault.LOST; // can't open
            case 19 -> Fault.DUPLICATE;
            default -> null;
        };
    }

    /** Its driver takes the one for the other: a limit for statements would be one for waiting for locks. */
    @Override
    void limitStatements(Handle handle, Duration limit) {}
}
