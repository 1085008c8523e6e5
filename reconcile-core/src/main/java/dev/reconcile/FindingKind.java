package dev.reconcile;

/** What kind of difference a finding is. */
public enum FindingKind {
    /** A record points at an object that isn't there: the upload failed after the INSERT, or somebody removed the object. */
    MISSING,
    /** The object is there, but isn't what the record says: a size differs after a cut-off or a repeated upload. */
    MISMATCH,
    /** A record that an earlier run marked, and its object is back: somebody restored it, or the upload was repeated. */
    RECOVERED,
    /** An object nobody points at: the transaction rolled back after the upload, or the record was deleted without its object. */
    ORPHAN,
    /** A multipart upload that was begun and never finished: the uploader died, and its parts cost storage (H24). */
    UPLOAD,
    /** A record that was marked longer ago than the request's limit, and its object is still gone: nobody mended it. */
    EXPIRED
}
