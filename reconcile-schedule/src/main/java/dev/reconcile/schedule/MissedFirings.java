package dev.reconcile.schedule;

/** What becomes of firings while no instance was running. */
public enum MissedFirings {
    /** They are counted; the next run is at the next firing. */
    SKIP,
    /** The last of them is carried out at the start, once among all instances. */
    RUN_ONCE
}
