package dev.reconcile.upload;

/** What an upload may end in. */
public enum Guarantee {
    /** In the store, in the spool, or nowhere: the row is committed all the same, and {@link UploadStatus#SKIPPED} says so. */
    BEST_EFFORT,
    /** In the store or in the spool; anything else is a {@link StorageUnavailableException}, on which the row is rolled back. */
    GUARANTEED
}
