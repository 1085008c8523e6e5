package dev.reconcile.journal;

import dev.reconcile.catalog.CatalogProfile;
import dev.reconcile.store.StoreProfile;
import java.util.List;

/**
 * What a run is bound to: a run isn't resumed, applied or undone by an engine with another store, catalog or mapping (H85).
 *
 * @param quarantine the engine's reserved prefix
 */
public record Binding(String store, String catalog, List<String> roles, String mapping, String quarantine) {

    public Binding {
        roles = List.copyOf(roles);
    }

    public static Binding of(StoreProfile store, CatalogProfile catalog, String quarantine) {
        return new Binding(store.identity(), catalog.identity(), catalog.roles(), catalog.mapping(), quarantine);
    }

    /** What the lease is for: one run at a time for a store and a catalog. */
    public String scope() {
        return store + " | " + catalog;
    }
}
