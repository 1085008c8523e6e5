package dev.reconcile.journal;

/** What a run does. */
public enum RunKind {
    /** Looks for itself and, if it is an applying one, changes what it found. */
    RECONCILE,
    /** Carries out what another run found. */
    APPLY,
    /** Takes back what another run changed. */
    UNDO
}
