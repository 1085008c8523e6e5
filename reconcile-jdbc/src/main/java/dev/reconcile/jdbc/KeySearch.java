package dev.reconcile.jdbc;

import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.store.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        Statement statement = new Statement();
        for (ObjectKey key : keys) {
            table.pointers()
                    .forEach(pointer ->
                            statement.lookFor(pointer, pointer.locator().spellings(key)));
            if (statement.values >= table.dialect().maxValues()) {
                statement.run(handle, found);
            }
        }
        statement.run(handle, found);
        return found.values();
    }

    /** What is looked for, until it is enough for a statement. */
    private final class Statement {

        private final Map<String, List<Argument>> sought = new LinkedHashMap<>();
        private final List<BoundSql> cuts = new ArrayList<>();
        private int values;

        void lookFor(CatalogTable.Pointer pointer, Set<String> spellings) {
            for (String spelling : spellings) {
                Optional<Column> only = pointer.key().onlyColumn();
                if (only.isPresent()) {
                    lookFor(pointer, only.get(), spelling);
                } else {
                    lookForCuts(pointer, spelling);
                }
            }
        }

        private void lookFor(CatalogTable.Pointer pointer, Column column, String spelling) {
            if (column.canHold(spelling)) { // H46: what the column can't hold is in no row
                look(column.sql(), spelling);
                if (pointer.mayCarryQueries()) { // presigned URLs (H47)
                    look(table.dialect().withoutQuery(column.sql()), spelling);
                }
            }
        }

        private void look(String expression, String text) {
            sought.computeIfAbsent(expression, each -> new ArrayList<>())
                    .add(table.dialect().text(text));
            values++;
        }

        private void lookForCuts(CatalogTable.Pointer pointer, String spelling) {
            Optional<List<List<Argument>>> ways =
                    pointer.mayCarryQueries() ? Optional.empty() : pointer.key().cuts(spelling);
            if (ways.isEmpty()) {
                String whole = table.dialect().concatenated(pointer.key());
                look(pointer.mayCarryQueries() ? table.dialect().withoutQuery(whole) : whole, spelling);
                if (pointer.mayCarryQueries()) {
                    look(whole, spelling);
                }
                return;
            }
            for (List<Argument> way : ways.get()) {
                cuts.add(new RecordKey(pointer.key().columns())
                        .equal(new BoundSql().add("("), way)
                        .add(")"));
                values += way.size();
            }
        }

        void run(Handle handle, Map<String, CatalogRecord> found) {
            BoundSql sql = new BoundSql().add("SELECT " + reader.columns() + " FROM " + table.readSql());
            String next = " WHERE ";
            for (Map.Entry<String, List<Argument>> each : sought.entrySet()) {
                sql.add(next).in(each.getKey(), each.getValue());
                next = " OR ";
            }
            for (BoundSql each : cuts) {
                sql.add(next).add(each);
                next = " OR ";
            }
            if (next.equals(" OR ")) {
                sql.query(handle)
                        .map((row, context) -> reader.read(row))
                        .forEach(each -> found.put(each.id().value(), each));
            }
            sought.clear();
            cuts.clear();
            values = 0;
        }
    }
}
