package dev.reconcile.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jspecify.annotations.Nullable;

/** SQL Server 2017 and later, and Azure SQL. Rows are locked by hints on the table, as there is no FOR UPDATE. */
final class SqlServerDialect extends Dialect {

    private static final int DATETIMEOFFSET = -155;

    @Override
    String product() {
        return "Microsoft SQL Server";
    }

    @Override
    String script() {
        return "sqlserver.sql";
    }

    /** Text of a UUID is upper case here; the text it is compared with becomes a UUID, whose own order decides. */
    @Override
    Argument uuid(String value) {
        return text(value);
    }

    @Override
    String withoutQuery(String column) {
        String mark = "PATINDEX('%[?#]%', " + column + " COLLATE Latin1_General_BIN2)"; // no wider ？ is one
        return "LEFT(" + column + ", COALESCE(NULLIF(" + mark + ", 0) - 1, LEN(" + column + ")))";
    }

    @Override
    String concatenated(KeyTemplate key) {
        return "CONCAT(" + joined(key, ", ") + ")";
    }

    @Override
    String asText(Column column) {
        String text = "CAST(" + column.sql() + " AS nvarchar(4000))";
        return column.type() == ColumnType.UUID ? "LOWER(" + text + ")" : text;
    }

    @Override
    ColumnType type(int jdbcType, String typeName, int scale) {
        if (jdbcType == DATETIMEOFFSET) {
            return ColumnType.ZONED_TIMESTAMP;
        }
        return switch (typeName.toLowerCase(Locale.ROOT)) {
            case "uniqueidentifier" -> ColumnType.UUID;
            case "datetime", "datetime2", "smalldatetime" -> ColumnType.TIMESTAMP;
            case "timestamp", "rowversion" -> ColumnType.OTHER; // a counter, no time
            default -> super.type(jdbcType, typeName, scale);
        };
    }

    /** A tinyint has no sign. */
    @Override
    int bits(int jdbcType, String typeName, int precision) {
        return jdbcType == Types.TINYINT ? 9 : super.bits(jdbcType, typeName, precision);
    }

    /** A varchar is; an nvarchar isn't. */
    @Override
    boolean measuresBytes(String typeName) {
        return typeName.toLowerCase(Locale.ROOT).equals("varchar");
    }

    @Override
    boolean ignoresCaseOfNames() {
        return true;
    }

    @Override
    Set<String> partialIndexes(Connection connection, String schema, String table) throws SQLException {
        Set<String> partial = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT i.name FROM sys.indexes i JOIN sys.tables t ON t.object_id = i.object_id"
                        + " JOIN sys.schemas s ON s.schema_id = t.schema_id"
                        + " WHERE i.has_filter = 1 AND s.name = ? AND t.name = ?")) {
            select.setString(1, schema);
            select.setString(2, table);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    partial.add(rows.getString(1));
                }
            }
        }
        return partial;
    }

    @Override
    String now() {
        return "SYSDATETIMEOFFSET()";
    }

    @Override
    String firstRows(long count) {
        return " OFFSET 0 ROWS FETCH NEXT " + count + " ROWS ONLY";
    }

    /** The server takes 2,100. */
    @Override
    int maxValues() {
        return 1_500;
    }

    @Override
    void limitLockWait(Handle handle, Duration limit) {
        setUntilClosed(handle, "SELECT @@LOCK_TIMEOUT", "SET LOCK_TIMEOUT ", Math.max(1, limit.toMillis()));
    }

    @Override
    String lockedTable(String table) {
        return table + " WITH (UPDLOCK, ROWLOCK)";
    }

    @Override
    String forUpdate(Duration limit) {
        return "";
    }

    /** Delayed durability, forced for the whole database. */
    @Override
    boolean losesCommits(Handle handle) {
        return handle.createQuery("SELECT COUNT(*) FROM sys.databases WHERE database_id = DB_ID()"
                                + " AND delayed_durability_desc = 'FORCED'")
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    @Override
    String durability() {
        return "set DELAYED_DURABILITY to DISABLED";
    }

    @Override
    @Nullable
    Fault fault(String state, int vendorCode) {
        return switch (vendorCode) {
            case 2601, 2627 -> Fault.DUPLICATE;
            case 1205, 1222, 3960 -> Fault.PASSING; // deadlock, lock time-out, changed since the snapshot
            case 4060, 18456 -> null; // no such database, login failed
            case 40197, 40501, 40613, 49918 -> Fault.LOST; // Azure is busy or moves it
            default -> null;
        };
    }
}
