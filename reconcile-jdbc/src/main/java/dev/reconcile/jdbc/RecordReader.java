package dev.reconcile.jdbc;

import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.Expectation;
import dev.reconcile.catalog.Located;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.catalog.UnusableReference;
import dev.reconcile.store.Checksum;
import dev.reconcile.store.Checksum.Algorithm;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns rows into records. It says what to select, in an order of its own, and reads by that order. */
final class RecordReader {

    private final CatalogTable table;
    private final Map<String, Integer> positions = new LinkedHashMap<>();
    private final int updatedAt;
    private final int createdAt;

    RecordReader(CatalogTable table) {
        this.table = table;
        needed(table).forEach(expression -> positions.putIfAbsent(expression, positions.size() + 1));
        this.updatedAt = timeIndex(table.updatedAt());
        this.createdAt = timeIndex(table.createdAt());
    }

    private int timeIndex(@Nullable Column column) {
        return column == null ? 0 : index(column.timeExpression());
    }

    private static List<String> needed(CatalogTable table) {
        List<String> needed = new ArrayList<>();
        table.id().columns().forEach(column -> needed.add(column.sql()));
        needed.add(table.status().sql());
        for (CatalogTable.Pointer pointer : table.pointers()) {
            pointer.key().columns().forEach(column -> needed.add(column.sql()));
            pointer.conditions()
                    .forEach(condition -> needed.add(condition.column().sql()));
            pointer.places().forEach(place -> needed.add(place.column().sql()));
            pointer.expected().columns().forEach(column -> needed.add(column.sql()));
        }
        ifThere(table.errorMessage(), Column::sql, needed);
        ifThere(table.updatedAt(), Column::timeExpression, needed);
        ifThere(table.createdAt(), Column::timeExpression, needed);
        table.context().values().forEach(column -> needed.add(column.sql()));
        return needed;
    }

    private static void ifThere(@Nullable Column column, Function<Column, String> expression, List<String> needed) {
        if (column != null) {
            needed.add(expression.apply(column));
        }
    }

    /** What to select; what a statement selects beyond that comes after. */
    String columns() {
        return String.join(", ", positions.keySet());
    }

    int count() {
        return positions.size();
    }

    @Nullable
    String text(ResultSet row, Column column) throws SQLException {
        return column.text(row, index(column.sql()));
    }

    /** What {@link Dialect#time} reads, as text. */
    @Nullable
    String timeText(ResultSet row, Column column) throws SQLException {
        return row.getString(index(column.timeExpression()));
    }

    private int index(String expression) {
        return Objects.requireNonNull(positions.get(expression));
    }

    CatalogRecord read(ResultSet row) throws SQLException {
        RecordId id = id(row);
        String status = text(row, table.status());
        List<Reference> references = new ArrayList<>(table.pointers().size());
        List<UnusableReference> unusable = new ArrayList<>(0);
        for (CatalogTable.Pointer pointer : table.pointers()) {
            read(pointer, id, row, references, unusable);
        }
        Column message = table.errorMessage();
        String told = message == null ? null : text(row, message);
        boolean marked = table.errorStatus().equals(status);
        return new CatalogRecord(
                id, status, told, marked, lastChanged(row), context(row), copy(references), copy(unusable));
    }

    /** Most records have one reference or none, and this costs less than a copy of a list of any length. */
    private static <E> List<E> copy(List<E> few) {
        return few.isEmpty() ? List.of() : few.size() == 1 ? List.of(few.get(0)) : few;
    }

    private RecordId id(ResultSet row) throws SQLException {
        List<Column> columns = table.id().columns();
        if (columns.size() == 1) {
            return new RecordId(idPart(row, columns.get(0)));
        }
        List<String> values = new ArrayList<>(columns.size());
        for (Column column : columns) {
            values.add(idPart(row, column));
        }
        return new RecordId(table.id().text(values));
    }

