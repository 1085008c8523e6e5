package dev.reconcile.jdbc;

import dev.reconcile.catalog.CatalogProfile;
import dev.reconcile.catalog.ObjectLocator;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The table with every configured name resolved to a column that is there.
 *
 * @param sql its quoted name
 * @param zone of timestamps that have none
 */
record CatalogTable(
        Dialect dialect,
        CatalogProfile profile,
        String sql,
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

    /** A reference column, resolved. */
    record Pointer(
            String role,
            Column column,
            ObjectLocator locator,
            @Nullable Column size,
            boolean mayCarryQueries,
            List<Condition> conditions) {}

    /** Holds while the column's text is one of the values. */
    record Condition(Column column, Set<String> values) {}

    @Override
    public String toString() {
        return profile.identity();
    }
}
