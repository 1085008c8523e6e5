package dev.reconcile.engine;

/** What reading back says of a change that an earlier part of the run had begun (H63, H84). */
enum Settlement {
    /** It was made; its outcome is written. */
    SETTLED,
    /** It may have been made, and nothing will ever tell; that is written as its outcome. */
    UNCERTAIN,
    /** It wasn't made: it may be tried again. */
    OPEN,
    /** No answer: it is left as it is, for a later part of the run to settle. */
    UNKNOWN
}
