package dev.reconcile.engine;

import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.RunId;
import dev.reconcile.RunState;
import dev.reconcile.journal.Binding;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.journal.RunKind;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When earlier complete runs saw an object as an orphan, in the state it has now (H82). What an earlier run saw with another ETag, or from
 * another time, was another object, even if the content was the same (H23).
 */
final class Sightings implements AutoCloseable {

    private final SpillingSorter<Sighting> sorter;
    private final Sorted<Sighting> sightings;

    private Sightings(SpillingSorter<Sighting> sorter) {
        this.sorter = sorter;
        this.sightings = sorter.sorted();
    }

    /** For a plan without orphans: reading all journals for it would be in vain. */
    static Sightings none(Workspace workspace) {
        return new Sightings(workspace.forSightings());
    }

    /**
     * Those of all runs in the journal with this binding, up to and with the given one.
     *
     * @param seen when the given run saw what it has found
     */
    static Sightings read(RunJournal journal, Binding binding, RunId upTo, Instant seen, Workspace workspace) {
        SpillingSorter<Sighting> sorter = workspace.forSightings();
        try {
            for (RunId run : journal.runs()) {
                boolean counts = run.compareTo(upTo) <= 0
                        && journal.header(run)
                                .filter(begun -> begun.kind() == RunKind.RECONCILE
                                        && begun.binding().equals(binding))
                                .isPresent();
                if (counts) {
                    add(PastRun.read(journal, run), run.equals(upTo), seen, sorter);
                }
            }
            return new Sightings(sorter);
        } catch (RuntimeException failed) {
            sorter.close();
            throw failed;
        }
    }

    /** @param current whether this is the run whose plan is carried out: then it needn't have ended */
    private static void add(PastRun run, boolean current, Instant seen, SpillingSorter<Sighting> sorter) {
        if (!current && !isComplete(run)) {
            return;
        }
        JournalEntry.Ended ended = run.ended();
        Instant last =
                current || ended == null ? seen : ended.at(); // a resumed run may have seen it days after it began
        Instant began = run.begun().at();
        Instant at = last.isBefore(began) ? began : last; // the clock was put back meanwhile
        run.findings(true, judged -> {
            if (judged.finding() instanceof Finding.Orphan orphan) {
                sorter.add(new Sighting(orphan.object(), at));
            }
        });
    }

    private static boolean isComplete(PastRun run) {
        JournalEntry.Ended ended = run.ended();
        return ended != null
                && ended.report().state() == RunState.COMPLETE
                && ended.report().kinds().contains(FindingKind.ORPHAN);
    }

    /** When this very object was first seen as an orphan; null if it never was. */
    @Nullable
    Instant first(StoredObject object) {
        ObjectKey key = object.key();
        try (CloseableIterator<Sighting> from =
                sightings.from(sighting -> sighting.key().compareTo(key) < 0)) {
            while (from.hasNext()) {
                Sighting sighting = from.next();
                if (!sighting.key().equals(key)) {
                    return null;
                }
                if (isSameObject(object, sighting)) {
                    return sighting.at();
                }
            }
            return null;
        }
    }

    private static boolean isSameObject(StoredObject object, Sighting sighting) {
        return sighting.object().isSameStateAs(object);
    }

    @Override
    public void close() {
        sorter.close();
    }
}
