package dev.reconcile;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** Which run to take back, how much of it, and whether in earnest. Immutable. */
public final class UndoRequest {

    private static final int MAX_ITEMS = 1000;

    private final RunId run;
    private final boolean dryRun;
    private final Set<String> items;

    private UndoRequest(RunId run, boolean dryRun, Set<String> items) {
        this.run = run;
        this.dryRun = dryRun;
        this.items = items;
    }

    /** Takes back what the run changed, where nobody has written since. */
    public static UndoRequest of(RunId run) {
        return new UndoRequest(run, false, Set.of());
    }

    /** Only says what would be taken back, and what not and why. Changes nothing, and tries nothing out on the store. */
    public UndoRequest dryRun() {
        return new UndoRequest(run, true, items);
    }

    /**
     * Takes back these changes only, 1 to 1000, named as in the run's report: {@code record:17}, {@code object:a/b.jpg}. The others can be
     * taken back later.
     *
     * @throws IllegalArgumentException if there are none or more
     */
    public UndoRequest only(Collection<String> itemsOfTheRun) {
        Set<String> named = new TreeSet<>(itemsOfTheRun);
        if (named.isEmpty() || named.size() > MAX_ITEMS) {
            throw new IllegalArgumentException("Invalid items: " + named.size() + ", expected 1 to " + MAX_ITEMS);
        }
        return new UndoRequest(run, dryRun, Collections.unmodifiableSet(named));
    }

    public RunId run() {
        return run;
    }

    public boolean isDryRun() {
        return dryRun;
    }

    /** What alone is taken back; empty for everything. */
    public Set<String> items() {
        return items;
    }
}
