package dev.reconcile.catalog;

import java.util.List;
import java.util.Set;

/**
 * What the engine must know of a catalog before it asks anything.
 *
 * @param identity names the catalog in reports and journals: database and table, never a credential
 * @param roles the roles of its references, in the order in which reports show them
 * @param filterColumns the columns a {@link CatalogQuery.Filter} may name
 * @param buckets the names of the buckets its references point into, to be compared with the store's; empty if they aren't known
 * @param mapping how records are made of what the catalog keeps, in one line: a plan made under another mapping isn't applied (H85)
 */
public record CatalogProfile(
        String identity, List<String> roles, Set<String> filterColumns, Set<String> buckets, String mapping) {

    public CatalogProfile {
        roles = List.copyOf(roles);
        filterColumns = Set.copyOf(filterColumns);
        buckets = Set.copyOf(buckets);
    }

    /** Of a catalog that doesn't know which bucket its references point into. */
    public CatalogProfile(String identity, List<String> roles, Set<String> filterColumns) {
        this(identity, roles, filterColumns, Set.of(), "");
    }
}
