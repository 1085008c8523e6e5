package dev.reconcile.engine;

import static dev.reconcile.engine.Surroundings.NOW;
import static dev.reconcile.engine.Surroundings.reference;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.Look;
import dev.reconcile.Progress;
import dev.reconcile.RunReport;
import dev.reconcile.RunReport.ChangeCounts;
import dev.reconcile.RunState;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Unmark;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.JournalException;
import dev.reconcile.journal.RunKind;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** H86: a mark is taken back, and a restored record marked again, only where nobody has written since. */
class UndoRecordsTest {

    private static final String MESSAGE = "original missing: key (reconcile run x)";

    private final Undone undone = new Undone();
    private final Surroundings at = undone.at;

    private static Mark mark(String id) {
        return new Mark(new RecordId(id), "ready", null, List.of(reference(id, "original", "key")), MESSAGE);
    }

    private static Change marking(String id) {
        return new Change.MarkRecord(mark(id));
    }

    private static Unmark unmark(String id) {
        return new Unmark(mark(id), MESSAGE, Undone.THEN);
    }

    private static Change unmarking(String id) {
        return new Change.UnmarkRecord(unmark(id));
    }

    private void marked(String id) {
        undone.did(
                marking(id),
                new JournalEntry.Done("record:" + id, ChangeOutcome.APPLIED, MESSAGE, Undone.THEN, null, "", NOW));
        is(id, "error", MESSAGE, Undone.THEN);
    }

    private void is(String id, @Nullable String status, @Nullable String message, Instant changed) {
        at.catalog.real.put(Surroundings.record(id, status, message, false, changed, reference(id, "original", "key")));
    }

    private @Nullable String status(String id) {
        return at.catalog.real.record(id).map(CatalogRecord::status).orElse(null);
    }

