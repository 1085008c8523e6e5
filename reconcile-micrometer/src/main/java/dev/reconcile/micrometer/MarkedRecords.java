package dev.reconcile.micrometer;

import dev.reconcile.catalog.CatalogPage;
import dev.reconcile.catalog.CatalogQuery;
import dev.reconcile.catalog.CatalogQuery.Filter;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.RecordId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts the records that have the error status, whoever marked them and when: a run's report knows those of its own scan alone. */
final class MarkedRecords {

    private static final int PAGE = 1000;

    private final MetadataCatalog catalog;
    private final Filter filter;
    private final ContextValues values;

    MarkedRecords(MetadataCatalog catalog, String errorStatus, ContextValues values) {
        this.catalog = catalog;
        this.filter = new Filter(Set.of(errorStatus), Map.of());
        this.values = values;
    }

    /** Reads them all, a page at a time, and shows their number once the last page has come. */
    void show(Readings readings) {
        Map<String, Long> counts = new HashMap<>();
        RecordId after = null;
        do {
            after = count(after, counts);
        } while (after != null);
        for (String value : values.all()) {
            readings.of(Measure.MARKED, value)
                    .set(counts.getOrDefault(value, 0L).longValue());
        }
    }

    private @Nullable RecordId count(@Nullable RecordId after, Map<String, Long> counts) {
        CatalogPage page = catalog.read(CatalogQuery.page(filter, after, PAGE));
        for (CatalogRecord record : page.records()) {
            counts.merge(values.of(record.context()), 1L, Long::sum);
        }
        return page.next();
    }
}
