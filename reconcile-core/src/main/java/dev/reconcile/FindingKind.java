package dev.reconcile;

/** What kind of difference a finding is. */
public enum FindingKind {
    /** A record points at an object that isn't there: the upload failed after the INSERT, or somebody removed the object. */
    MISSING,
    /** The object is there, but isn't what the record says: a size differs after a cut-off or a repeated upload. */
    MISMATCH,
    /** An object nobody points at: the transaction rolled back after the upload, or the record was deleted without its object. */
    ORPHAN
}