    private static ChangeCounts counts(int proposed, int attempted, int applied) {
        return new ChangeCounts(proposed, attempted, applied, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    @DisplayName("A mark is taken back after a look, which is the evidence, and the report says of which run")
    void markIsTakenBack() {
        marked("1");
        RunReport report = undone.undo();
        assertThat(status("1")).isEqualTo("ready");
        assertThat(undone.intended())
                .extracting(JournalEntry.Intended::change)
                .containsExactly(new Change.UnmarkRecord(unmark("1")));
        assertThat(undone.evidence()).containsExactly(new Look("record 1", "status error", NOW));
        assertThat(report.kind()).isEqualTo(RunKind.UNDO);
        assertThat(report.of()).contains(Undone.ID);
        assertThat(report.state()).isEqualTo(RunState.COMPLETE);
        assertThat(report.marks()).isEqualTo(counts(1, 1, 1));
        assertThat(report.restores()).isEqualTo(ChangeCounts.NONE);
        assertThat(report.startedAt()).isEqualTo(NOW.minusSeconds(5));
        assertThat(report.timings()).containsOnlyKeys(Progress.Stage.APPLY);
        assertThat(at.progressed).extracting(Progress::done).containsExactly(1L);
    }

    @Test
    void runThatChangedNothingIsUndoneWithoutAskingAnybody() {
        assertThat(undone.undo().state()).isEqualTo(RunState.COMPLETE);
        assertThat(at.trace).isEmpty();
        assertThat(at.progressed).extracting(Progress::done).containsExactly(0L);
    }

    @Test
    @DisplayName("H86: a record that was written since stays as it is, be it marked still")
    void recordWrittenSinceIsLeftAlone() {
        marked("1");
        is("1", "error", "somebody's own", NOW);
        marked("2");
        is("2", "error", MESSAGE, NOW);
        marked("3");
        is("3", null, MESSAGE, NOW);
        marked("4");
        at.catalog.real.remove("4");
        RunReport report = undone.undo();
        assertThat(undone.told())
                .extracting(told -> told.substring(0, 17))
                .containsExactly("record:1 CONFLICT", "record:2 CONFLICT", "record:3 CONFLICT", "record:4 GONE the");
        assertThat(status("1")).isEqualTo("error");
        assertThat(undone.intended())
                .extracting(JournalEntry.Intended::evidence)
                .containsExactly(
                        List.of(new Look("record 1", "status error", NOW)),
                        List.of(new Look("record 2", "status error", NOW)),
                        List.of(new Look("record 3", "status none", NOW)),
                        List.of());
        assertThat(report.marks()).isEqualTo(new ChangeCounts(4, 4, 0, 0, 3, 1, 0, 0, 0, 0));
    }

    @Test
    @DisplayName("H84: what somebody took back already isn't intended, or after a crash it would look like our doing")
    void markThatSomebodyTookBackIsntIntended() {
        marked("1");
        is("1", "ready", null, NOW);
        RunReport report = undone.undo();
        assertThat(undone.told()).containsExactly("record:1 ALREADY it was so already");
        assertThat(at.dones().get(0).at()).isEqualTo(NOW);
        assertThat(undone.intended()).isEmpty();
        assertThat(report.marks()).isEqualTo(new ChangeCounts(1, 0, 0, 1, 0, 0, 0, 0, 0, 0));
    }

    @Test
    @DisplayName("H63, H84: a mark nobody knows the end of is taken back as it stands, if it is ours")
    void markOfUnknownEndIsTakenBackIfItIsOurs() {
        undone.begun(marking("1"));
        is("1", "error", MESSAGE, NOW);
        undone.did(marking("2"), ChangeOutcome.FAILED);
        is("2", "error", "somebody's own", NOW);
        undone.begun(marking("3"));
        is("3", "ready", null, NOW);
        undone.begun(marking("4"));
        RunReport report = undone.undo();
        assertThat(undone.told()).containsExactly("record:1 APPLIED");
        assertThat(undone.intended())
                .extracting(JournalEntry.Intended::change)
                .containsExactly(new Change.UnmarkRecord(new Unmark(mark("1"), MESSAGE, NOW)));
        assertThat(report.marks()).as("the others were never marked").isEqualTo(counts(1, 1, 1));
    }

    @Test
    void changeThatWasNeverMadeIsPassedOver() {
        undone.did(marking("1"), ChangeOutcome.CONFLICT);
        is("1", "error", MESSAGE, Undone.THEN);
        assertThat(undone.undo().marks()).isEqualTo(ChangeCounts.NONE);
        assertThat(at.trace).isEmpty();
    }

    @Test
    void recordsAreLookedUpAndTakenBackByTheHundred() {
        IntStream.rangeClosed(1, 101).forEach(id -> marked(String.valueOf(id)));
        assertThat(undone.undo().marks()).isEqualTo(counts(101, 101, 101));
        assertThat(at.trace)
                .filteredOn(what -> what.startsWith("look up"))
                .hasSize(2)
                .last()
                .isEqualTo("look up [101]");
        assertThat(at.trace).filteredOn(what -> what.startsWith("unmark")).hasSize(2);
    }

    @Test
    @DisplayName("H70: where the catalog gives no answer, nothing is taken back, and the records are unknown")
    void silentCatalogIsTold() {
        marked("1");
        marked("2");
        at.catalog.lookingUp = real -> {
            throw BentCatalog.silent();
        };
        RunReport report = undone.undo();
        assertThat(undone.told())
                .containsExactly(
                        "record:1 UNKNOWN the catalog gave no answer", "record:2 UNKNOWN the catalog gave no answer");
        assertThat(report.problems()).containsExactly("The database didn't answer");
        assertThat(report.state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(report.marks()).isEqualTo(new ChangeCounts(2, 0, 0, 0, 0, 0, 0, 0, 2, 0));
    }

    @Test
    void recordThatWasGivenItsStatusBackIsMarkedAgain() {
        undone.did(unmarking("1"), ChangeOutcome.APPLIED);
        is("1", "ready", null, Undone.THEN);
        undone.begun(unmarking("2"));
        is("2", "ready", null, Undone.THEN);
        RunReport report = undone.undo();
        assertThat(status("1")).isEqualTo("error");
        assertThat(status("2")).as("nobody knows whether we restored it").isEqualTo("ready");
        assertThat(report.restores()).isEqualTo(counts(1, 1, 1));
        assertThat(report.marks()).isEqualTo(ChangeCounts.NONE);
    }

    @Test
    void recordsAreMarkedAgainByTheHundred() {
        IntStream.rangeClosed(1, 101).forEach(id -> {
            undone.did(unmarking(String.valueOf(id)), ChangeOutcome.APPLIED);
            is(String.valueOf(id), "ready", null, Undone.THEN);
        });
        assertThat(undone.undo().restores()).isEqualTo(counts(101, 101, 101));
        assertThat(at.trace)
                .filteredOn(what -> what.startsWith("mark"))
                .hasSize(2)
                .last()
                .isEqualTo("mark [101]");
    }

    @Test
    @DisplayName("H84: what an earlier part of the undo has settled isn't done again, and is counted once")
    void whatIsDoneIsntDoneAgain() {
        marked("1");
        undone.undoDid(unmarking("1"), ChangeOutcome.APPLIED);
        marked("2");
        undone.undoLeftAlone("record:2", ChangeOutcome.ALREADY);
        marked("3");
        undone.undoDid(unmarking("3"), ChangeOutcome.FAILED);
        marked("4");
        undone.undoLeftAlone("record:4", ChangeOutcome.UNKNOWN);
        marked("5");
        RunReport report = undone.undo();
        assertThat(undone.told()).containsExactly("record:3 APPLIED", "record:4 APPLIED", "record:5 APPLIED");
        assertThat(report.marks()).isEqualTo(new ChangeCounts(5, 4, 4, 1, 0, 0, 0, 0, 0, 0));
    }

    @Test
    @DisplayName("H84: what an earlier part of the undo had begun is read back, and tried again only if it wasn't made")
    void whatWasBegunIsReadBack() {
        marked("1");
        undone.undoBegan(unmarking("1"));
        is("1", "ready", null, NOW);
        marked("2");
        undone.undoBegan(unmarking("2"));
        RunReport report = undone.undo();
        assertThat(undone.told())
                .containsExactly("record:1 APPLIED its answer was lost; read back", "record:2 APPLIED");
        assertThat(at.trace.stream().filter("unmark [2]"::equals)).hasSize(1);
        assertThat(at.trace).doesNotContain("unmark [1]");
        assertThat(report.marks()).isEqualTo(counts(2, 2, 2));
    }

    @Test
    @DisplayName("H70: what was begun and can't be read back stays begun, for the next part to settle")
    void whatCantBeReadBackIsUnknown() {
        marked("1");
        undone.undoBegan(unmarking("1"));
        at.catalog.lookingUp = real -> {
            throw BentCatalog.silent();
        };
        RunReport report = undone.undo();
        assertThat(at.dones()).isEmpty();
        assertThat(report.marks()).isEqualTo(new ChangeCounts(1, 1, 0, 0, 0, 0, 0, 0, 1, 0));
        assertThat(report.notApplied())
                .containsExactly(new RunReport.NotApplied(
                        "record:1",
                        ChangeOutcome.UNKNOWN,
                        "it had been begun, and nothing says yet what became of it"));
    }

    @Test
    @DisplayName("H84: a restored record is counted as such, also where an earlier part of the undo was at it")
    void restoredRecordsAreCountedApart() {
        for (String id : List.of("1", "2", "3")) {
            undone.did(unmarking(id), ChangeOutcome.APPLIED);
        }
        undone.undoDid(marking("1"), ChangeOutcome.APPLIED);
        undone.undoBegan(marking("2"));
        is("2", "error", MESSAGE, NOW);
        undone.undoBegan(marking("3"));
        is("3", "error", null, NOW);
        RunReport report = undone.undo();
        assertThat(undone.told())
                .containsExactly(
                        "record:2 APPLIED its answer was lost; read back",
                        "record:3 UNCERTAIN the record is so, but nothing in it says whether by us");
        assertThat(report.restores()).isEqualTo(new ChangeCounts(3, 3, 2, 0, 0, 0, 0, 0, 0, 1));
        assertThat(report.marks()).isEqualTo(ChangeCounts.NONE);
    }

    @Test
    @DisplayName("H91: an undo that has to stop asks nobody any more")
    void stoppedUndoSaysSo() {
        marked("1");
        at.stop.cancel();
        RunReport report = undone.undo();
        assertThat(report.state()).isEqualTo(RunState.CANCELLED);
        assertThat(report.problems()).containsExactly("The run was interrupted");
        assertThat(at.trace).isEmpty();
        assertThat(report.timings()).containsOnlyKeys(Progress.Stage.APPLY);
    }

    @Test
    void brokenJournalEndsTheUndo() {
        marked("1");
        at.catalog.marking = real -> {
            throw new JournalException("The disk is full", null);
        };
        RunReport report = undone.undo();
        assertThat(report.state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(report.problems()).containsExactly("The disk is full");
        assertThat(at.progressed).extracting(Progress::done).containsExactly(1L);
    }
}
