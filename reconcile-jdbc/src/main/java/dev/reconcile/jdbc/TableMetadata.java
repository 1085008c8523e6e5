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
import java.util.HashSet;
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
    private final @Nullable String catalog;
    private final String schema;
    private final String table;
    private final Map<String, Column> columns = new TreeMap<>();

    /** @param schema null for the connection's own */
    TableMetadata(Connection connection, @Nullable String schema, String table) throws SQLException {
        this.metadata = connection.getMetaData();
        this.dialect = Dialects.of(metadata);
        this.database = dialect.database(connection);
        this.schema = schema == null ? ownSchema(connection) : found("schema", "", schema, schemas(connection));
        this.catalog = dialect.schemasAreCatalogs() ? this.schema : connection.getCatalog();
        this.table = found("table", this.schema + ".", table, tables());
        readColumns();
    }

    private String ownSchema(Connection connection) throws SQLException {
        String schema = dialect.ownSchema(connection);
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
        List<String> alike = there.stream().filter(name::equalsIgnoreCase).toList();
        if (dialect.ignoresCaseOfNames() && alike.size() == 1) {
            return alike.get(0);
        }
        throw new IllegalArgumentException("Unknown " + kind + " " + owner + name + Spelling.suggestion(name, there));
    }

    private String quoted(String name) throws SQLException {
        String quote = metadata.getIdentifierQuoteString();
        return quote + name.replace(quote, quote + quote) + quote;
    }

    private Set<String> schemas(Connection connection) throws SQLException {
        Set<String> schemas = dialect.schemasAreCatalogs()
                ? names(metadata.getCatalogs(), "TABLE_CAT")
                : names(metadata.getSchemas(), "TABLE_SCHEM");
        String own = dialect.ownSchema(connection);
        if (own != null) {
            schemas.add(own);
        }
        return schemas;
    }

    private Set<String> tables() throws SQLException {
        Set<String> names = new TreeSet<>();
        try (ResultSet rows = metadata.getTables(catalog, schemaPattern(), null, null)) {
            while (rows.next()) {
                String type = String.valueOf(rows.getString("TABLE_TYPE")); // PostgreSQL tells of all that has a name
                if (!type.contains("INDEX") && !type.contains("SEQUENCE") && !type.equals("TYPE")) {
                    names.add(rows.getString("TABLE_NAME"));
                }
            }
        }
        return names;
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
        Map<String, String> characterSets = dialect.characterSets(metadata.getConnection(), schema, table);
        try (ResultSet rows = metadata.getColumns(catalog, schemaPattern(), pattern(table), null)) {
            while (rows.next()) {
                String name = rows.getString("COLUMN_NAME");
                String typeName = rows.getString("TYPE_NAME");
                int jdbcType = rows.getInt("DATA_TYPE");
                boolean domain = jdbcType == Types.DISTINCT;
                if (domain) {
                    jdbcType = rows.getInt("SOURCE_DATA_TYPE");
                }
                int size = rows.getInt("COLUMN_SIZE");
                int scale = rows.getInt("DECIMAL_DIGITS");
                boolean nullable = rows.getInt("NULLABLE") != DatabaseMetaData.columnNoNulls;
                columns.put(
                        name,
                        new Column(
                                name,
                                quoted(name),
                                dialect.type(jdbcType, typeName, scale),
                                typeName,
                                dialect.bits(jdbcType, typeName, size),
                                domain ? lengthOfDomain(name) : dialect.length(typeName, size),
                                nullable,
                                characterSets.get(name),
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

    /** Whether no two rows share the values of these columns, and none lacks one. */
    boolean identifies(List<Column> key) throws SQLException {
        Set<String> names = new TreeSet<>();
        key.forEach(column -> names.add(column.name()));
        if (new TreeSet<>(primaryKey()).equals(names)) {
            return key.stream()
                    .noneMatch(column -> column.nullable() && !(key.size() == 1 && dialect.isNeverNull(column)));
        }
        return key.stream().noneMatch(Column::nullable)
                && uniqueIndexes().stream().anyMatch(index -> new HashSet<>(index).equals(names));
    }

    /** Its columns in order; none if there is no primary key. */
    List<String> primaryKey() throws SQLException {
        Map<Short, String> columnsByPosition = new TreeMap<>();
        try (ResultSet rows = metadata.getPrimaryKeys(catalog, schema, table)) {
            while (rows.next()) {
                columnsByPosition.put(rows.getShort("KEY_SEQ"), rows.getString("COLUMN_NAME"));
            }
        }
        return List.copyOf(columnsByPosition.values());
    }

    /** The columns of each; null for one of an expression. */
    private Collection<List<@Nullable String>> uniqueIndexes() throws SQLException {
        Set<String> partial = dialect.partialIndexes(metadata.getConnection(), schema, table);
        Map<String, List<@Nullable String>> columnsByIndex = new HashMap<>();
        try (ResultSet rows = metadata.getIndexInfo(catalog, schema, table, true, true)) {
            while (rows.next()) {
                String index = rows.getString("INDEX_NAME");
                boolean whole = rows.getString("FILTER_CONDITION") == null && !partial.contains(index);
                if (index != null && whole) { // a partial index proves nothing
                    columnsByIndex
                            .computeIfAbsent(index, name -> new ArrayList<>())
                            .add(rows.getString("COLUMN_NAME"));
                }
            }
        }
        return columnsByIndex.values();
    }

    /** The columns that an index begins with, so that a look-up by one of them doesn't read the table through. */
    Set<String> indexed() throws SQLException {
        Set<String> partial = dialect.partialIndexes(metadata.getConnection(), schema, table);
        Set<String> first = new TreeSet<>(primaryKey().stream().limit(1).toList());
        try (ResultSet rows = metadata.getIndexInfo(catalog, schema, table, false, true)) {
            while (rows.next()) {
                String index = rows.getString("INDEX_NAME");
                String column = rows.getString("COLUMN_NAME");
                boolean whole = rows.getString("FILTER_CONDITION") == null && !partial.contains(index);
                if (column != null && rows.getShort("ORDINAL_POSITION") == 1 && whole) {
                    first.add(column);
                }
            }
        }
        return first;
    }

    private String schemaPattern() throws SQLException {
        return pattern(schema);
    }

    /** The argument is a pattern in JDBC: an underscore would stand for any character. */
    private String pattern(String name) throws SQLException {
        @Nullable String escape = metadata.getSearchStringEscape();
        if (escape == null || escape.isEmpty()) {
            return name;
        }
        return name.replace(escape, escape + escape).replace("_", escape + "_").replace("%", escape + "%");
    }
}
