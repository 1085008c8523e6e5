package dev.reconcile.catalog;

import dev.reconcile.store.Checksum;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What the catalog knows of the object that a reference names, for holding it against what the store has. Immutable.
 *
 * @param size in bytes, where it is known
 * @param checksums over the whole content, where they are known
 * @param metadata of the object, by name in lower case, where it is known: {@code record-count} say
 */
public record Expectation(OptionalLong size, List<Checksum> checksums, Map<String, String> metadata) {

    /** Nothing is known. */
    public static final Expectation NONE = new Expectation(OptionalLong.empty(), List.of(), Map.of());

    public Expectation {
        checksums = List.copyOf(checksums);
        metadata = metadata.isEmpty() ? Collections.emptyMap() : Collections.unmodifiableMap(new TreeMap<>(metadata));
    }

    public static Expectation ofSize(long bytes) {
        return new Expectation(OptionalLong.of(bytes), List.of(), Map.of());
    }

    public Expectation with(Checksum checksum) {
        List<Checksum> more = new ArrayList<>(checksums);
        more.add(checksum);
        return new Expectation(size, more, metadata);
    }

    /** @param name in lower case */
    public Expectation with(String name, String value) {
        Map<String, String> more = new TreeMap<>(metadata);
        more.put(name, value);
        return new Expectation(size, checksums, more);
    }

    /** Whether every value that this knows is the same there. */
    boolean isPartOf(Expectation other) {
        return (size.isEmpty() || size.equals(other.size))
                && other.checksums.containsAll(checksums)
                && other.metadata.entrySet().containsAll(metadata.entrySet());
    }
}
