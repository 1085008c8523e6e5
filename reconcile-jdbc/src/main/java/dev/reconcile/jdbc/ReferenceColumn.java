package dev.reconcile.jdbc;

import dev.reconcile.catalog.ObjectLocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A column that points at objects, or several that do so together: which role the objects play, how the value is read, and when the
 * object has to be there. Immutable: each method gives a new one.
 */
public final class ReferenceColumn {

    /** A condition; a null column is the status column, no values are null. */
    record When(@Nullable String column, Set<String> values) {}

    final String role;
    final String template;
    final ObjectLocator locator;
    final @Nullable String sizeColumn;
    final boolean mayCarryQueries;
    final List<When> conditions;
    final List<When> places;

    private ReferenceColumn(
            String role,
            String template,
            ObjectLocator locator,
            @Nullable String sizeColumn,
            boolean mayCarryQueries,
            List<When> conditions,
            List<When> places) {
        this.role = role;
        this.template = template;
        this.locator = locator;
        this.sizeColumn = sizeColumn;
        this.mayCarryQueries = mayCarryQueries;
        this.conditions = conditions;
        this.places = places;
    }

    /**
     * @param role what the object is to the record: {@code original}, {@code staged}
     * @param column holds a key or URL, as text
     */
    public static ReferenceColumn of(String role, String column, ObjectLocator locator) {
        return template(role, "{" + column + "}", locator);
    }

    /**
     * A key, or URL, that the application puts together from columns: {@code "{prefix}/{id}.{extension}"}. Columns may be text, integers
     * and UUIDs; a row that lacks one of them has no value. Look-ups by key read the template backwards, so that an
     * index on the most telling column serves; where a key can be cut into the columns in more than a few ways, the
     * table is read through instead, and nothing is missed.
     *
     * @param template columns in braces, and text between them without braces, quotes and backslashes
     */
    public static ReferenceColumn template(String role, String template, ObjectLocator locator) {
        return new ReferenceColumn(role, template, locator, null, locator.dropsQuery(), List.of(), List.of());
    }

    /** The object has to be there only while the status is one of these. All conditions have to hold. */
    public ReferenceColumn whenStatus(String... statuses) {
        return when(new When(null, atLeastOne(statuses)));
    }

    /** The object has to be there only while that column has one of these values, by text. All conditions have to hold. */
    public ReferenceColumn whenColumn(String name, String... values) {
        return when(new When(name, atLeastOne(values)));
    }

    /**
     * The object has to be there only while that column is null. For rows that are only said to be deleted,
     * {@code whenNull("deleted_at")}: their object may be gone, and if it isn't, it is no orphan. All conditions have to hold.
     */
    public ReferenceColumn whenNull(String name) {
        return when(new When(name, Set.of()));
    }

    /**
     * The reference is one of this bucket only in rows where that column has one of these values; in others it is none of ours. For
     * a table over several buckets: a catalog for each, with a locator and a value of its own. Where the column is null, nobody can tell, and orphans aren't judged.
     */
    public ReferenceColumn onlyWhere(String name, String... values) {
        List<When> more = new ArrayList<>(places);
        more.add(new When(name, atLeastOne(values)));
        return new ReferenceColumn(role, template, locator, sizeColumn, mayCarryQueries, conditions, List.copyOf(more));
    }

    private static Set<String> atLeastOne(String... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("Invalid condition: no values, expected at least one");
        }
        return Set.of(values);
    }

    private ReferenceColumn when(When condition) {
        List<When> more = new ArrayList<>(conditions);
        more.add(condition);
        return new ReferenceColumn(role, template, locator, sizeColumn, mayCarryQueries, List.copyOf(more), places);
    }

    /** An integer column with the object's size in bytes; null or negative means that it isn't known. */
    public ReferenceColumn size(String name) {
        return new ReferenceColumn(role, template, locator, name, mayCarryQueries, conditions, places);
    }

    /**
     * Promises that no URL in this column carries a query string or fragment, so that look-ups by key need an index on the
     * column only. A row that breaks the promise is read right by a scan but not found by its key.
     */
    public ReferenceColumn withoutQueries() {
        return new ReferenceColumn(role, template, locator, sizeColumn, false, conditions, places);
    }
}
