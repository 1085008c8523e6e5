package dev.reconcile.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One version of an object in memory, or a delete marker. Immutable. */
final class MemoryVersion {

    private final StoredObject object;
    private final byte @Nullable [] content;
    private final Map<String, String> metadata;
    private final Map<String, String> tags;
    private final @Nullable String id;
    private final boolean marker;

    private MemoryVersion(
            StoredObject object,
            byte @Nullable [] content,
            Map<String, String> metadata,
            Map<String, String> tags,
            @Nullable String id,
            boolean marker) {
        this.object = object;
        this.content = content;
        this.metadata = Map.copyOf(metadata);
        this.tags = Map.copyOf(tags);
        this.id = id;
        this.marker = marker;
    }

    /** @param content null if only the size is kept */
    static MemoryVersion of(StoredObject object, byte @Nullable [] content, Map<String, String> metadata) {
        return new MemoryVersion(object, content == null ? null : content.clone(), metadata, Map.of(), null, false);
    }

    static MemoryVersion deleteMarker(ObjectKey key, Instant now) {
        return new MemoryVersion(new StoredObject(key, 0, null, now, null), null, Map.of(), Map.of(), null, true);
    }

    MemoryVersion withId(@Nullable String newId) {
        return new MemoryVersion(object, content, metadata, tags, newId, marker);
    }

    MemoryVersion withTags(Map<String, String> newTags) {
        return new MemoryVersion(object, content, metadata, newTags, id, marker);
    }

    /** What a copy makes: all the same, the ETag too, but for key and time. */
    MemoryVersion copiedTo(ObjectKey key, Instant now) {
        StoredObject copy = new StoredObject(key, object.size(), object.etag(), now, object.storageClass());
        return new MemoryVersion(copy, content, metadata, tags, null, marker);
    }

    StoredObject object() {
        return object;
    }

    byte @Nullable [] content() {
        return content == null ? null : content.clone();
    }

    Map<String, String> metadata() {
        return metadata;
    }

    Details details() {
        List<Checksum> checksums =
                content == null ? List.of() : List.of(Checksum.over(Checksum.Algorithm.SHA256, content));
        return new Details(checksums, metadata, false);
    }

    Map<String, String> tags() {
        return tags;
    }

    /** Null where there was never any versioning. */
    @Nullable
    String id() {
        return id;
    }

    boolean isMarker() {
        return marker;
    }
}
