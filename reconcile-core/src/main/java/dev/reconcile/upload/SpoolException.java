package dev.reconcile.upload;

import dev.reconcile.ReconcileException;
import org.jspecify.annotations.Nullable;

/** The spool can't be opened: another process has it, or its directory can't be used. */
public final class SpoolException extends ReconcileException {

    private static final long serialVersionUID = 1L;

    SpoolException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
