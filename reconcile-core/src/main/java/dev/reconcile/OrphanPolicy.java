package dev.reconcile;

/** What an applying run does with the orphans it proved. */
public enum OrphanPolicy {
    /** Nothing: they are in the report. */
    REPORT,
    /** Moves them under the engine's reserved prefix, from where {@link ReconcileEngine#undo} brings them back. */
    QUARANTINE,
    /** Tags them {@code reconcile=orphan}, for a lifecycle rule of the bucket to act on. */
    TAG,
    /**
     * Deletes them, if an earlier complete run, at least four hours before, saw the same object as an orphan, and the store
     * honours a precondition or keeps versions. Needs a confirmation bound to the plan.
     */
    DELETE,
    /** Has the host's {@link Adopter} make records for them. */
    ADOPT
}
