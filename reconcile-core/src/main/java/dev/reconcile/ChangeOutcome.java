package dev.reconcile;

import dev.reconcile.catalog.MarkOutcome;

/** What became of one change. */
public enum ChangeOutcome {
    /** Done. */
    APPLIED,
    /** It was so already; nothing was written. */
    ALREADY,
    /** The record or object isn't what was judged any more; nothing was changed. */
    CONFLICT,
    /** The record or object isn't there any more. */
    GONE,
    /** Not done by a rule: too young, seen too seldom, not possible safely on this store. */
    SKIPPED,
    /** Refused by the catalog or store; nothing is known to be changed. */
    FAILED,
    /** The fresh look before the change gave no answer, so it wasn't tried. */
    UNKNOWN,
    /** Tried, and nobody can tell whether it happened: its answer was lost, and reading back shows what may be ours or not. */
    UNCERTAIN;

    public static ChangeOutcome of(MarkOutcome outcome) {
        return switch (outcome) {
            case APPLIED -> APPLIED;
            case ALREADY -> ALREADY;
            case CONFLICT -> CONFLICT;
            case GONE -> GONE;
            case FAILED -> FAILED;
        };
    }
}
