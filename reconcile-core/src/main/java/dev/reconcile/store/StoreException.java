package dev.reconcile.store;

import dev.reconcile.ReconcileException;
import org.jspecify.annotations.Nullable;

/**
 * A listing failed. It carries a {@link Doubt} rather than the vendor's exception type, so that whoever catches it can decide
 * without knowing the store. Never evidence of anything about an object.
 */
public final class StoreException extends ReconcileException {

    private static final long serialVersionUID = 1L;

    private final Doubt doubt;

    /**
     * @param message what was being done, to what, what was wrong and how to mend it; never a vendor's raw text (H100)
     */
    public StoreException(Doubt doubt, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.doubt = doubt;
    }

    public StoreException(Doubt doubt, String message) {
        this(doubt, message, null);
    }

    public Doubt doubt() {
        return doubt;
    }
}
