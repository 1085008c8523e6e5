package dev.reconcile.engine;

import static dev.reconcile.engine.Surroundings.LONG_AGO;
import static dev.reconcile.engine.Surroundings.NOW;
import static dev.reconcile.engine.Surroundings.imagined;
import static dev.reconcile.engine.Surroundings.reference;
import static dev.reconcile.engine.Surroundings.sized;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.Finding;
import dev.reconcile.Look;
import dev.reconcile.Progress;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RecordState;
import dev.reconcile.RunReport.ChangeCounts;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** H74: the scan may have been hours ago, so every record is looked at again right before it is marked. */
class MarkStageTest {

    private final Surroundings at = new Surroundings();
    private final Tally updated = new Tally(List.of("original", "staged"));

    @BeforeEach
    void somethingElseIsThere() {
        at.knows(at.object("witness", 1));
    }

    private void batch(boolean lookFromScratch, Finding.OfReference... findings) {
        Working run = at.working(ReconcileRequest.applying());
        new MarkStage(run, at.confirm(), run.recordChanges(), at.meter(), updated, lookFromScratch)
                .batch(List.of(findings));
    }

    private static Finding.OfReference missing(String id, String role, String key) {
        return new Finding.Missing(reference(id, role, key), new RecordState("ready", null, null, Map.of()));
    }

    private static Finding.OfReference mismatch(StoredObject seen) {
        return new Finding.Mismatch(sized("1", "a", 5), new RecordState("ready", null, null, Map.of()), seen);
    }

    private String status(String id) {
        return at.catalog.real.record(id).orElseThrow().status();
    }

    @Test
    @DisplayName("H63: a record is marked once for all that is wrong with it, and its message names the run")
    void recordIsMarkedOnceForAllItsFindings() {
        Reference original = reference("1", "original", "a");
        Reference staged = reference("1", "staged", "b");
        Reference third = reference("1", "original", "c");
        at.ready("1", original, staged, third);
        batch(false, missing("1", "original", "a"), missing("1", "staged", "b"), missing("1", "original", "c"));
        String message =
                "original missing: a; staged missing: b; original missing: c (reconcile run " + Surroundings.RUN + ")";
        assertThat(at.catalog.real.message("1")).contains(message);
        JournalEntry.Intended intended = (JournalEntry.Intended) at.entries().get(0);
        assertThat(intended.change())
                .isEqualTo(new Change.MarkRecord(
                        new Mark(new RecordId("1"), "ready", null, List.of(original, staged, third), message)));
        assertThat(intended.evidence())
                .as("each look once: the witness too")
                .hasSize(7)
                .doesNotHaveDuplicates()
                .contains(new Look("object b", "absent", NOW));
        assertThat(updated.role("original").updated)
                .as("one record, for two references")
                .isEqualTo(1);
        assertThat(updated.role("staged").updated).isEqualTo(1);
    }

    @Test
    @DisplayName("I7: a record that isn't as it was found, or can't be looked at, is left alone and counted apart")
    void recordThatIsntSoAnyMoreIsLeftAlone() {
        at.ready("1", reference("1", "original", "a"));
        at.ready("2", reference("2", "original", "b"));
        at.ready("3", reference("3", "original", "c"));
        at.object("a", 1);
        at.store.looking = (key, truth) -> key.value().equals("b") ? Presence.unknown(Doubt.UNAVAILABLE, "503") : truth;
        batch(false, missing("1", "original", "a"), missing("2", "original", "b"), missing("3", "original", "c"));
        assertThat(List.of(status("1"), status("2"), status("3"))).containsExactly("ready", "ready", "error");
        assertThat(at.dones())
                .contains(
                        new JournalEntry.Done(
                                "record:1", ChangeOutcome.CONFLICT, null, null, null, "it isn't so any more", NOW),
                        new JournalEntry.Done(
                                "record:2",
                                ChangeOutcome.UNKNOWN,
                                null,
                                null,
                                null,
                                "the look before the change gave no answer",
                                NOW));
        assertThat(at.tally.counts(ChangeTally.Sort.MARKS)).isEqualTo(new ChangeCounts(0, 1, 1, 0, 1, 0, 0, 0, 1, 0));
        assertThat(at.progressed).extracting(Progress::done).containsExactly(3L);
    }

    @Test
    @DisplayName(
            "One finding that stands is enough to mark its record; one without an answer is more than one that fell")
    void findingsOfOneRecordAreJudgedTogether() {
        at.ready("1", reference("1", "original", "a"), reference("1", "staged", "b"));
        at.ready("2", reference("2", "original", "c"), reference("2", "staged", "d"), sized("2", "e", 1));
        at.object("a", 1);
        at.object("c", 1);
        at.object("e", 1);
        at.store.looking = (key, truth) -> key.value().equals("d") ? Presence.unknown(Doubt.UNAVAILABLE, "503") : truth;
        batch(
                false,
                missing("1", "original", "a"),
                missing("1", "staged", "b"),
                missing("2", "original", "c"),
                missing("2", "staged", "d"),
                missing("2", "original", "e"));
        assertThat(at.catalog.real.message("1")).contains("staged missing: b (reconcile run " + Surroundings.RUN + ")");
        assertThat(at.dones())
                .extracting(JournalEntry.Done::item, JournalEntry.Done::outcome)
                .containsExactlyInAnyOrder(
                        tuple("record:2", ChangeOutcome.UNKNOWN), tuple("record:1", ChangeOutcome.APPLIED));
    }

    @Test
    void recordThatCouldntBeMarkedIsntCountedAsUpdated() {
        at.ready("1", reference("1", "original", "a"));
        at.catalog.marking = real -> {
            throw BentCatalog.silent();
        };
        batch(false, missing("1", "original", "a"));
        assertThat(updated.role("original").updated).isZero();
    }

    @Test
    @DisplayName("I4: the object of a mismatch has to be still what the scan saw")
    void mismatchIsHeldAgainstWhatTheScanSaw() {
        at.ready("1", sized("1", "a", 5));
        batch(false, mismatch(at.object("a", 4)));
        assertThat(status("1")).isEqualTo("error");
        at.ready("1", sized("1", "a", 5));
        batch(false, mismatch(imagined("a", 4, "before", LONG_AGO)));
        assertThat(status("1")).isEqualTo("ready");
    }

    @Test
    @DisplayName("H85: what an old plan saw is no first look; both are taken anew")
    void oldPlanIsLookedAtFromScratch() {
        at.ready("1", sized("1", "a", 5));
        at.object("a", 4);
        batch(true, mismatch(imagined("a", 3, "before", LONG_AGO)));
        assertThat(status("1")).isEqualTo("error");
        assertThat(at.catalog.real.message("1").orElseThrow()).contains("has 4 bytes, expected 5");
        assertThat(at.trace.stream().filter("look a"::equals)).hasSize(2);
    }

    @Test
    void oldPlanWithoutAnAnswerIsHeldAgainstWhatItSaw() {
        at.ready("1", sized("1", "a", 5));
        at.object("a", 4);
        int[] looks = {0};
        at.store.looking = (key, truth) ->
                key.value().equals("a") && looks[0]++ == 0 ? Presence.unknown(Doubt.UNAVAILABLE, "503") : truth;
        batch(true, mismatch(imagined("a", 4, "before", LONG_AGO)));
        assertThat(status("1")).isEqualTo("ready");
    }
}
