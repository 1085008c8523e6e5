package dev.reconcile.catalog;

import dev.reconcile.ReconcileException;
import org.jspecify.annotations.Nullable;

/** Reading or marking failed. A page that failed is no page: nothing follows from it about any record (H54). */
public final class CatalogException extends ReconcileException {

    private static final long serialVersionUID = 1L;

    private final boolean transientFailure;

    /**
     * @param message what was being done, to what, what was wrong and how to mend it
     * @param transientFailure whether the same may succeed soon: a deadlock, a lost connection, a time-out
     */
    public CatalogException(String message, boolean transientFailure, @Nullable Throwable cause) {
        super(message, cause);
        this.transientFailure = transientFailure;
    }

    public boolean isTransient() {
        return transientFailure;
    }
}
