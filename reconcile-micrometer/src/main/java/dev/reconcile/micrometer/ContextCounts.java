package dev.reconcile.micrometer;

import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Counts the findings of one run by the value of a context column. It tells a bounded number of values apart, the first it ever
 * meets; the rest is {@code other}.
 */
final class ContextCounts {

    static final String OTHER = "other";
    private static final String NONE = "none";

    /** What is counted under one value. */
    record Cell(String value, FindingKind kind) {}

    private final String column;
    private final int most;
    private final Set<String> values = new LinkedHashSet<>();
    private Map<Cell, Long> counts = new HashMap<>();

    ContextCounts(String column, int most) {
        this.column = column;
        this.most = most;
    }

    void restart() {
        counts = new HashMap<>();
    }

    void count(Finding finding) {
        if (finding instanceof Finding.OfReference of) {
            counts.merge(new Cell(known(of.context().getOrDefault(column, NONE)), finding.kind()), 1L, Long::sum);
        }
    }

    private String known(String value) {
        if (values.contains(value)) {
            return value;
        }
        return values.size() < most && values.add(value) ? value : OTHER;
    }

    /** Every value met so far, those without a finding in this run too. */
    Set<String> values() {
        Set<String> all = new LinkedHashSet<>(values);
        all.add(OTHER);
        return all;
    }

    long of(String value, FindingKind kind) {
        return counts.getOrDefault(new Cell(value, kind), 0L);
    }
}
