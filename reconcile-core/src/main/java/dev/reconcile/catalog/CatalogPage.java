package dev.reconcile.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One whole page of a catalog scan. Its end is positively stated (H54): a scan is complete only when a page says so.
 *
 * @param next the id to continue after; null if the catalog said that nothing follows
 */
public record CatalogPage(
        List<CatalogRecord> records, @Nullable RecordId next) {

    public CatalogPage {
        records = List.copyOf(records);
    }

    public boolean isLast() {
        return next == null;
    }
}
