package dev.reconcile.report;

import dev.reconcile.FindingKind;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A count for each kind of finding. Not thread-safe. */
final class KindCounts {

    /** In the order of all tables and charts. */
    static final List<FindingKind> KINDS = List.of(FindingKind.values());

    private static final Map<FindingKind, Integer> PLACES = new EnumMap<>(FindingKind.class);

    static {
        KINDS.forEach(kind -> PLACES.put(kind, PLACES.size()));
    }

    private final long[] counts = new long[KINDS.size()];

    /** Where a kind stands among {@link #KINDS}. */
    static int place(FindingKind kind) {
        return PLACES.getOrDefault(kind, -1);
    }

    void add(FindingKind kind) {
        counts[place(kind)]++;
    }

    void set(FindingKind kind, long count) {
        counts[place(kind)] = count;
    }

    void plus(KindCounts more) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += more.counts[i];
        }
    }

    void minus(KindCounts less) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] -= less.counts[i];
        }
    }

    void clear() {
        Arrays.fill(counts, 0);
    }

    long of(FindingKind kind) {
        return counts[place(kind)];
    }

    long all() {
        long sum = 0;
        for (long each : counts) {
            sum += each;
        }
        return sum;
    }
}
