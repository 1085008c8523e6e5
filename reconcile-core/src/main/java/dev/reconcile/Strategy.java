package dev.reconcile;

/** How a run gets its candidates. What it does with them is the same for all. */
public enum Strategy {
    /** Chooses: PROBE where no orphans are sought and the references are few, else SWEEP. */
    AUTO,
    /** Lists the bucket and joins it with the references. Best for a whole bucket; the only way to see orphans. */
    SWEEP,
    /** Looks up each reference's object. Best for few references. */
    PROBE
}
