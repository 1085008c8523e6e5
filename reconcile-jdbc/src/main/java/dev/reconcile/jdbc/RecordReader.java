package dev.reconcile.jdbc;

import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.Located;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.catalog.UnusableReference;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns rows into records. It says what to select, in an order of its own, and reads by that order. */
final class RecordReader {

    private final CatalogTable table;
    private final List<Column> selected;
    private final Map<String, Integer> positions = new HashMap<>();

    RecordReader(CatalogTable table) {
        this.table = table;
        this.selected = List.copyOf(needed(table));
        for (int i = 0; i < selected.size(); i++) {
            positions.put(selected.get(i).name(), i + 1);
        }
    }

    private static Set<Column> needed(CatalogTable table) {
        Set<Column> needed = new LinkedHashSet<>(List.of(table.id(), table.status()));
        for (CatalogTable.Pointer pointer : table.pointers()) {
            needed.add(pointer.column());
            pointer.conditions().forEach(condition -> needed.add(condition.column()));
            addIfThere(needed, pointer.size());
        }
        addIfThere(needed, table.errorMessage());
        addIfThere(needed, table.updatedAt());
        addIfThere(needed, table.createdAt());
        needed.addAll(table.context().values());
        return needed;
    }

    private static void addIfThere(Set<Column> columns, @Nullable Column column) {
        if (column != null) {
            columns.add(column);
        }
    }

    /** The columns to select; what a statement selects beyond them comes after. */
    String columns() {
        return selected.stream().map(Column::sql).collect(Collectors.joining(", "));
    }

    int count() {
        return selected.size();
    }

    @Nullable
    String text(ResultSet row, Column column) throws SQLException {
        return column.text(row, index(column));
    }

    private int index(Column column) {
        return Objects.requireNonNull(positions.get(column.name()));
    }

    CatalogRecord read(ResultSet row) throws SQLException {
        RecordId id = id(row);
        String status = text(row, table.status());
        List<Reference> references = new ArrayList<>();
        List<UnusableReference> unusable = new ArrayList<>();
        for (CatalogTable.Pointer pointer : table.pointers()) {
            read(pointer, id, row, references, unusable);
        }
        Column message = table.errorMessage();
        String told = message == null ? null : text(row, message);
        boolean marked = table.errorStatus().equals(status);
        return new CatalogRecord(id, status, told, marked, lastChanged(row), context(row), references, unusable);
    }

    private RecordId id(ResultSet row) throws SQLException {
        String id = text(row, table.id());
        if (id == null || id.isEmpty()) {
            throw new CatalogException(
                    "Reading " + table + " failed: a row's id is empty; give it one, nothing could refer to it",
                    false,
                    null);
        }
        return new RecordId(id);
    }

    private void read(
            CatalogTable.Pointer pointer,
            RecordId id,
            ResultSet row,
            List<Reference> references,
            List<UnusableReference> unusable)
            throws SQLException {
        boolean required = holds(pointer, row);
        String value = text(row, pointer.column());
        if (value == null || value.isEmpty()) { // no key is empty, so nothing can hide here
            if (required) {
                String detail = "it has no value though the object has to be there";
                unusable.add(unusable(pointer, id, UnusableReference.Kind.EMPTY, "", detail)); // H51
            }
            return;
        }
        Located located = pointer.locator().locate(value);
        if (located instanceof Located.InBucket there) {
            Column size = pointer.size();
            OptionalLong expected = size == null ? OptionalLong.empty() : Column.size(row, index(size));
            references.add(new Reference(id, pointer.role(), there.key(), expected, required));
        } else if (located instanceof Located.Foreign foreign) {
            unusable.add(unusable(pointer, id, UnusableReference.Kind.FOREIGN, value, foreign.detail()));
        } else if (located instanceof Located.Unparsable unparsable) {
            unusable.add(unusable(pointer, id, UnusableReference.Kind.UNPARSABLE, value, unparsable.detail()));
        }
    }

    private static UnusableReference unusable(
            CatalogTable.Pointer pointer, RecordId id, UnusableReference.Kind kind, String value, String detail) {
        return new UnusableReference(id, pointer.role(), kind, value, detail);
    }

    private boolean holds(CatalogTable.Pointer pointer, ResultSet row) throws SQLException {
        for (CatalogTable.Condition condition : pointer.conditions()) {
            String value = text(row, condition.column());
            if (value == null || !condition.values().contains(value)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Instant lastChanged(ResultSet row) throws SQLException {
        Instant updated = instant(row, table.updatedAt());
        Instant created = instant(row, table.createdAt());
        if (updated == null || created == null) {
            return updated == null ? created : updated;
        }
        return updated.isAfter(created) ? updated : created;
    }

    private @Nullable Instant instant(ResultSet row, @Nullable Column column) throws SQLException {
        return column == null ? null : column.instant(row, index(column), table.zone());
    }

    private Map<String, String> context(ResultSet row) throws SQLException {
        Map<String, String> context = new LinkedHashMap<>();
        for (Map.Entry<String, Column> each : table.context().entrySet()) {
            String value = text(row, each.getValue());
            if (value != null) {
                context.put(each.getKey(), value);
            }
        }
        return context;
    }
}
