package dev.reconcile.cli.setup;

import dev.reconcile.catalog.CatalogException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what a database says of itself, and a few of its values. Not thread-safe. */
final class SchemaReader {

    private static final int TABLES = 200;
    private static final int SECONDS = 20;
    private static final Set<String> SYSTEM =
            Set.of("information_schema", "pg_catalog", "sys", "mysql", "performance_schema", "pg_toast", "system_lobs");

    private final Connection connection;

    SchemaReader(Connection connection) {
        this.connection = connection;
    }

    private interface Reading<T> {
        T read() throws SQLException;
    }

    private static <T> T read(String what, Reading<T> reading) {
        try {
            return reading.read();
        } catch (SQLException failed) {
            throw new CatalogException(what + " failed (SQL state " + failed.getSQLState() + ")", false, null);
        }
    }

    /** Product and version. */
    String product() {
        return read(
                "Asking the database for its version",
                () -> connection.getMetaData().getDatabaseProductName() + " "
                        + connection.getMetaData().getDatabaseProductVersion());
    }

    /** The user's tables, without their columns, by name. */
    List<TableInfo> tables() {
        return read("Listing the tables", () -> {
            List<TableInfo> tables = new ArrayList<>();
            String own = connection.getSchema();
            try (ResultSet rows = connection.getMetaData().getTables(connection.getCatalog(), null, "%", new String[] {
                "TABLE", "BASE TABLE", "PARTITIONED TABLE"
            })) {
                while (rows.next() && tables.size() < TABLES) {
                    String schema = rows.getString("TABLE_SCHEM");
                    if (schema == null || !SYSTEM.contains(schema.toLowerCase(Locale.ROOT))) {
                        tables.add(new TableInfo(
                                Objects.equals(schema, own) ? null : schema,
                                rows.getString("TABLE_NAME"),
                                List.of(),
                                List.of()));
                    }
                }
            }
            return tables;
        });
    }

    TableInfo described(TableInfo table) {
        return read("Reading the columns of " + table, () -> {
            DatabaseMetaData metadata = connection.getMetaData();
            String schema = table.schema() == null ? connection.getSchema() : table.schema();
            List<ColumnInfo> columns = new ArrayList<>();
            try (ResultSet rows = metadata.getColumns(
                    connection.getCatalog(), pattern(metadata, schema), pattern(metadata, table.name()), "%")) {
                while (rows.next()) {
                    columns.add(new ColumnInfo(
                            rows.getString("COLUMN_NAME"), rows.getInt("DATA_TYPE"), rows.getString("TYPE_NAME")));
                }
            }
            Map<Integer, String> key = new TreeMap<>();
            try (ResultSet rows = metadata.getPrimaryKeys(connection.getCatalog(), schema, table.name())) {
                while (rows.next()) {
                    key.put(rows.getInt("KEY_SEQ"), rows.getString("COLUMN_NAME"));
                }
            }
            return new TableInfo(table.schema(), table.name(), columns, List.copyOf(key.values()));
        });
    }

    private static @Nullable String pattern(DatabaseMetaData metadata, @Nullable String name) throws SQLException {
        String escape = metadata.getSearchStringEscape();
        return name == null || escape == null || escape.isEmpty()
                ? name
                : name.replace("_", escape + "_").replace("%", escape + "%");
    }

    /** What an enumeration of PostgreSQL's may be; nothing for any other type. */
    List<String> labels(ColumnInfo column) {
        return read("Reading the type of " + column.name(), () -> {
            if (!connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
                return List.of();
            }
            String type = column.typeName().replace("\"", "");
            List<String> labels = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT e.enumlabel FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid WHERE t.typname = ?"
                            + " ORDER BY e.enumsortorder")) {
                statement.setString(1, type.substring(type.lastIndexOf('.') + 1));
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        labels.add(rows.getString(1));
                    }
                }
            }
            return labels;
        });
    }

    /** The most frequent values of a column with their counts; nothing if that takes too long. */
    Map<String, Long> counts(TableInfo table, String column) {
        Map<String, Long> counts = new LinkedHashMap<>();
        try {
            String name = quoted(column);
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT " + name + ", COUNT(*) FROM " + quoted(table) + " GROUP BY " + name + " ORDER BY 2 DESC")) {
                statement.setMaxRows(12);
                statement.setQueryTimeout(SECONDS);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        if (rows.getString(1) != null) {
                            counts.put(rows.getString(1), rows.getLong(2));
                        }
                    }
                }
            }
        } catch (SQLException tooSlow) {
            return Map.of();
        }
        return counts;
    }

    /** Some values of a column. */
    List<String> values(TableInfo table, String column, int most) {
        return read("Reading " + table + "." + column, () -> {
            String name = quoted(column);
            List<String> values = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT " + name + " FROM " + quoted(table) + " WHERE " + name + " IS NOT NULL")) {
                statement.setMaxRows(most);
                statement.setFetchSize(most);
                statement.setQueryTimeout(SECONDS);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next() && values.size() < most) {
                        values.add(rows.getString(1));
                    }
                }
            }
            return values;
        });
    }

    private String quoted(TableInfo table) throws SQLException {
        String name = quoted(table.name());
        return table.schema() == null ? name : quoted(table.schema()) + "." + name;
    }

    private String quoted(String name) throws SQLException {
        String quote = connection.getMetaData().getIdentifierQuoteString();
        return quote.isBlank() ? name : quote + name.replace(quote, quote + quote) + quote;
    }
}
