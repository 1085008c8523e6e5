package dev.reconcile;

/** How a run gets its candidates. What it does with them is the same for all. */
public enum Strategy {
    /**
     * Chooses: SWEEP where orphans are sought, as only a listing shows them; else MIXED, or PROBE where a page of a listing would cost
     * more than all the looks.
     */
    AUTO,
    /** Lists the bucket and joins it with the references. Best for a whole bucket; the only way to see orphans. */
    SWEEP,
    /** Looks up each reference's object. Best for few references. */
    PROBE,
    /**
     * Lists where the catalog names much of what is there, and looks up one by one where it names little: whichever costs less, by
     * {@link ReconcileRequest#pageCost()}. It never costs more than about twice the better of SWEEP and PROBE, whatever the bucket holds.
     * In a store that lists without order it is PROBE.
     */
    MIXED
}
