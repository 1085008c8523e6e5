package dev.reconcile.testkit.sim;

import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * An object as it really is.
 *
 * @param content stands for the bytes: equal numbers, equal bytes
 * @param modified what the store says: for a multipart upload, when it was begun (H23)
 * @param written the true time at which it appeared
 * @param writer who wrote it
 */
record Blob(
        String key,
        long size,
        String etag,
        long content,
        Instant modified,
        long written,
        String writer,
        Map<String, String> tags) {

    Blob {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags)); // in an order that every JVM shares
    }

    StoredObject stored() {
        return new StoredObject(ObjectKey.of(key), size, etag, modified, "STANDARD");
    }

    Blob tagged(Map<String, String> other) {
        return new Blob(key, size, etag, content, modified, written, writer, other);
    }

    boolean hasBytesOf(Blob other) {
        return content == other.content && size == other.size;
    }

    @Override
    public String toString() {
        return key + "(" + size + " bytes, " + etag + (tags.isEmpty() ? "" : ", " + tags) + ")";
    }
}
