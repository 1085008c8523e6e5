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
 * When complete runs saw an object as an orphan, in the state it has now, by the store's clock (H82). What an earlier run saw with another ETag, or from
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

    /** Those of all runs in the journal with this binding, up to and with the given one, which needn't have ended. */
    static Sightings read(RunJournal journal, Binding binding, RunId upTo, Workspace workspace) {
        SpillingSorter<Sighting> sorter = workspace.forSightings();
        try {
            for (RunId run : journal.runs()) {
                boolean counts = run.compareTo(upTo) <= 0
                        && journal.header(run)
                                .filter(begun -> begun.kind() == RunKind.RECONCILE
                                        && begun.binding().equals(binding))
                                .isPresent();
                if (counts) {
                    add(PastRun.read(journal, run), run.equals(upTo), sorter);
                }
            }
            return new Sightings(sorter);
        } catch (RuntimeException failed) {
            sorter.close();
            throw failed;
        }
    }

    private static void add(PastRun run, boolean current, SpillingSorter<Sighting> sorter) {
        JournalEntry.Planned planned = run.planned();
        if (planned == null || (!current && !isComplete(run))) {
            return;
        }
        Instant at = planned.seen(); // a resumed run may have seen it days after it began
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
