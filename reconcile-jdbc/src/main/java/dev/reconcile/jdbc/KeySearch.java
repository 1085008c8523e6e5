package dev.reconcile.jdbc;

import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.store.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;

/**
 * Finds the records that may refer to keys. One statement looks into every reference column at once, so that a value which an
 * application moves from one column to another meanwhile isn't missed by both looks (H59).
 */
final class KeySearch {

    private final CatalogTable table;
    private final RecordReader reader;

    KeySearch(CatalogTable table, RecordReader reader) {
        this.table = table;
        this.reader = reader;
    }

    /** Perhaps more than refer to the keys: what a column holds is to be compared byte by byte (H45). */
    Collection<CatalogRecord> candidates(Handle handle, Set<ObjectKey> keys) {
        Map<String, CatalogRecord> found = new HashMap<>();
        Map<CatalogTable.Pointer, List<Argument>> sought = new LinkedHashMap<>();
        int values = 0;
        for (ObjectKey key : keys) {
            for (CatalogTable.Pointer pointer : table.pointers()) {
                List<Argument> spellings = pointer.locator().spellings(key).stream()
                        .filter(pointer.column()::canHold) // H46: what the column can't hold is in no row
                        .map(table.dialect()::text)
                        .toList();
                sought.computeIfAbsent(pointer, column -> new ArrayList<>()).addAll(spellings);
                values += pointer.mayCarryQueries() ? 2 * spellings.size() : spellings.size();
            }
            if (values >= table.dialect().maxValues()) {
                search(handle, sought, found);
                sought.clear();
                values = 0;
            }
        }
        search(handle, sought, found);
        return found.values();
    }

    private void search(
            Handle handle, Map<CatalogTable.Pointer, List<Argument>> sought, Map<String, CatalogRecord> found) {
        BoundSql sql = new BoundSql().add("SELECT " + reader.columns() + " FROM " + table.sql());
        String next = " WHERE ";
        for (Map.Entry<CatalogTable.Pointer, List<Argument>> each : sought.entrySet()) {
            if (each.getValue().isEmpty()) {
                continue;
            }
            CatalogTable.Pointer pointer = each.getKey();
            String column = pointer.column().sql();
            sql.add(next).in(column, each.getValue());
            next = " OR ";
            if (pointer.mayCarryQueries()) { // presigned URLs (H47)
                sql.add(next).in(table.dialect().withoutQuery(column), each.getValue());
            }
        }
        if (next.equals(" OR ")) {
            sql.query(handle)
                    .map((row, context) -> reader.read(row))
                    .forEach(each -> found.put(each.id().value(), each));
        }
    }
}
