package dev.reconcile.store;

import java.util.Map;
import java.util.Optional;

/**
 * The tags of an object, or why they aren't known.
 *
 * @param known empty if the store didn't say
 * @param detail for a person, where they aren't known
 */
public record Tags(Optional<Map<String, String>> known, String detail) {

    public Tags {
        known = known.map(Map::copyOf);
    }

    public static Tags of(Map<String, String> tags) {
        return new Tags(Optional.of(tags), "");
    }

    public static Tags unknown(String detail) {
        return new Tags(Optional.empty(), detail);
    }
}
