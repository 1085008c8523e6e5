package dev.reconcile.catalog;

import java.util.List;
import java.util.Set;

/**
 * What the engine must know of a catalog before it asks anything.
 *
 * @param identity names the catalog in reports and journals: database and table, never a credential
 * @param roles the roles of its references, in the order in which reports show them
 * @param filterColumns the columns a {@link CatalogQuery.Filter} may name
 */
public record CatalogProfile(String identity, List<String> roles, Set<String> filterColumns) {

    public CatalogProfile {
        roles = List.copyOf(roles);
        filterColumns = Set.copyOf(filterColumns);
    }
}
