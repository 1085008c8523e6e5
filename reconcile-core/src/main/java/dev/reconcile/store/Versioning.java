package dev.reconcile.store;

/** Whether a bucket keeps what is removed from it (H15). */
public enum Versioning {
    /** No versions: what is removed is gone. */
    OFF,
    /** Removing leaves a delete marker and every version. */
    ENABLED,
    /** Removing overwrites the version without an id, which is then gone. */
    SUSPENDED,
    /** The store didn't say. To be taken for OFF. */
    UNKNOWN
}
