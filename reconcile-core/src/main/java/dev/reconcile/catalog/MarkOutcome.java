package dev.reconcile.catalog;

/** What became of one mark. */
public enum MarkOutcome {
    /** The record was as judged and is marked now. */
    APPLIED,
    /** The record had the error status already; nothing was written, not even a timestamp. */
    ALREADY_MARKED,
    /** Its status or a judged key has changed since; nothing was written. */
    CONFLICT,
    /** The record isn't there any more. */
    GONE,
    /** The catalog refused or failed; nothing is known to be written. */
    FAILED
}
