package dev.reconcile.jdbc;

import dev.reconcile.store.ObjectKey;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A table as the database describes it. Every name of the configuration ends up in SQL only after it was found here, and quoted
 * (H97).
 */
final class TableMetadata {

    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]{0,127}");

    private final DatabaseMetaData metadata;
    private final Dialect dialect;
    private final @Nullable String database;
    private final String schema;
    private final String table;
    private final Map<String, Column> columns = new TreeMap<>();

    /** @param schema null for the connection's own */
    TableMetadata(Connection connection, @Nullable String schema, String table) throws SQLException {
        this.metadata = connection.getMetaData();
        this.dialect = Dialect.of(metadata.getDatabaseProductName());
        this.database = connection.getCatalog();
        this.schema = schema == null ? ownSchema(connection) : found("schema", "", schema, schemas());
        this.table = found("table", this.schema + ".", table, tables());
        readColumns();
    }

    private static String ownSchema(Connection connection) throws SQLException {
        String schema = connection.getSchema();
        if (schema == null) {
            throw new IllegalArgumentException("No schema: the connection has none of its own, name one with table()");
        }
        return schema;
    }

    Dialect dialect() {
        return dialect;
    }

    String sql() throws SQLException {
        return quoted(schema) + "." + quoted(table);
    }

    /** Product, database, schema and table; never a URL or a user. */
    String identity() throws SQLException {
        return metadata.getDatabaseProductName().toLowerCase(Locale.ROOT) + ":"
                + (database == null ? "" : database + ".") + this;
    }

    @Override
    public String toString() {
        return schema + "." + table;
    }

    Column column(String name) throws SQLException {
        String there = found("column", table + ".", name, columns.keySet());
        return Objects.requireNonNull(columns.get(there));
    }

    Column column(String purpose, String name, ColumnType... expected) throws SQLException {
        Column column = column(name);
        if (!List.of(expected).contains(column.type())) {
            String padded = column.type() == ColumnType.PADDED_TEXT
                    ? ": it pads, so that 'a' and 'a ' are one (H45); make it varchar or text"
                    : ", expected " + names(expected);
            throw new IllegalArgumentException("Invalid " + purpose + " column: " + table + "." + column.name() + " is "
                    + column.typeName() + padded);
        }
        return column;
    }

    private static String names(ColumnType... types) {
        List<String> names = new ArrayList<>();
        for (ColumnType type : types) {
            names.add(type.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
        return String.join(" or ", names);
    }

    /** A name as the database spells it: as given, or as the database would fold it without quotes. */
    private String found(String kind, String owner, String name, Collection<String> there) throws SQLException {
        if (!IDENTIFIER.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "Invalid " + kind + " name: '" + ObjectKey.escape(name) + "', expected letters, digits, _ and $");
        }
        if (there.contains(name)) {
            return name;
        }
        String folded = metadata.storesUpperCaseIdentifiers()
                ? name.toUpperCase(Locale.ROOT)
                : metadata.storesLowerCaseIdentifiers() ? name.toLowerCase(Locale.ROOT) : name;
        if (there.contains(folded)) {
            return folded;
        }
        throw new IllegalArgumentException("Unknown " + kind + " " + owner + name + Spelling.suggestion(name, there));
    }

    private String quoted(String name) throws SQLException {
        String quote = metadata.getIdentifierQuoteString();
        return quote + name.replace(quote, quote + quote) + quote;
    }

    private Set<String> schemas() throws SQLException {
        return names(metadata.getSchemas(), "TABLE_SCHEM");
    }

    private Set<String> tables() throws SQLException {
        return names(metadata.getTables(database, pattern(schema), null, null), "TABLE_NAME");
    }

    private static Set<String> names(ResultSet rows, String label) throws SQLException {
        Set<String> names = new TreeSet<>();
        try (rows) {
            while (rows.next()) {
                names.add(rows.getString(label));
            }
        }
        return names;
    }

    private void readColumns() throws SQLException {
        try (ResultSet rows = metadata.getColumns(database, pattern(schema), pattern(table), null)) {
            while (rows.next()) {
                String name = rows.getString("COLUMN_NAME");
                String typeName = rows.getString("TYPE_NAME");
                int jdbcType = rows.getInt("DATA_TYPE");
                boolean domain = jdbcType == Types.DISTINCT;
                if (domain) {
                    jdbcType = rows.getInt("SOURCE_DATA_TYPE");
                }
                int length = rows.getInt("COLUMN_SIZE");
                columns.put(
                        name,
                        new Column(
                                name,
                                quoted(name),
                                ColumnType.of(jdbcType, typeName),
                                typeName,
                                bits(jdbcType),
                                domain ? lengthOfDomain(name) : length > 0 ? length : Integer.MAX_VALUE,
                                rows.getInt("NULLABLE") != DatabaseMetaData.columnNoNulls,
                                dialect));
            }
        }
    }

    /** The metadata of a table doesn't give it, that of a result does. */
    private int lengthOfDomain(String column) throws SQLException {
        try (Statement statement = metadata.getConnection().createStatement();
                ResultSet none =
                        statement.executeQuery("SELECT " + quoted(column) + " FROM " + sql() + " WHERE 1 = 0")) {
            int length = none.getMetaData().getPrecision(1);
            return length > 0 ? length : Integer.MAX_VALUE;
        }
    }

    private static int bits(int jdbcType) {
        return switch (jdbcType) {
            case Types.TINYINT -> 8;
            case Types.SMALLINT -> 16;
            case Types.INTEGER -> 32;
            default -> 64;
        };
    }

    /** Whether no two rows share a value of this column, and none lacks one. */
    boolean identifies(Column column) throws SQLException {
        return !column.nullable() && (isPrimaryKey(column) || hasUniqueIndex(column));
    }

    private boolean isPrimaryKey(Column column) throws SQLException {
        return primaryKey().equals(List.of(column.name()));
    }

    /** Its columns in order; none if there is no primary key. */
    List<String> primaryKey() throws SQLException {
        Map<Short, String> columnsByPosition = new TreeMap<>();
        try (ResultSet rows = metadata.getPrimaryKeys(database, schema, table)) {
            while (rows.next()) {
                columnsByPosition.put(rows.getShort("KEY_SEQ"), rows.getString("COLUMN_NAME"));
            }
        }
        return List.copyOf(columnsByPosition.values());
    }

    private boolean hasUniqueIndex(Column column) throws SQLException {
        Map<String, List<String>> columnsByIndex = new HashMap<>();
        try (ResultSet rows = metadata.getIndexInfo(database, schema, table, true, true)) {
            while (rows.next()) {
                String index = rows.getString("INDEX_NAME");
                if (index != null && rows.getString("FILTER_CONDITION") == null) { // a partial index proves nothing
                    columnsByIndex
                            .computeIfAbsent(index, name -> new ArrayList<>())
                            .add(rows.getString("COLUMN_NAME"));
                }
            }
        }
        return columnsByIndex.containsValue(List.of(column.name()));
    }

    /** The argument is a pattern in JDBC: an underscore would stand for any character. */
    private String pattern(String name) throws SQLException {
        String escape = metadata.getSearchStringEscape();
        return name.replace(escape, escape + escape).replace("_", escape + "_").replace("%", escape + "%");
    }
}
