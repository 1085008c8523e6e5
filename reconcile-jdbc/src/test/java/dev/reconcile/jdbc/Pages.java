package dev.reconcile.jdbc;

import dev.reconcile.catalog.CatalogPage;
import dev.reconcile.catalog.CatalogQuery;
import dev.reconcile.catalog.CatalogQuery.Filter;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.RecordId;
import java.util.ArrayList;
import java.util.List;

/** Reads a catalog to its end. */
final class Pages {

    private Pages() {}

    static List<CatalogRecord> readAll(MetadataCatalog catalog, int limit) {
        List<CatalogRecord> records = new ArrayList<>();
        RecordId after = null;
        do {
            CatalogPage page = catalog.read(CatalogQuery.page(Filter.NONE, after, limit));
            records.addAll(page.records());
            after = page.next();
        } while (after != null);
        return records;
    }
}
