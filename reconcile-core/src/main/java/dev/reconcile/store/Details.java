package dev.reconcile.store;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a store says of an object beyond a listing.
 *
 * @param checksums over the whole content, computed or checked by the store; none where it keeps none, or only composite ones (H20)
 * @param metadata what the writer said, names in lower case; a value that the store can't give as it was written isn't among them
 * @param archived whether the content can't be read without restoring it first, which costs money (H17)
 */
public record Details(List<Checksum> checksums, Map<String, String> metadata, boolean archived) {

    /** Nothing is known. */
    public static final Details NONE = new Details(List.of(), Map.of(), false);

    public Details {
        checksums = List.copyOf(checksums);
        metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
    }

    public Optional<Checksum> checksum(Checksum.Algorithm algorithm) {
        return checksums.stream().filter(each -> each.algorithm() == algorithm).findFirst();
    }
}
