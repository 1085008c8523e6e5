package dev.reconcile.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An object as a listing or a fresh look described it.
 *
 * @param size in bytes
 * @param etag the store's opaque change token, without quotes; null if the store gave none. Never compared as a checksum (H19)
 * @param lastModified null if the store gave none or one that can't be (H22)
 * @param storageClass the store's own name for it; null if not given
 */
public record StoredObject(
        ObjectKey key,
        long size,
        @Nullable String etag,
        @Nullable Instant lastModified,
        @Nullable String storageClass) {

    public StoredObject {
        if (size < 0) {
            throw new IllegalArgumentException("Invalid size of object " + key + ": " + size + " is negative");
        }
        if (lastModified != null && lastModified.getEpochSecond() <= 0) {
            lastModified = null; // H22: 1970 is how some stores say "unknown"
        }
    }

    /**
     * Whether this and the other are one state of one object: same key, size and a known, equal ETag, and last modified in the same
     * second, where both say when. Content written again has the same ETag and another time; listings may give times more exactly.
     */
    public boolean isSameStateAs(StoredObject other) {
        return key.equals(other.key)
                && size == other.size
                && etag != null
                && etag.equals(other.etag)
                && isSameTime(lastModified, other.lastModified);
    }

    private static boolean isSameTime(@Nullable Instant one, @Nullable Instant other) {
        return one == null || other == null || one.getEpochSecond() == other.getEpochSecond();
    }

    /** A zero-byte key that ends in a slash, as consoles and Hadoop create to show a folder; never an orphan (H42). */
    public boolean isDirectoryMarker() {
        return size == 0 && key.value().endsWith("/");
    }
}
