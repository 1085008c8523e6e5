package dev.reconcile.upload;

import dev.reconcile.store.ObjectKey;

/**
 * Hears what becomes of uploads, on the thread of the upload or of the drain, which it holds up. What it throws is logged and changes
 * nothing.
 */
public interface UploadListener {

    UploadListener NONE = new UploadListener() {};

    /**
     * After both the commit and the store's answer, once for each upload. Over crashes: at least once for what went through the spool, so
     * that a process killed in the middle may tell it again; at most once for what was stored at once, as a process killed right after the
     * commit tells nobody.
     */
    default void stored(ArtifactStored event) {}

    /** An entry of the spool can't be stored and was set aside for a person: its key is taken by other content, or it is damaged. */
    default void setAside(ObjectKey key, String correlationId, String reason) {}
}
