package dev.reconcile.catalog;

/**
 * A value where a reference should be, that names no object of this store. Reported, never judged, never marked.
 *
 * @param value what stands in the catalog, as it is; empty if it is null
 * @param detail why it can't be used and how to mend it
 */
public record UnusableReference(RecordId recordId, String role, Kind kind, String value, String detail) {

    /** What is wrong with the value. */
    public enum Kind {
        /** It names an object in another store or bucket (H47): declare that place if it is a known one. */
        FOREIGN,
        /** It can't be read as a location or key at all, or as one this store takes (H40, H41, H43, H51). */
        UNPARSABLE,
        /** A required reference has no value (H51). */
        EMPTY
    }

    /** Whether this value might name one of this store's objects after all, so that no object is safely an orphan (H47). */
    public boolean mayHideAReference() {
        return kind != Kind.EMPTY;
    }
}
