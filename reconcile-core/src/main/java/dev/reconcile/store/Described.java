package dev.reconcile.store;

import java.util.Map;

/**
 * What one look says of an object and of its user metadata.
 *
 * @param metadata by names in lower case; empty unless the object is present
 */
public record Described(Presence presence, Map<String, String> metadata) {

    public Described {
        metadata = Map.copyOf(metadata);
    }

    /** Without metadata, as of an object that isn't there, or may not be. */
    public static Described of(Presence presence) {
        return new Described(presence, Map.of());
    }
}
