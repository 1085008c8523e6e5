package dev.reconcile.jdbc;

import dev.reconcile.catalog.ObjectLocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A column that points at objects: which role they play, how its values are read, and when the object has to be there. Immutable:
 * each method gives a new one.
 */
public final class ReferenceColumn {

    /** A condition; a null column is the status column. */
    record When(@Nullable String column, Set<String> values) {}

    final String role;
    final String column;
    final ObjectLocator locator;
    final @Nullable String sizeColumn;
    final boolean mayCarryQueries;
    final List<When> conditions;

    private ReferenceColumn(
            String role,
            String column,
            ObjectLocator locator,
            @Nullable String sizeColumn,
            boolean mayCarryQueries,
            List<When> conditions) {
        this.role = role;
        this.column = column;
        this.locator = locator;
        this.sizeColumn = sizeColumn;
        this.mayCarryQueries = mayCarryQueries;
        this.conditions = conditions;
    }

    /**
     * @param role what the object is to the record: {@code original}, {@code staged}
     * @param column holds a key or URL, as text
     */
    public static ReferenceColumn of(String role, String column, ObjectLocator locator) {
        return new ReferenceColumn(role, column, locator, null, locator.dropsQuery(), List.of());
    }

    /** The object has to be there only while the status is one of these. All conditions have to hold. */
    public ReferenceColumn whenStatus(String... statuses) {
        return when(new When(null, Set.of(statuses)));
    }

    /** The object has to be there only while that column has one of these values, by text. All conditions have to hold. */
    public ReferenceColumn whenColumn(String name, String... values) {
        return when(new When(name, Set.of(values)));
    }

    private ReferenceColumn when(When condition) {
        List<When> more = new ArrayList<>(conditions);
        more.add(condition);
        return new ReferenceColumn(role, column, locator, sizeColumn, mayCarryQueries, List.copyOf(more));
    }

    /** An integer column with the object's size in bytes; null or negative means that it isn't known. */
    public ReferenceColumn size(String name) {
        return new ReferenceColumn(role, column, locator, name, mayCarryQueries, conditions);
    }

    /**
     * Promises that no URL in this column carries a query string or fragment, so that look-ups by key need an index on the
     * column only. A row that breaks the promise is read right by a scan but not found by its key.
     */
    public ReferenceColumn withoutQueries() {
        return new ReferenceColumn(role, column, locator, sizeColumn, false, conditions);
    }
}
