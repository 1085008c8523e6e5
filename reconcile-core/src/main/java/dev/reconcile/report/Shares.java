package dev.reconcile.report;

import java.util.Arrays;

/**
 * Which of many rows go into a table that has room for fewer: every group gets the same room, what one doesn't need goes to the
 * others, and a group's rows are taken evenly over all of it. The same rows give the same choice. Not thread-safe.
 */
final class Shares {

    private final long[] sizes;
    private final long[] quotas;
    private final long[] seen;

    private Shares(long[] sizes, long[] quotas) {
        this.sizes = sizes;
        this.quotas = quotas;
        this.seen = new long[sizes.length];
    }

    /** @param sizes how many rows each group has */
    static Shares of(long room, long... sizes) {
        long[] quotas = new long[sizes.length];
        Integer[] order = new Integer[sizes.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Long.compare(sizes[a], sizes[b]));
        long left = room;
        for (int i = 0; i < order.length; i++) {
            long share = left / (order.length - i);
            quotas[order[i]] = Math.min(sizes[order[i]], share);
            left -= quotas[order[i]];
        }
        return new Shares(sizes.clone(), quotas);
    }

    /** Whether the next row of a group is in. To be asked once for each row, in order. */
    boolean takes(int group) {
        long i = seen[group]++;
        long quota = quotas[group];
        long size = sizes[group];
        if (quota >= size) {
            return true;
        }
        // i and quota are below 2^31 wherever quota < size: no overflow
        return (i + 1) * quota / size > i * quota / size;
    }

    long taken() {
        return Arrays.stream(quotas).sum();
    }
}
