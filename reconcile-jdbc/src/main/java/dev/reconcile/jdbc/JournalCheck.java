package dev.reconcile.jdbc;

import static dev.reconcile.jdbc.ColumnType.INTEGER;
import static dev.reconcile.jdbc.ColumnType.TEXT;
import static dev.reconcile.jdbc.ColumnType.TIMESTAMP;
import static dev.reconcile.jdbc.ColumnType.ZONED_TIMESTAMP;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** Compares the tables of a journal with what the journal needs, and says everything that is missing at once. */
final class JournalCheck {

    /** What an entry may be long: a report with a thousand examples of each kind. */
    private static final int LONG_TEXT = 100_000_000;

    private record Needed(String column, ColumnType type, int size) {}

    private final Source source;
    private final @Nullable String schema;
    private String script = "";
    private final List<String> missing = new ArrayList<>();
    private final Map<String, TableMetadata> tables = new TreeMap<>();

    JournalCheck(Source source, @Nullable String schema) {
        this.source = source;
        this.schema = schema;
    }

    /** The tables, if nothing is {@link #missing}. */
    Optional<JournalTables> tables(String runs, String entries, String leases) throws SQLException {
        try (Handle handle = source.open()) {
            script = Dialects.of(handle.getConnection().getMetaData()).script();
            table(
                    handle,
                    runs,
                    List.of("run_id"),
                    new Needed("run_id", TEXT, 25),
                    new Needed("begun_at", ZONED_TIMESTAMP, 0));
            table(
                    handle,
                    entries,
                    List.of("run_id", "seq"),
                    new Needed("run_id", TEXT, 25),
                    new Needed("seq", INTEGER, 64),
                    new Needed("entry", TEXT, LONG_TEXT));
            table(
                    handle,
                    leases,
                    List.of("scope"),
                    new Needed("scope", TEXT, LeaseTable.SCOPE_LENGTH),
                    new Needed("fence", INTEGER, 64),
                    new Needed("holder", TEXT, 20),
                    new Needed("run_id", TEXT, 25),
                    new Needed("taken_at", ZONED_TIMESTAMP, 0),
                    new Needed("expires_at", ZONED_TIMESTAMP, 0));
            if (!missing.isEmpty()) {
                return Optional.empty();
            }
            TableMetadata lease = Objects.requireNonNull(tables.get(leases));
            JournalTables found = new JournalTables(
                    lease.dialect(),
                    Objects.requireNonNull(tables.get(entries)).identity(),
                    sql(runs),
                    sql(entries),
                    sql(leases),
                    lease.column("holder"),
                    lease.column("taken_at"),
                    lease.column("expires_at"),
                    lease.dialect().losesCommits(handle));
            privileges(handle, found);
            return missing.isEmpty() ? Optional.of(found) : Optional.empty();
        }
    }

    /** The one for this database. */
    String script() {
        return script;
    }

    List<String> missing() {
        return List.copyOf(missing);
    }

    private String sql(String table) throws SQLException {
        return Objects.requireNonNull(tables.get(table)).sql();
    }

    private void table(Handle handle, String name, List<String> primaryKey, Needed... columns) throws SQLException {
        TableMetadata table;
        try {
            table = new TableMetadata(handle.getConnection(), schema, name);
        } catch (IllegalArgumentException unknown) {
            missing.add(unknown.getMessage());
            return;
        }
        tables.put(name, table);
        for (Needed needed : columns) {
            column(table, needed);
        }
        List<String> key = table.primaryKey().stream()
                .map(column -> column.toLowerCase(Locale.ROOT))
                .toList();
        if (!key.equals(primaryKey)) {
            missing.add("Invalid primary key: " + table + " has " + key + ", expected " + primaryKey);
        }
    }

    private void column(TableMetadata table, Needed needed) throws SQLException {
        try {
            boolean anyTime =
                    needed.type() == ZONED_TIMESTAMP && !table.dialect().hasZonedTimestamps();
            Column column = anyTime
                    ? table.column("journal", needed.column(), ZONED_TIMESTAMP, TIMESTAMP)
                    : table.column("journal", needed.column(), needed.type());
            int size = needed.type() == INTEGER ? column.bits() : column.length();
            if (needed.size() > size) {
                missing.add("Invalid journal column: " + table + "." + column.name() + " is " + column.typeName()
                        + " of size " + size + ", expected at least " + needed.size());
            }
        } catch (IllegalArgumentException wrong) {
            missing.add(wrong.getMessage());
        }
    }

    /** Statements that touch no row, which need the same privileges as those that do. */
    private void privileges(Handle handle, JournalTables found) {
        for (String table : List.of(found.runs(), found.entries())) {
            may(handle, found, table, "SELECT", "SELECT run_id FROM " + table + " WHERE 1 = 0");
            may(handle, found, table, "DELETE", "DELETE FROM " + table + " WHERE 1 = 0");
        }
        may(handle, found, found.runs(), "INSERT", emptyInsert(found.runs(), "run_id, begun_at"));
        may(handle, found, found.entries(), "INSERT", emptyInsert(found.entries(), "run_id, seq, entry"));
        String all = "scope, fence, holder, run_id, taken_at, expires_at";
        may(handle, found, found.leases(), "SELECT", "SELECT " + all + " FROM " + found.leases() + " WHERE 1 = 0");
        may(handle, found, found.leases(), "INSERT", emptyInsert(found.leases(), all));
        may(handle, found, found.leases(), "UPDATE", "UPDATE " + found.leases() + " SET fence = fence WHERE 1 = 0");
    }

    private static String emptyInsert(String table, String columns) {
        return "INSERT INTO " + table + " (" + columns + ") SELECT " + columns + " FROM " + table + " WHERE 1 = 0";
    }

    private void may(Handle handle, JournalTables found, String table, String privilege, String sql) {
        try {
            handle.useTransaction(it -> it.execute(sql));
        } catch (JdbiException refused) {
            missing.add("No " + privilege + " on " + table + ": " + SqlFailure.of(refused, found.dialect()));
        }
    }
}
