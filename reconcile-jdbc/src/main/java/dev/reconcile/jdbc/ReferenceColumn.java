package dev.reconcile.jdbc;

import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.store.Checksum;
import dev.reconcile.store.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A column that points at objects, or several that do so together: which role the objects play, how the value is read, and when the
 * object has to be there. Immutable: each method gives a new one.
 */
public final class ReferenceColumn {

    /** A condition; a null column is the status column, no values are null. */
    record When(@Nullable String column, Set<String> values) {}

    /** The names of the columns that say what is expected of the object. */
    record Expected(@Nullable String size, Map<Checksum.Algorithm, String> checksums, Map<String, String> metadata) {

        static final Expected NOTHING = new Expected(null, Map.of(), Map.of());
    }

    final String role;
    final String template;
    final ObjectLocator locator;
    final Expected expected;
    final boolean mayCarryQueries;
    final List<When> conditions;
    final List<When> places;

    private ReferenceColumn(
            String role,
            String template,
            ObjectLocator locator,
            Expected expected,
            boolean mayCarryQueries,
            List<When> conditions,
            List<When> places) {
        this.role = role;
        this.template = template;
        this.locator = locator;
        this.expected = expected;
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
        return new ReferenceColumn(
                role, template, locator, Expected.NOTHING, locator.dropsQuery(), List.of(), List.of());
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
        return new ReferenceColumn(role, template, locator, expected, mayCarryQueries, conditions, List.copyOf(more));
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
        return new ReferenceColumn(role, template, locator, expected, mayCarryQueries, List.copyOf(more), places);
    }

    /** An integer column with the object's size in bytes; null or negative means that it isn't known. */
    public ReferenceColumn size(String name) {
        return expecting(new Expected(name, expected.checksums, expected.metadata));
    }

    /**
     * A text column with a checksum over the object's whole content, hexadecimal or in base 64; null, or what is no such checksum, means
     * that it isn't known. May be said for several algorithms.
     */
    public ReferenceColumn checksum(Checksum.Algorithm algorithm, String name) {
        Map<Checksum.Algorithm, String> more = new TreeMap<>(expected.checksums);
        more.put(algorithm, name);
        return expecting(new Expected(expected.size, more, expected.metadata));
    }

    /**
     * A column with the value that the object's metadata has under a name, compared as text without space around it; null means that it
     * isn't known. May be said for several names.
     *
     * @param metadata the name without {@code x-amz-meta-}, in any case: {@code record-count}
     * @throws IllegalArgumentException if no metadata can have that name
     */
    public ReferenceColumn metadata(String metadata, String name) {
        if (!metadata.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,200}")) {
            throw new IllegalArgumentException("Invalid name of metadata: '" + ObjectKey.escape(metadata)
                    + "', expected what can stand in the name of an HTTP header");
        }
        Map<String, String> more = new TreeMap<>(expected.metadata);
        more.put(metadata.toLowerCase(Locale.ROOT), name);
        return expecting(new Expected(expected.size, expected.checksums, more));
    }

    private ReferenceColumn expecting(Expected more) {
        return new ReferenceColumn(role, template, locator, more, mayCarryQueries, conditions, places);
    }

    /**
     * Promises that no URL in this column carries a query string or fragment, so that look-ups by key need an index on the
     * column only. A row that breaks the promise is read right by a scan but not found by its key.
     */
    public ReferenceColumn withoutQueries() {
        return new ReferenceColumn(role, template, locator, expected, false, conditions, places);
    }
}
