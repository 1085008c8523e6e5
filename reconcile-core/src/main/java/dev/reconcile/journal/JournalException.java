package dev.reconcile.journal;

import dev.reconcile.ReconcileException;
import org.jspecify.annotations.Nullable;

/**
 * The journal can't be written or read: a full disk, a damaged file, a database out of reach. A run that meets one changes
 * nothing more, as nothing could be taken back.
 */
public class JournalException extends ReconcileException {

    private static final long serialVersionUID = 1L;

    public JournalException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
