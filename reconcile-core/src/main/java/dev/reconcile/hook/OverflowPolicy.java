package dev.reconcile.hook;

/** What a full queue does with one more suspect. Both are counted in {@link HookStatus#overflowed}. */
public enum OverflowPolicy {
    /** Refuses it: what was accepted stays. */
    DROP_NEWEST,
    /** Lets go of the one that waits longest, which had been accepted. */
    DROP_OLDEST
}
