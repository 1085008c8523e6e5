package dev.reconcile.upload;

import dev.reconcile.ReconcileException;
import dev.reconcile.store.ObjectKey;
import java.time.Duration;

/**
 * A guaranteed upload went neither into the store nor into a spool. The host rolls its transaction back and answers 503 with
 * Retry-After. A store that refuses (403, no such bucket) is as unavailable as one that is away.
 */
public final class StorageUnavailableException extends ReconcileException {

    /** For the error's code in an answer. */
    public static final String CODE = "storage_unavailable";

    /** The HTTP status to answer with. */
    public static final int HTTP_STATUS = 503;

    private static final long serialVersionUID = 1L;

    private final String correlationId;
    private final Duration retryAfter;

    StorageUnavailableException(ObjectKey key, String correlationId, String reason, Duration retryAfter) {
        super("Uploading '" + key + "' (correlation id " + correlationId + ") isn't possible now: " + reason, null);
        this.correlationId = correlationId;
        this.retryAfter = retryAfter;
    }

    public String code() {
        return CODE;
    }

    public String correlationId() {
        return correlationId;
    }

    /** When trying again may help; at least a second, in whole seconds. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
