package dev.reconcile.upload;

/**
 * What one pass over the spool did.
 *
 * @param stored written to the store by this pass, or by an earlier one whose answer was lost
 * @param alreadyThere found in the store with the very content
 * @param conflicts set aside: the key is taken by other content
 * @param damaged set aside: not what was written
 * @param discarded set aside: never committed, as it seems, as no row refers to the key after the grace
 * @param left still in the spool
 * @param stopped why the pass ended before the last entry; empty if it didn't
 */
public record DrainReport(
        int stored, int alreadyThere, int conflicts, int damaged, int discarded, int left, String stopped) {}
