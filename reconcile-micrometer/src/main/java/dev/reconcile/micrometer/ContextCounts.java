package dev.reconcile.micrometer;

import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import java.util.HashMap;
import java.util.Map;

/** Counts the findings of one run by the value of a context column. */
final class ContextCounts {

    private record Cell(String value, FindingKind kind) {}

    private final ContextValues values;
    private Map<Cell, Long> counts = new HashMap<>();

    ContextCounts(ContextValues values) {
        this.values = values;
    }

    void restart() {
        counts = new HashMap<>();
    }

    void count(Finding finding) {
        if (values.areTold() && finding instanceof Finding.OfReference of) {
            counts.merge(new Cell(values.of(of.context()), finding.kind()), 1L, Long::sum);
        }
    }

    ContextValues values() {
        return values;
    }

    long of(String value, FindingKind kind) {
        return counts.getOrDefault(new Cell(value, kind), 0L);
    }
}
