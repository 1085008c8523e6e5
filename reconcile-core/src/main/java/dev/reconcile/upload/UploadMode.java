package dev.reconcile.upload;

/** Where an upload goes first. */
public enum UploadMode {
    /** To the store; to the spool, if there is one, where the store can't be written. */
    IMMEDIATE,
    /** To the spool, from which it is drained; to the store where the spool is full. */
    DEFERRED
}
