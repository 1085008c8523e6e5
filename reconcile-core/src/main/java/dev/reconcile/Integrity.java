package dev.reconcile;

/** How closely a run holds objects against what the catalog expects of them. What the catalog doesn't know is never held against. */
public enum Integrity {
    /** That the object is there. Always looked at. */
    EXISTENCE,
    /** Its size, which a listing shows: costs nothing. */
    SIZE,
    /**
     * Its checksum, as the store itself keeps it, or an ETag that is the expected MD5: one HEAD for each object, no download. A composite
     * checksum, or an ETag that isn't it, proves nothing, and the reference is unverifiable (H19, H20).
     */
    CHECKSUM,
    /**
     * Its checksum, by downloading it. Together with {@link #CHECKSUM} only what the store can't say is downloaded. See
     * {@link Verification} for how much a run may take on.
     */
    CONTENT,
    /** Its metadata: one HEAD for each object. */
    METADATA
}