    private String idPart(ResultSet row, Column column) throws SQLException {
        String value = text(row, column);
        if (value == null || value.isEmpty()) {
            throw new CatalogException(
                    "Reading " + table + " failed: a row's id is empty; give it one, nothing could refer to it",
                    false,
                    null);
        }
        return value;
    }

    private void read(
            CatalogTable.Pointer pointer,
            RecordId id,
            ResultSet row,
            List<Reference> references,
            List<UnusableReference> unusable)
            throws SQLException {
        for (CatalogTable.Condition place : pointer.places()) {
            String where = text(row, place.column());
            if (where == null) {
                String detail = "column " + place.column().name() + " doesn't say which bucket it is in";
                unusable.add(unusable(pointer, id, UnusableReference.Kind.FOREIGN, "", detail)); // H47
                return;
            }
            if (!place.holds(where)) {
                return; // another bucket's
            }
        }
        boolean required = holds(pointer, row);
        String value = pointer.key().text(column -> text(row, column));
        if (value == null || value.isEmpty()) { // no key is empty, so nothing can hide here
            if (required) {
                String detail = "it has no value though the object has to be there";
                unusable.add(unusable(pointer, id, UnusableReference.Kind.EMPTY, "", detail)); // H51
            }
            return;
        }
        Located located = pointer.locator().locate(value);
        if (located instanceof Located.InBucket there) {
            references.add(new Reference(id, pointer.role(), there.key(), expected(pointer.expected(), row), required));
        } else if (located instanceof Located.Foreign foreign) {
            unusable.add(unusable(pointer, id, UnusableReference.Kind.FOREIGN, value, foreign.detail()));
        } else if (located instanceof Located.Unparsable unparsable) {
            unusable.add(unusable(pointer, id, UnusableReference.Kind.UNPARSABLE, value, unparsable.detail()));
        }
    }

    /** A checksum that is none, as too short a text, is no expectation: it would make every object differ. */
    private Expectation expected(CatalogTable.Expected columns, ResultSet row) throws SQLException {
        Column size = columns.size();
        OptionalLong bytes = size == null ? OptionalLong.empty() : Column.size(row, index(size.sql()));
        if (columns.checksums().isEmpty() && columns.metadata().isEmpty()) {
            return bytes.isEmpty() ? Expectation.NONE : new Expectation(bytes, List.of(), Map.of());
        }
        List<Checksum> checksums = new ArrayList<>();
        for (Map.Entry<Algorithm, Column> each : columns.checksums().entrySet()) {
            String value = text(row, each.getValue());
            if (value != null) {
                Checksum.parse(each.getKey(), value).ifPresent(checksums::add);
            }
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Map.Entry<String, Column> each : columns.metadata().entrySet()) {
            String value = text(row, each.getValue());
            if (value != null) {
                metadata.put(each.getKey(), value);
            }
        }
        return new Expectation(bytes, checksums, metadata);
    }

    private static UnusableReference unusable(
            CatalogTable.Pointer pointer, RecordId id, UnusableReference.Kind kind, String value, String detail) {
        return new UnusableReference(id, pointer.role(), kind, value, detail);
    }

    private boolean holds(CatalogTable.Pointer pointer, ResultSet row) throws SQLException {
        for (CatalogTable.Condition condition : pointer.conditions()) {
            if (!condition.holds(text(row, condition.column()))) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Instant lastChanged(ResultSet row) throws SQLException {
        Instant updated = instant(row, table.updatedAt(), updatedAt);
        Instant created = instant(row, table.createdAt(), createdAt);
        if (updated == null || created == null) {
            return updated == null ? created : updated;
        }
        return updated.isAfter(created) ? updated : created;
    }

    private @Nullable Instant instant(ResultSet row, @Nullable Column column, int index) throws SQLException {
        return column == null ? null : column.instant(row, index, table.zone());
    }

    private Map<String, String> context(ResultSet row) throws SQLException {
        if (table.context().isEmpty()) {
            return Map.of();
        }
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
