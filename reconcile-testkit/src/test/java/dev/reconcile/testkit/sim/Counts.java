package dev.reconcile.testkit.sim;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** How much of everything happened. Added up over seeds. */
final class Counts {

    private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
    private final Map<String, Long> actions = new TreeMap<>();
    private final Map<String, Long> operations = new TreeMap<>();
    private final Map<String, Long> changes = new TreeMap<>();
    long steps;

    void fault(Fault fault) {
        faults.merge(fault, 1L, Long::sum);
    }

    void action(String kind) {
        actions.merge(kind, 1L, Long::sum);
    }

    void operation(String kind) {
        operations.merge(kind, 1L, Long::sum);
    }

    void change(String kind) {
        changes.merge(kind, 1L, Long::sum);
    }

    void add(Counts other) {
        other.faults.forEach((fault, count) -> faults.merge(fault, count, Long::sum));
        other.actions.forEach((kind, count) -> actions.merge(kind, count, Long::sum));
        other.operations.forEach((kind, count) -> operations.merge(kind, count, Long::sum));
        other.changes.forEach((kind, count) -> changes.merge(kind, count, Long::sum));
        steps += other.steps;
    }

    long of(Fault fault) {
        return faults.getOrDefault(fault, 0L);
    }

    long changes(String kind) {
        return changes.getOrDefault(kind, 0L);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        line(text, "faults", faults);
        line(text, "actions of others", actions);
        line(text, "operations and how they ended", operations);
        line(text, "changes made", changes);
        return text.append("steps: ").append(steps).toString();
    }

    private static void line(StringBuilder text, String title, Map<?, Long> counts) {
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        text.append(title).append(": ").append(total).append('\n');
        counts.forEach((kind, count) -> text.append(String.format("  %-34s %12d%n", kind, count)));
    }
}
