package dev.reconcile.jdbc;

import static dev.reconcile.jdbc.ColumnType.BINARY;
import static dev.reconcile.jdbc.ColumnType.INTEGER;
import static dev.reconcile.jdbc.ColumnType.TEXT;
import static dev.reconcile.jdbc.ColumnType.TIMESTAMP;
import static dev.reconcile.jdbc.ColumnType.UUID;
import static dev.reconcile.jdbc.ColumnType.ZONED_TIMESTAMP;

import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogProfile;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.store.Checksum.Algorithm;
import dev.reconcile.store.ObjectKey;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Says which table and columns make a {@link JdbcCatalog}. Names are given as in SQL without quotes (the database's folding of
 * case applies, an exact spelling wins); SQL itself is never taken (H97). Not thread-safe.
 */
public final class JdbcCatalogBuilder {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)\\}");

    /** Literal text becomes part of a statement where a template can't be read backwards (H97). */
    private static final Pattern NO_TEXT = Pattern.compile("[{}'\"`\\\\?:]|[^\\x20-\\x7e]");

    private final Source source;
    private @Nullable String schema;
    private @Nullable String table;
    private @Nullable String view;
    private List<String> id = List.of();
    private @Nullable String status;
    private String errorStatus = "";
    private @Nullable String errorMessage;
    private @Nullable String updatedAt;
    private @Nullable String createdAt;
    private @Nullable ZoneId zone;
    private Duration lockTimeout = Duration.ofSeconds(2);
    private Duration statementTimeout = Duration.ofMinutes(5);
    private @Nullable DataSource replica;
    private final List<ReferenceColumn> references = new ArrayList<>();
    private final Set<String> context = new LinkedHashSet<>();
    private final Set<String> filters = new LinkedHashSet<>();

    JdbcCatalogBuilder(Source source) {
        this.source = source;
    }

    /** The table, in the connection's own schema. */
    public JdbcCatalogBuilder table(String name) {
        this.table = name;
        return this;
    }

    public JdbcCatalogBuilder table(String schemaName, String name) {
        this.schema = schemaName;
        return table(name);
    }

    /**
     * A view over the table, in the same schema, to read records from: for keys that stand in another table, which the view joins, or
     * that take an expression. It has the table's id, status, message and time columns under the same names, at most one row
     * for each of the table's, and no condition on the status. Marks are written to the table itself, with its row locked; what the
     * view takes from other tables is read again then, but not locked. Look-ups by key go through the view, so the tables behind it
     * need the indexes.
     */
    public JdbcCatalogBuilder readFrom(String viewName) {
        this.view = viewName;
        return this;
    }

    /**
     * The column that identifies a record, or the columns that do so together: integer, UUID, text or bytes, not null, the primary key or
     * unique. {@code id} if not said. Several are given in the order in which the index has them; a record of theirs is called
     * {@code 7,42}.
     */
    public JdbcCatalogBuilder id(String column, String... more) {
        List<String> columns = new ArrayList<>(List.of(column));
        columns.addAll(List.of(more));
        this.id = List.copyOf(columns);
        return this;
    }

    /**
     * @param column holds the status, as text or an enumeration
     * @param error what a mark sets it to
     */
    public JdbcCatalogBuilder status(String column, String error) {
        this.status = column;
        this.errorStatus = error;
        return this;
    }

    /** A text column that a mark writes its message to, cut to what the column holds. */
    public JdbcCatalogBuilder errorMessage(String column) {
        this.errorMessage = column;
        return this;
    }

    /**
     * A timestamp the application sets on every write; a mark sets it too, by the database's clock (H61). Without a time zone of
     * its own it needs {@link #zone}.
     */
    public JdbcCatalogBuilder updatedAt(String column) {
        this.updatedAt = column;
        return this;
    }

    /**
     * A timestamp of the record's making; without a time zone of its own it needs {@link #zone}. Without this and
     * {@link #updatedAt} every record counts as too young to judge.
     */
    public JdbcCatalogBuilder createdAt(String column) {
        this.createdAt = column;
        return this;
    }

    /**
     * What zone timestamps without one are written in. There is no default: taken for a zone further east than its own, a time
     * is too early, and a young record looks old enough to judge. Columns with a zone don't need it.
     */
    public JdbcCatalogBuilder zone(ZoneId zoneOfTimestamps) {
        this.zone = zoneOfTimestamps;
        return this;
    }

    /** A column whose objects always have to be there. */
    public JdbcCatalogBuilder reference(String role, String column, ObjectLocator locator) {
        return reference(ReferenceColumn.of(role, column, locator));
    }

    public JdbcCatalogBuilder reference(ReferenceColumn column) {
        references.add(column);
        return this;
    }

    /** Columns that a reader of a finding wants to see. */
    public JdbcCatalogBuilder context(String... columns) {
        context.addAll(List.of(columns));
        return this;
    }

    /** Columns that a scan may be restricted by: text, integer, UUID or boolean. */
    public JdbcCatalogBuilder filter(String... columns) {
        filters.addAll(List.of(columns));
        return this;
    }

    /** How long a mark waits for a row that somebody else has locked (H65). Two seconds if not said. */
    public JdbcCatalogBuilder lockTimeout(Duration limit) {
        if (limit.toMillis() < 1) {
            throw new IllegalArgumentException("Invalid lock timeout: " + limit + ", expected at least a millisecond");
        }
        this.lockTimeout = limit;
        return this;
    }

    /**
     * How long a statement that reads may take (H67). Five minutes if not said. SQLite has no such limit.
     *
     * @throws IllegalArgumentException if it isn't at least a second
     */
    public JdbcCatalogBuilder statementTimeout(Duration limit) {
        if (limit.toSeconds() < 1 || limit.toSeconds() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("Invalid statement timeout: " + limit + ", expected at least a second");
        }
        this.statementTimeout = limit;
        return this;
    }

    /**
     * A copy of the database to read the pages of a scan from (H66). It may lag behind: nothing becomes a finding, and nothing is
     * changed, but by look-ups in the database itself, which the catalog was built over. What the copy doesn't have yet is found by
     * the next run.
     */
    public JdbcCatalogBuilder replica(DataSource copy) {
        this.replica = copy;
        return this;
    }

    /**
     * Checks every name and type against the database.
     *
     * @throws IllegalArgumentException if something is missing, unknown or of the wrong type; the message says how to mend it
     * @throws CatalogException if the database can't be asked
     */
    public JdbcCatalog build() {
        CatalogTable resolved = resolved();
        DataSource copy = replica;
        return new JdbcCatalog(
                source, copy == null ? source : Source.of(copy), resolved, lockTimeout, statementTimeout);
    }

    /**
     * What is worth mending before a run, though a run goes without: look-ups by key that no index serves, privileges that
     * marks need, times that nobody writes. Nothing if all is well. The statements it tries touch no row.
     *
     * @throws IllegalArgumentException as {@link #build}
     * @throws CatalogException if the database can't be asked
     */
    public List<String> check() {
        CatalogTable resolved = resolved();
        return SqlFailure.translated(resolved.dialect(), "Checking " + resolved, () -> {
            try (Handle handle = source.open()) {
                TableMetadata metadata =
                        new TableMetadata(handle.getConnection(), schema, given(table, "table", "table()"));
                return new CatalogCheck(resolved, metadata).problems(handle);
            }
        });
    }

    private CatalogTable resolved() {
        String tableName = given(table, "table", "table()");
        return SqlFailure.translated(null, "Reading the metadata of table " + tableName, () -> {
            try (Handle handle = source.open()) {
                return handle.inTransaction(it -> {
                    TableMetadata metadata = new TableMetadata(it.getConnection(), schema, tableName);
                    String name = view;
                    return resolved(
                            metadata, name == null ? metadata : new TableMetadata(it.getConnection(), schema, name));
                });
            }
        });
    }

    private static String given(@Nullable String value, String what, String method) {
        if (value == null) {
            throw new IllegalArgumentException("Incomplete catalog: no " + what + ", name it with " + method);
        }
        return value;
    }

    private CatalogTable resolved(TableMetadata metadata, TableMetadata read) throws SQLException {
        RecordKey key = new RecordKey(idColumns(metadata));
        if (!metadata.identifies(key.columns())) {
            String names =
                    String.join(", ", key.columns().stream().map(Column::name).toList());
            boolean several = key.columns().size() > 1;
            throw new IllegalArgumentException("Invalid id column: " + metadata + "." + names
                    + (several ? " don't identify a row together" : " doesn't identify a row")
                    + ", expected a primary key or a unique index on "
                    + (several ? "just these" : "it alone") + ", and NOT NULL");
        }
        Column statusColumn = metadata.column("status", given(status, "status column", "status()"), TEXT);
        if (errorStatus.length() > statusColumn.length()) {
            throw new IllegalArgumentException("Invalid error status: " + metadata + "." + statusColumn.name()
                    + " holds " + statusColumn.length() + " characters, '" + errorStatus + "' is longer");
        }
        CatalogTable there = new CatalogTable(
                metadata.dialect(),
                new CatalogProfile(metadata.identity(), roles(), filters, buckets(), ""),
                metadata.sql(),
                read.sql(),
                new RecordKey(idColumns(read)),
                statusColumn,
                errorStatus,
                errorMessage == null ? null : metadata.column("message", errorMessage, TEXT),
                timestamp(metadata, updatedAt),
                timestamp(read, createdAt),
                zone == null ? ZoneOffset.UTC : zone, // not said, no column needs one
                pointers(read, read.column("status", statusColumn.name(), TEXT)),
                contextColumns(read),
                filterColumns(read));
        if (errorMessage != null) {
            read.column("message", errorMessage, TEXT);
        }
        timestamp(read, updatedAt);
        return there.described();
    }

    private List<Column> idColumns(TableMetadata metadata) throws SQLException {
        List<Column> columns = new ArrayList<>();
        for (String name : id) {
            columns.add(metadata.column("id", name, INTEGER, UUID, TEXT, BINARY));
        }
        return columns.isEmpty() ? List.of(usualIdColumn(metadata)) : columns;
    }

    private static Column usualIdColumn(TableMetadata metadata) throws SQLException {
        try {
            return metadata.column("id", "id", INTEGER, UUID, TEXT, BINARY);
        } catch (IllegalArgumentException e) { // about a name the host never wrote
            throw new IllegalArgumentException(e.getMessage() + " (name the id column with id())", e);
        }
    }

    private @Nullable Column timestamp(TableMetadata metadata, @Nullable String name) throws SQLException {
        if (name == null) {
            return null;
        }
        Column column = metadata.column("time", name, TIMESTAMP, ZONED_TIMESTAMP);
        if (column.type() == TIMESTAMP && zone == null) {
            throw new IllegalArgumentException("Column " + metadata + "." + column.name()
                    + " has no time zone: say zone(ZoneOffset.UTC), or the zone it is written in; a wrong one would make"
                    + " young rows look old");
        }
        return column;
    }

    private List<String> roles() {
        List<String> roles =
                references.stream().map(reference -> reference.role).toList();
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("Incomplete catalog: no reference column, name one with reference()");
        }
        if (new LinkedHashSet<>(roles).size() < roles.size()) {
            throw new IllegalArgumentException("Invalid roles: " + roles + ", expected each of them once");
        }
        return roles;
    }

    private Set<String> buckets() {
        Set<String> buckets = new TreeSet<>();
        references.forEach(reference -> buckets.add(reference.locator.bucket()));
        if (buckets.size() > 1) {
            throw new IllegalArgumentException("Invalid reference columns: their locators name the buckets " + buckets
                    + ", expected one and the same, as a store is one bucket");
        }
        return buckets;
    }

    private List<CatalogTable.Pointer> pointers(TableMetadata metadata, Column statusColumn) throws SQLException {
        List<CatalogTable.Pointer> pointers = new ArrayList<>();
        for (ReferenceColumn each : references) {
            pointers.add(new CatalogTable.Pointer(
                    each.role,
                    key(metadata, each.template),
                    each.locator,
                    expected(metadata, each.expected),
                    each.mayCarryQueries,
                    conditions(metadata, statusColumn, each.conditions),
                    conditions(metadata, statusColumn, each.places)));
        }
        return List.copyOf(pointers);
    }

    private static CatalogTable.Expected expected(TableMetadata metadata, ReferenceColumn.Expected named)
            throws SQLException {
        String size = named.size();
        Map<Algorithm, Column> checksums = new EnumMap<>(Algorithm.class);
        for (Map.Entry<Algorithm, String> each : named.checksums().entrySet()) {
            checksums.put(each.getKey(), metadata.column("checksum", each.getValue(), TEXT));
        }
        Map<String, Column> values = new TreeMap<>();
        for (Map.Entry<String, String> each : named.metadata().entrySet()) {
            values.put(each.getKey(), metadata.column(each.getValue()));
        }
        return new CatalogTable.Expected(
                size == null ? null : metadata.column("size", size, INTEGER), checksums, values);
    }

    private static List<CatalogTable.Condition> conditions(
            TableMetadata metadata, Column statusColumn, List<ReferenceColumn.When> given) throws SQLException {
        List<CatalogTable.Condition> conditions = new ArrayList<>();
        for (ReferenceColumn.When when : given) {
            String name = when.column();
            Column column = name == null ? statusColumn : metadata.column(name);
            conditions.add(new CatalogTable.Condition(column, when.values()));
        }
        return List.copyOf(conditions);
    }

    private static KeyTemplate key(TableMetadata metadata, String template) throws SQLException {
        Matcher placeholder = PLACEHOLDER.matcher(template);
        List<KeyTemplate.Part> parts = new ArrayList<>();
        int from = 0;
        boolean alone = placeholder.matches();
        placeholder.reset();
        while (placeholder.find()) {
            if (placeholder.start() > from) {
                parts.add(new KeyTemplate.Part(template.substring(from, placeholder.start()), null));
            }
            String name = placeholder.group(1);
            Column column =
                    alone ? metadata.column("key", name, TEXT) : metadata.column("key", name, TEXT, INTEGER, UUID);
            parts.add(new KeyTemplate.Part("", column));
            from = placeholder.end();
        }
        if (from < template.length()) {
            parts.add(new KeyTemplate.Part(template.substring(from), null));
        }
        if (from == 0
                || parts.stream().anyMatch(part -> NO_TEXT.matcher(part.text()).find())) {
            throw new IllegalArgumentException("Invalid key template: '" + ObjectKey.escape(template)
                    + "', expected columns in braces, and text without braces, quotes and backslashes between them");
        }
        return new KeyTemplate(parts);
    }

    private Map<String, Column> contextColumns(TableMetadata metadata) throws SQLException {
        Map<String, Column> columns = new LinkedHashMap<>();
        for (String name : context) {
            columns.put(name, metadata.column(name));
        }
        return columns;
    }

    private Map<String, Column> filterColumns(TableMetadata metadata) throws SQLException {
        Map<String, Column> columns = new LinkedHashMap<>();
        for (String name : filters) {
            columns.put(name, metadata.column("filter", name, TEXT, INTEGER, UUID, ColumnType.BOOLEAN));
        }
        return columns;
    }
}
