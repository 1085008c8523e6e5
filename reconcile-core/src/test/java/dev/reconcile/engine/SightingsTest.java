package dev.reconcile.engine;

import static dev.reconcile.engine.PastRuns.BEGAN;
import static dev.reconcile.engine.PastRuns.BINDING;
import static dev.reconcile.engine.PastRuns.begun;
import static dev.reconcile.engine.PastRuns.ended;
import static dev.reconcile.engine.PastRuns.id;
import static dev.reconcile.engine.PastRuns.orphan;
import static dev.reconcile.engine.PastRuns.report;
import static dev.reconcile.engine.PastRuns.walked;
import static dev.reconcile.engine.Surroundings.LONG_AGO;
import static dev.reconcile.engine.Surroundings.WORKSPACE;
import static dev.reconcile.engine.Surroundings.imagined;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunState;
import dev.reconcile.journal.Binding;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunKind;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Upload;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H82: one sighting of an orphan isn't enough; only complete runs see one, and only the very same object counts. */
class SightingsTest {

    private static final Instant NOW_SEEN = BEGAN.plusSeconds(500);
    private static final Instant ENDED = BEGAN.plusSeconds(5000);
    private static final StoredObject A = imagined("a", 1, "x", LONG_AGO);

    private final PastRuns past = new PastRuns();

    private void run(int number, RunState state, Instant seen, StoredObject... orphans) {
        RunId run = id(number);
        JournalEntry.Found[] found = new JournalEntry.Found[orphans.length];
        for (int i = 0; i < orphans.length; i++) {
            found[i] = orphan(0, orphans[i]);
        }
        past.write(run, append(begun(run), found, seen(seen), ended(report(state, 1), ENDED)));
    }

    /** By the store's clock. */
    private static JournalEntry seen(Instant when) {
        return new JournalEntry.Planned("digest", 1, List.of(), when, ENDED);
    }

    private static JournalEntry[] append(
            JournalEntry first, JournalEntry[] found, JournalEntry planned, JournalEntry last) {
        JournalEntry[] all = new JournalEntry[found.length + 4];
        all[0] = first;
        System.arraycopy(found, 0, all, 1, found.length);
        all[found.length + 1] = walked(0, true);
        all[found.length + 2] = planned;
        all[found.length + 3] = last;
        return all;
    }

    private @Nullable Instant first(StoredObject object, int upTo) {
        try (Sightings sightings = Sightings.read(past.journal, BINDING, id(upTo), WORKSPACE)) {
            return sightings.first(object);
        }
    }

    @Test
    void firstCompleteRunThatSawItCounts() {
        run(1, RunState.COMPLETE, BEGAN.plusSeconds(10), imagined("0", 1, "x", LONG_AGO), A);
        run(2, RunState.COMPLETE, BEGAN.plusSeconds(20), A, imagined("b", 1, "x", LONG_AGO));
        run(3, RunState.COMPLETE, BEGAN.plusSeconds(30), A);
        assertThat(first(A, 3)).isEqualTo(BEGAN.plusSeconds(10));
    }

    @Test
    void neverSeenIsNeverSeen() {
        assertThat(first(A, 9)).isNull();
        run(1, RunState.COMPLETE, BEGAN, imagined("0", 1, "x", LONG_AGO), imagined("b", 1, "x", LONG_AGO));
        assertThat(first(A, 9)).isNull();
        assertThat(first(imagined("c", 1, "x", LONG_AGO), 9)).isNull();
    }

    @Test
    @DisplayName("H82: what was seen with another ETag, or without one, was another object")
    void sightingOfAnotherObjectDoesntCount() {
        run(1, RunState.COMPLETE, BEGAN.plusSeconds(10), imagined("a", 1, "old", LONG_AGO));
        run(2, RunState.COMPLETE, BEGAN.plusSeconds(20), imagined("a", 1, null, LONG_AGO));
        assertThat(first(A, 9)).isNull();
        assertThat(first(imagined("a", 1, null, LONG_AGO), 9)).isNull();
        run(3, RunState.COMPLETE, BEGAN.plusSeconds(25), imagined("a", 2, "x", LONG_AGO));
        run(4, RunState.COMPLETE, BEGAN.plusSeconds(30), A);
        assertThat(first(A, 9)).isEqualTo(BEGAN.plusSeconds(30));
        assertThat(first(imagined("a", 1, "x", LONG_AGO.plusSeconds(1)), 9))
                .as("H23: the same content, uploaded again")
                .isNull();
    }

