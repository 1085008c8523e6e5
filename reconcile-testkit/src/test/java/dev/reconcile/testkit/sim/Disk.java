package dev.reconcile.testkit.sim;

import dev.reconcile.RunId;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.JournalFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the journals of all runs really hold, and who has the lease. Either a directory of files, whose lines are safe once synced and
 * whose lease lasts as long as its process; or a database, whose lines are safe once written and whose lease runs out.
 */
final class Disk {

    static final long LEASE_MILLIS = 60_000;

    /**
     * A line; a torn one is all that is left of an entry.
     *
     * @param written the entry that was to be written, for the oracle; whoever reads the journal reads the text
     */
    record Line(String text, JournalEntry written, boolean torn) {

        JournalEntry read() {
            return JournalFormat.entry(text);
        }
    }

    /**
     * Who may write.
     *
     * @param until true time at which it runs out; as long as the process lives, for files
     */
    record Lease(Incarnation process, RunId run, long fence, long until) {}

    /** A run's lines, and how many of them survive a crash. */
    static final class Tape {
        final List<Line> lines = new ArrayList<>();
        int safe;
    }

    private final Sim sim;
    private final TreeMap<RunId, Tape> tapes = new TreeMap<>();
    private final Map<String, Lease> leases = new HashMap<>();
    private long fences;

    /** Whether it is a database. */
    boolean isDatabase;

    /** For those who want no choice: a crash keeps no unsafe line, a half, or all; negative if it is a choice. */
    long keepsOnDeath = -1;

    /** Whether it is the catalog's database. */
    boolean isWithTheCatalog;

    Disk(Sim sim) {
        this.sim = sim;
    }

    List<RunId> runs() {
        return List.copyOf(tapes.keySet());
    }

    @Nullable
    Tape tape(RunId run) {
        return tapes.get(run);
    }

    /** The header of a run, if it survived. */
    JournalEntry.@Nullable Begun begun(RunId run) {
        Tape tape = tapes.get(run);
        return tape != null
                        && !tape.lines.isEmpty()
                        && !tape.lines.get(0).torn()
                        && tape.lines.get(0).written() instanceof JournalEntry.Begun begun
                ? begun
                : null;
    }

    /** Whether no range of keys was walked to its end. */
    boolean isUnwalked(RunId run) {
        Tape tape = tapes.get(run);
        return tape == null
                || tape.lines.stream()
                        .noneMatch(line -> !line.torn()
                                && line.written() instanceof JournalEntry.Walked walked
                                && walked.range() >= 0);
    }

    /** The end of a run, if it has one; a resumed run has several. */
    JournalEntry.@Nullable Ended ended(RunId run) {
        Tape tape = tapes.get(run);
        JournalEntry.Ended last = null;
        if (tape != null) {
            for (Line line : tape.lines) {
                if (!line.torn() && line.written() instanceof JournalEntry.Ended ended) {
                    last = ended;
                } else if (line.written() instanceof JournalEntry.Resumed) {
                    last = null;
                }
            }
        }
        return last;
    }

    /** False if there is such a run. */
    boolean begin(RunId run) {
        return tapes.putIfAbsent(run, new Tape()) == null;
    }

    void remove(RunId run) {
        tapes.remove(run);
    }

    /** The lease in force, if any. */
    @Nullable
    Lease lease(String scope) {
        Lease lease = leases.get(scope);
        if (lease == null) {
            return null;
        }
        boolean over = isDatabase ? sim.time.now() >= lease.until() : lease.process().dead;
        return over ? null : lease;
    }

    Lease take(String scope, Incarnation process, RunId run) {
        Lease lease = new Lease(process, run, ++fences, sim.time.now() + LEASE_MILLIS);
        leases.put(scope, lease);
        return lease;
    }

    /** Whether the holder of that fence still holds it; then it holds it longer. */
    boolean renew(String scope, long fence) {
        Lease lease = lease(scope);
        if (lease == null || lease.fence() != fence) {
            return false;
        }
        leases.put(scope, new Lease(lease.process(), lease.run(), fence, sim.time.now() + LEASE_MILLIS));
        return true;
    }

    boolean isHeld(String scope, long fence) {
        Lease lease = lease(scope);
        return lease != null && lease.fence() == fence;
    }

    void release(String scope, long fence) {
        Lease lease = leases.get(scope);
        if (lease != null && lease.fence() == fence) {
            leases.remove(scope);
        }
    }

    void write(RunId run, List<JournalEntry> entries) {
        Tape tape = tapes.get(run);
        if (tape != null) {
            int hash = 0;
            for (JournalEntry entry : entries) {
                Line line = new Line(JournalFormat.line(entry), entry, false);
                tape.lines.add(line);
                hash = hash * 31 + line.text().hashCode();
            }
            sim.trace.line(sim.time.now(), "disk", run + " has " + tape.lines.size() + " lines, " + hash);
            if (isDatabase) {
                tape.safe = tape.lines.size();
            }
        }
    }

    void sync(RunId run) {
        Tape tape = tapes.get(run);
        if (tape != null) {
            tape.safe = tape.lines.size();
        }
    }

    /** A process died: of what it didn't make safe, a beginning is left, and perhaps half a line. */
    void lose(RunId run) {
        Tape tape = tapes.get(run);
        if (tape == null || tape.safe == tape.lines.size()) {
            return;
        }
        int unsafe = tape.lines.size() - tape.safe;
        int kept = tape.safe;
        boolean torn = keepsOnDeath == 1;
        if (keepsOnDeath < 0) {
            kept += sim.choices.pick("lines kept of " + run.value().substring(0, 15), unsafe + 1);
            torn = kept < tape.lines.size() && sim.choices.happens("a line is torn", 500);
        } else {
            kept += (int) (unsafe * keepsOnDeath / 2);
            torn &= kept < tape.lines.size();
        }
        Line first = torn ? tape.lines.get(kept) : null;
        tape.lines.subList(kept, tape.lines.size()).clear();
        if (first != null) {
            tape.lines.add(new Line(first.text().substring(0, first.text().length() / 2), first.written(), true));
        }
        tape.safe = tape.lines.size();
        sim.trace.line(sim.time.now(), "disk", run + " keeps " + kept + " lines" + (torn ? " and a half" : ""));
    }

    void cutTornTail(RunId run) {
        Tape tape = tapes.get(run);
        if (tape != null) {
            tape.lines.removeIf(Line::torn);
            tape.safe = Math.min(tape.safe, tape.lines.size());
        }
    }

    /** The entries of a run that would survive a crash now. */
    List<JournalEntry> safeEntries(RunId run) {
        Tape tape = tapes.get(run);
        return tape == null
                ? List.of()
                : tape.lines.subList(0, tape.safe).stream()
                        .filter(line -> !line.torn())
                        .map(Line::written)
                        .toList();
    }
}
