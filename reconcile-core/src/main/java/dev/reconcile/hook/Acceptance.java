package dev.reconcile.hook;

/** What a {@link MissingHook} says to whoever reports a miss. */
public enum Acceptance {
    /** It will be looked at. */
    ACCEPTED,
    /** Somebody reported it before, and it waits for its look or is being looked at. */
    ALREADY_QUEUED,
    /** It was looked at a short while ago ({@link MissingHookBuilder#notAgainFor}). */
    LOOKED_AT_LATELY,
    /** The queue is full; the next read will report it again. */
    OVERFLOW,
    /** The hook is closed. */
    CLOSED
}
