package dev.reconcile.testkit.sim;

import dev.reconcile.RunId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How much each run changed, whatever processes carried it out (I5). */
final class Totals {

    private final Map<RunId, Long> marks = new HashMap<>();
    private final Map<RunId, Set<String>> marked = new HashMap<>();
    private final Map<RunId, Long> objects = new HashMap<>();
    private final Set<RunId> undone = new HashSet<>();

    /** How many marks it are, with this one. */
    long mark(Incarnation by, String id) {
        if (by.log != null) {
            marked.computeIfAbsent(by.log.run(), any -> new HashSet<>()).add(id);
        }
        return more(by, marks);
    }

    /** How many changes of objects it are, with this one. */
    long object(Incarnation by) {
        return more(by, objects);
    }

    private static long more(Incarnation by, Map<RunId, Long> counts) {
        LogPort log = by.log;
        return log == null ? 1 : counts.merge(log.run(), 1L, Long::sum);
    }

    /** Somebody takes back what a run changed, or tries to. */
    void undone(RunId run) {
        undone.add(run);
    }

    boolean isUndone(RunId run) {
        return undone.contains(run);
    }

    /** How many rows it marked: a resumed run may have marked one again that somebody wrote over. */
    long marksOf(@Nullable RunId run) {
        return run == null ? 0 : marked.getOrDefault(run, Set.of()).size();
    }
}
