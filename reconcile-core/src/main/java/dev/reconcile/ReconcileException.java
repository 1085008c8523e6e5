package dev.reconcile;

import org.jspecify.annotations.Nullable;

/**
 * The root of every exception this library throws on purpose, but for {@link IllegalArgumentException} and
 * {@link IllegalStateException}, which mean a mistake in the calling code.
 */
public abstract class ReconcileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    protected ReconcileException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
