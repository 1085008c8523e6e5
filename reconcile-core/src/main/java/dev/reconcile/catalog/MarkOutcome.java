package dev.reconcile.catalog;

/** What became of one mark, or of its taking back. */
public enum MarkOutcome {
    /** The record was as expected and is changed now. */
    APPLIED,
    /** The record was so already; nothing was written, not even a timestamp. */
    ALREADY,
    /** Its status, its message or a judged key has changed since; nothing was written. */
    CONFLICT,
    /** The record isn't there any more. */
    GONE,
    /** The catalog refused or failed; nothing is known to be written. */
    FAILED
}
