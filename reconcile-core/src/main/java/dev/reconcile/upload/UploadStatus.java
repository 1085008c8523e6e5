package dev.reconcile.upload;

/** Where an upload's content is. */
public enum UploadStatus {
    /** In the store, which said so. */
    STORED,
    /** In the spool, durably; it is written to the store once that is back. */
    QUEUED,
    /** Nowhere. A reconcile run finds the row's object missing. */
    SKIPPED
}
