package dev.reconcile.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** What a catalog goes without, but had better not: indexes, privileges, times. */
final class CatalogCheck {

    private final CatalogTable table;
    private final TableMetadata metadata;
    private final List<String> problems = new ArrayList<>();

    CatalogCheck(CatalogTable table, TableMetadata metadata) {
        this.table = table;
        this.metadata = metadata;
    }

    List<String> problems(Handle handle) throws SQLException {
        if (!table.isView()) { // the indexes behind a view aren't its own
            indexes();
        }
        if (table.updatedAt() == null && table.createdAt() == null) {
            problems.add("No time: without updatedAt() or createdAt() every record counts as too young to judge");
        }
        may(
                handle,
                "SELECT",
                "SELECT " + new RecordReader(table).columns() + " FROM " + table.readSql() + " WHERE 1 = 0");
        updates(handle);
        hiddenRows(handle);
        return List.copyOf(problems);
    }

    private void indexes() throws SQLException {
        Set<String> indexed = metadata.indexed();
        for (CatalogTable.Pointer pointer : table.pointers()) {
            List<String> columns =
                    pointer.key().columns().stream().map(Column::name).toList();
            if (columns.stream().noneMatch(indexed::contains)) {
                problems.add("No index that begins with " + String.join(" or ", columns) + " of " + metadata
                        + ": each look-up of orphans by their " + pointer.role() + " reads the table through");
            } else if (pointer.mayCarryQueries()) {
                problems.add(
                        "URLs in " + String.join(", ", columns) + " of " + metadata + " may carry queries: look-ups of"
                                + " orphans search by an expression, which an index on the column doesn't serve; promise"
                                + " withoutQueries() if none does");
            }
        }
    }

    /** H68: a row that isn't shown has an object that looks like an orphan. */
    private void hiddenRows(Handle handle) {
        String why = table.dialect().hidesRows(handle, table);
        if (why != null) {
            problems.add("Rows of " + metadata + " may be hidden, so that their objects look like orphans, by " + why);
        }
    }

    private void updates(Handle handle) {
        Set<String> assignments = new TreeSet<>();
        for (@Nullable
        Column column : new @Nullable Column[] {table.status(), table.errorMessage(), table.updatedAt()}) {
            if (column != null) {
                assignments.add(column.sql() + " = " + column.sql());
            }
        }
        may(handle, "UPDATE", "UPDATE " + table.sql() + " SET " + String.join(", ", assignments) + " WHERE 1 = 0");
    }

    private void may(Handle handle, String privilege, String sql) {
        try {
            handle.useTransaction(it -> it.execute(sql));
        } catch (JdbiException refused) {
            problems.add(
                    "No " + privilege + " on " + metadata + (privilege.equals("UPDATE") ? ", which marks need: " : ": ")
                            + SqlFailure.of(refused, table.dialect()));
        }
    }
}
