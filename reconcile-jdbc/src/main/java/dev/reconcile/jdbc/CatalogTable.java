package dev.reconcile.jdbc;

import dev.reconcile.catalog.CatalogProfile;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.store.Checksum.Algorithm;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The table with every configured name resolved to a column that is there.
 *
 * @param sql its quoted name
 * @param readSql the quoted name of what is read: the table itself, or a view over it
 * @param zone of timestamps that have none
 */
record CatalogTable(
        Dialect dialect,
        CatalogProfile profile,
        String sql,
        String readSql,
        RecordKey id,
        Column status,
        String errorStatus,
        @Nullable Column errorMessage,
        @Nullable Column updatedAt,
        @Nullable Column createdAt,
        ZoneId zone,
        List<Pointer> pointers,
        Map<String, Column> context,
        Map<String, Column> filters) {

    /** The same with the mapping in its profile. */
    CatalogTable described() {
        CatalogProfile full = new CatalogProfile(
                profile.identity(), profile.roles(), profile.filterColumns(), profile.buckets(), Mapping.of(this));
        return new CatalogTable(
                dialect,
                full,
                sql,
                readSql,
                id,
                status,
                errorStatus,
                errorMessage,
                updatedAt,
                createdAt,
                zone,
                pointers,
                context,
                filters);
    }

    /** Whether what is read isn't the table that is written. */
    boolean isView() {
        return !sql.equals(readSql);
    }

    /**
     * A reference, resolved.
     *
     * @param conditions all hold while the object has to be there
     * @param places all hold if the reference points into this bucket
     */
    record Pointer(
            String role,
            KeyTemplate key,
            ObjectLocator locator,
            Expected expected,
            boolean mayCarryQueries,
            List<Condition> conditions,
            List<Condition> places) {}

    /** The columns that say what is expected of the object; checksums by algorithm, metadata by its name. */
    record Expected(@Nullable Column size, Map<Algorithm, Column> checksums, Map<String, Column> metadata) {

        List<Column> columns() {
            List<Column> columns = new ArrayList<>();
            if (size != null) {
                columns.add(size);
            }
            columns.addAll(checksums.values());
            columns.addAll(metadata.values());
            return columns;
        }
    }

    /** Holds while the column's text is one of the values, or, where no values are given, while it is null. */
    record Condition(Column column, Set<String> values) {

        boolean holds(@Nullable String value) {
            return value == null ? values.isEmpty() : values.contains(value);
        }
    }

    @Override
    public String toString() {
        return profile.identity();
    }
}
