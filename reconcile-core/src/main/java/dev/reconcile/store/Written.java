package dev.reconcile.store;

import org.jspecify.annotations.Nullable;

/**
 * What became of one change of an object.
 *
 * @param etag what was written, if the store said so
 * @param version the version written, or the delete marker left, in a versioned bucket
 * @param detail for a person, where it wasn't applied; never a vendor's raw text (H100)
 */
public record Written(
        Kind kind, @Nullable String etag, @Nullable String version, String detail) {

    public enum Kind {
        /** Done. */
        APPLIED,
        /** The precondition didn't hold: the object isn't what was expected, or the key is taken. Nothing was changed. */
        CONFLICT,
        /** There is no such object. */
        ABSENT,
        /** The store won't: forbidden, locked (H16), not offered by it. Nothing was changed. */
        REFUSED,
        /** No answer, or none to rely on: it may have happened (H63). */
        UNKNOWN
    }

    public static Written applied(@Nullable String etag, @Nullable String version) {
        return new Written(Kind.APPLIED, etag, version, "");
    }

    public static Written not(Kind kind, String detail) {
        return new Written(kind, null, null, detail);
    }

    public boolean isApplied() {
        return kind == Kind.APPLIED;
    }
}