    @Test
    @DisplayName("H82: a run that wasn't complete, or didn't seek orphans, saw nothing")
    void incompleteRunSawNothing() {
        run(1, RunState.INCOMPLETE, BEGAN.plusSeconds(10), A);
        run(2, RunState.HALTED, BEGAN.plusSeconds(10), A);
        past.write(id(3), begun(id(3)), orphan(0, A), walked(0, true), seen(BEGAN));
        past.write(
                id(4),
                begun(id(4)),
                orphan(0, A),
                walked(0, true),
                seen(BEGAN),
                ended(report(RunState.COMPLETE, 1, Set.of(FindingKind.MISSING)), BEGAN));
        past.write(
                id(5),
                begun(id(5), RunKind.APPLY, BINDING, ReconcileRequest.applying()),
                orphan(0, A),
                walked(0, true),
                seen(BEGAN),
                ended(RunState.COMPLETE));
        Binding other = new Binding("s3:other", "db.images", List.of("original"), "id=id", ".reconcile/");
        past.write(
                id(6),
                begun(id(6), RunKind.RECONCILE, other, ReconcileRequest.applying()),
                orphan(0, A),
                walked(0, true),
                seen(BEGAN),
                ended(RunState.COMPLETE));
        past.write(id(7), begun(id(7)), orphan(0, A), walked(0, false), seen(BEGAN), ended(RunState.COMPLETE));
        past.write(id(8), begun(id(8)), orphan(0, A), walked(0, true), ended(RunState.COMPLETE));
        assertThat(first(A, 9)).isNull();
    }

    @Test
    @DisplayName(
            "The run whose plan is carried out counts though it hasn't ended, with the time it saw; later ones don't")
    void runOfThePlanItselfCountsWithTheTimeItSaw() {
        past.write(id(3), begun(id(3)), orphan(0, A), walked(0, true), seen(NOW_SEEN));
        run(4, RunState.COMPLETE, BEGAN, A);
        assertThat(first(A, 3)).isEqualTo(NOW_SEEN);
        assertThat(first(A, 2)).isNull();
    }

    @Test
    @DisplayName("H82: a run that was resumed saw it when its last part did")
    void lastPartSaw() {
        past.write(
                id(3),
                begun(id(3)),
                orphan(0, A),
                walked(0, true),
                seen(BEGAN),
                new JournalEntry.Resumed("test", 2, ENDED),
                seen(NOW_SEEN),
                ended(RunState.COMPLETE));
        assertThat(first(A, 9)).isEqualTo(NOW_SEEN);
    }

    @Test
    @DisplayName("H93: sightings that don't fit the memory are found on the disk, and given back in the end")
    void whatWentToDiskIsGivenBack(@TempDir Path directory) {
        run(1, RunState.COMPLETE, BEGAN, A, imagined("b", 1, "x", LONG_AGO));
        try (SpillDirectory spilled = new SpillDirectory(directory)) {
            Sightings sightings = Sightings.read(past.journal, BINDING, id(9), new Workspace(spilled, 100));
            assertThat(directory).isNotEmptyDirectory();
            assertThat(sightings.first(A)).isEqualTo(BEGAN);
            sightings.close();
            assertThatThrownBy(() -> sightings.first(A)).isInstanceOf(SpillException.class);
        }
    }

    @Test
    void onlyOrphansAreSightings() {
        past.write(
                id(1),
                begun(id(1)),
                new JournalEntry.Found(
                        0, new Finding.Unfinished(new Upload(ObjectKey.of("a"), "x", LONG_AGO)), List.of()),
                walked(0, true),
                ended(RunState.COMPLETE));
        assertThat(first(A, 9)).isNull();
    }
}
