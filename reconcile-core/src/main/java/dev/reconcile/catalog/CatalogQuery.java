package dev.reconcile.catalog;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Asks for one page of records, the next ones in primary-key order.
 *
 * @param filter which records
 * @param after only records beyond this one in primary-key order; null to start with the first
 * @param limit at most so many
 */
public record CatalogQuery(Filter filter, @Nullable RecordId after, int limit) {

    public CatalogQuery {
        if (limit < 1) {
            throw new IllegalArgumentException("Invalid limit: " + limit + ", expected at least 1");
        }
    }

    public static CatalogQuery page(Filter filter, @Nullable RecordId after, int limit) {
        return new CatalogQuery(filter, after, limit);
    }

    /** Restricts a scan. An empty filter is the whole catalog. Statuses are alternatives; columns must all match, by text. */
    public record Filter(Set<String> statuses, Map<String, String> columns) {

        public static final Filter NONE = new Filter(Set.of(), Map.of());

        public Filter {
            statuses = Collections.unmodifiableSet(new TreeSet<>(statuses));
            columns = Collections.unmodifiableMap(new TreeMap<>(columns));
        }

        public boolean isEmpty() {
            return statuses.isEmpty() && columns.isEmpty();
        }
    }
}
