package dev.reconcile.engine;

import static dev.reconcile.engine.Surroundings.LONG_AGO;
import static dev.reconcile.engine.Surroundings.NOW;
import static dev.reconcile.engine.Surroundings.imagined;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.Look;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.RunReport.ChangeCounts;
import dev.reconcile.RunState;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Tags;
import dev.reconcile.store.Upload;
import dev.reconcile.store.Versioning;
import dev.reconcile.store.Written;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** H86: an object comes back only where nothing was written in its place, and only into the bucket it was in (H72). */
class UndoObjectsTest {

    private static final Presence SILENT = Presence.unknown(Doubt.UNAVAILABLE, "503");
    private static final String COPY = ".reconcile/x/a";
    private static final Map<String, String> TEAM = Map.of("team", "a");
    private static final Map<String, String> TAGGED = Map.of("team", "a", "reconcile", "orphan");

    private final Undone undone = new Undone();
    private final Surroundings at = undone.at;
    private final StoredObject object = at.object("a", 4);
    private final Change quarantine = new Change.Quarantine(object, ObjectKey.of(COPY));
    private final Change tag = new Change.Tag(object, TEAM, TAGGED);
    private final Change delete = new Change.Delete(object);

    @BeforeEach
    void somethingElseIsThere() {
        undone.witnesses(at.object("witness", 1));
        at.store.real.tag(object.key(), TAGGED);
    }

    private void quarantined() {
        at.store.real.copy(object, ObjectKey.of(COPY));
        at.store.real.remove("a");
    }

    private StoredObject copy() {
        return there(COPY);
    }

    private StoredObject there(String key) {
        return ((Presence.Present) at.store.real.stat(ObjectKey.of(key))).object();
    }

    private boolean isThere(String key) {
        return at.store.real.stat(ObjectKey.of(key)).kind() == Presence.Kind.PRESENT;
    }

    private Map<String, String> tags() {
        return at.store.real.tags(object.key()).known().orElseThrow();
    }

    private RunReport undoing(Change change, ChangeOutcome outcome) {
        undone.did(change, outcome);
        return undone.undo();
    }

    private static ChangeCounts counts(int proposed, int attempted, int applied) {
        return new ChangeCounts(proposed, attempted, applied, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void quarantinedObjectComesBack() {
        quarantined();
        StoredObject copy = copy();
        RunReport report = undoing(quarantine, ChangeOutcome.APPLIED);
        assertThat(isThere("a")).isTrue();
        assertThat(isThere(COPY)).isFalse();
        assertThat(undone.intended())
                .extracting(JournalEntry.Intended::change)
                .containsExactly(new Change.Restore(copy, object));
        assertThat(undone.evidence()).containsExactly(new Look("objects " + COPY + " and a", "present, absent", NOW));
        assertThat(report.orphanChanges()).isEqualTo(counts(1, 1, 1));
        assertThat(report.state()).isEqualTo(RunState.COMPLETE);
    }

    @Test
    @DisplayName(
            "H63: a move nobody knows the end of is taken back if its source is gone, and else it never came to it")
    void moveOfUnknownEndIsTakenBackIfItsSourceIsGone() {
        undone.begun(quarantine);
        assertThat(undone.undo().orphanChanges()).isEqualTo(ChangeCounts.NONE);
        assertThat(undone.told()).isEmpty();
        quarantined();
        assertThat(undone.undo().orphanChanges()).isEqualTo(counts(1, 1, 1));
        assertThat(isThere("a")).isTrue();
    }

    @Test
    void objectWrittenInItsPlaceStaysAndTheQuarantinedOneIsNamed() {
        quarantined();
        at.object("a", 9);
        RunReport report = undoing(quarantine, ChangeOutcome.APPLIED);
        assertThat(undone.told())
                .containsExactly(
                        "object:a CONFLICT another object was written in its place; the quarantined one is at " + COPY);
        assertThat(List.of(isThere("a"), isThere(COPY))).containsOnly(true);
        assertThat(report.orphanChanges()).isEqualTo(new ChangeCounts(1, 0, 0, 0, 1, 0, 0, 0, 0, 0));
    }

    @Test
    void objectThatIsInItsPlaceAlreadyIsLeftAlone() {
        undoing(quarantine, ChangeOutcome.APPLIED);
        assertThat(undone.told()).containsExactly("object:a ALREADY it is in its place");
        at.store.real.copy(object, ObjectKey.of(COPY));
        undone.undo();
        assertThat(undone.told()).last().isEqualTo("object:a ALREADY it is in its place; a copy is at " + COPY);
        assertThat(isThere(COPY)).as("it isn't known to be ours any more").isTrue();
    }

    @Test
    @DisplayName(
            "H78, H84: an undo that was killed between copy and removal is finished; one that had failed isn't begun")
    void undoKilledBetweenCopyAndRemovalIsFinished() {
        at.store.real.copy(object, ObjectKey.of(COPY));
        undone.did(quarantine, ChangeOutcome.APPLIED);
        undone.undoBegan(new Change.Restore(copy(), object));
        assertThat(undone.undo().orphanChanges()).isEqualTo(counts(1, 1, 1));
        assertThat(isThere(COPY)).isFalse();
        at.store.real.copy(object, ObjectKey.of(COPY));
        undone.undoDid(new Change.Restore(copy(), object), ChangeOutcome.FAILED);
        undone.undo();
        assertThat(undone.told()).last().isEqualTo("object:a ALREADY it is in its place; a copy is at " + COPY);
    }

    @Test
    void earlierPartThatWasAtSomethingElseDoesntMatter() {
        at.store.real.copy(object, ObjectKey.of(COPY));
        undone.undoBegan(new Change.RestoreVersion(imagined("b", 1, "b", LONG_AGO), "v"));
        undoing(quarantine, ChangeOutcome.APPLIED);
        assertThat(undone.told()).containsExactly("object:a ALREADY it is in its place; a copy is at " + COPY);
    }

    @Test
    void quarantinedObjectThatIsGoneIsTold() {
        at.store.real.remove("a");
        undoing(quarantine, ChangeOutcome.APPLIED);
        assertThat(undone.told()).containsExactly("object:a GONE its copy is no longer in the quarantine");
    }

    @Test
    @DisplayName("H70: without an answer about both its ends, a move isn't taken back")
    void silentStoreGetsNothingBack() {
        quarantined();
        for (String silent : List.of("a", COPY)) {
            at.store.looking = (key, truth) -> key.value().equals(silent) ? SILENT : truth;
            undone.did(quarantine, ChangeOutcome.APPLIED);
            undone.undo();
        }
        String unanswered = "object:a UNKNOWN the look before the change gave no answer: 503";
        assertThat(undone.told()).as("each time").containsExactly(unanswered, unanswered);
        assertThat(isThere("a")).isFalse();
    }

    @Test
    @DisplayName("H76: where a copy would overwrite what was just written, nothing comes back")
    void storeThatOverwritesGetsNothingBack() {
        quarantined();
        at.store.changing = (what, change) ->
                what.startsWith("copy") && what.endsWith("/taken") ? Written.applied("x", null) : change.get();
        RunReport report = undoing(quarantine, ChangeOutcome.APPLIED);
        assertThat(undone.told()).containsExactly("object:a SKIPPED restoring isn't safe on this store");
        assertThat(report.problems()).singleElement().asString().contains("If-None-Match");
        assertThat(report.orphanChanges().proposed()).isEqualTo(1);
        assertThat(isThere("a")).isFalse();
        undone.with(ReconcileRequest.builder()
                        .apply()
                        .unsafeWithoutPreconditions()
                        .build())
                .undo();
        assertThat(isThere("a")).as("on request").isTrue();
    }

    @Test
    void tagIsTakenOff() {
        RunReport report = undoing(tag, ChangeOutcome.APPLIED);
        assertThat(tags()).isEqualTo(TEAM);
        assertThat(undone.intended())
                .extracting(JournalEntry.Intended::change)
                .containsExactly(new Change.Tag(object, TAGGED, TEAM));
        assertThat(report.orphanChanges()).isEqualTo(counts(1, 1, 1));
    }

    @Test
    void tagStaysOnWhatWasWrittenSince() {
        at.store.real.tag(object.key(), Map.of("team", "b"));
        undoing(tag, ChangeOutcome.APPLIED);
        StoredObject newer = at.object("a", 9);
        at.store.real.tag(newer.key(), TAGGED);
        undone.undo();
        assertThat(undone.told())
                .hasSize(2)
                .containsOnly("object:a CONFLICT the object or its tags were written since");
        at.store.looking = (key, truth) -> key.value().equals("a") ? SILENT : truth;
        undone.undo();
        assertThat(undone.told()).as("H70").last().asString().startsWith("object:a CONFLICT");
        assertThat(tags()).isEqualTo(TAGGED);
    }

    @Test
    void tagsThatArentKnownOrAreAsTheyWereAreLeft() {
        at.store.tagging = any -> Tags.unknown("403");
        undoing(tag, ChangeOutcome.APPLIED);
        assertThat(undone.told()).containsExactly("object:a UNKNOWN its tags aren't known");
        at.store.tagging = any -> any;
        at.store.real.tag(object.key(), TEAM);
        undone.undo();
        assertThat(undone.told()).last().isEqualTo("object:a ALREADY it has the tags it had");
        assertThat(undone.intended()).isEmpty();
    }

    private void deleted(@Nullable String version) {
        undone.did(
                delete, new JournalEntry.Done("object:a", ChangeOutcome.APPLIED, null, null, version, "", Undone.THEN));
    }

    @Test
    @DisplayName("H15: a deletion that left a marker is taken back by taking the marker away")
    void deletedVersionComesBack() {
        at.store.real.versioning(Versioning.ENABLED);
        String marker = at.store.real.remove(object).version();
        deleted(marker);
        RunReport report = undone.undo();
        assertThat(isThere("a")).isTrue();
        assertThat(undone.intended())
                .extracting(JournalEntry.Intended::change)
                .containsExactly(new Change.RestoreVersion(object, String.valueOf(marker)));
        assertThat(report.orphanChanges()).isEqualTo(counts(1, 1, 1));
    }

    @Test
    void deletionForGoodCantBeTakenBack() {
        at.store.real.remove("a");
        deleted(null);
        RunReport report = undone.undo();
        assertThat(undone.told())
                .singleElement()
                .asString()
                .startsWith("object:a SKIPPED it was deleted for good, or its delete marker isn't known");
        assertThat(report.orphanChanges()).isEqualTo(new ChangeCounts(1, 0, 0, 0, 0, 0, 1, 0, 0, 0));
    }

    @Test
    void deletionOfUnknownEndIsToldOnlyIfTheObjectIsGone() {
        undone.begun(delete);
        assertThat(undone.undo().orphanChanges()).isEqualTo(ChangeCounts.NONE);
        assertThat(undone.told()).isEmpty();
        at.object("a", 4);
        undone.undo();
        assertThat(undone.told()).as("another object").last().asString().startsWith("object:a SKIPPED");
        at.store.real.remove("a");
        undone.undo();
        assertThat(undone.told()).hasSize(2).last().asString().startsWith("object:a SKIPPED");
    }

    @Test
    void deletedObjectThatIsInItsPlaceIsLeftAlone() {
        deleted("marker");
        undone.undo();
        assertThat(undone.told()).containsExactly("object:a ALREADY it is in its place");
    }

    @Test
    @DisplayName("What can't be taken back is listed, unless it was never done")
    void whatCantBeTakenBackIsListed() {
        Upload upload = new Upload(ObjectKey.of("u"), "1", LONG_AGO);
        undone.did(new Change.Adopt(object), ChangeOutcome.APPLIED);
        undone.begun(new Change.Adopt(imagined("b", 1, "b", LONG_AGO)));
        undone.did(new Change.Abort(upload), ChangeOutcome.APPLIED);
        RunReport report = undone.undo();
        assertThat(undone.told())
                .containsExactly(
                        "object:a SKIPPED the record was made by the host; take it back there",
                        "upload:u#1 SKIPPED an aborted upload can't be brought back");
        assertThat(report.orphanChanges()).isEqualTo(new ChangeCounts(1, 0, 0, 0, 0, 0, 1, 0, 0, 0));
        assertThat(report.uploads().aborts()).isEqualTo(new ChangeCounts(1, 0, 0, 0, 0, 0, 1, 0, 0, 0));
        assertThat(report.state()).isEqualTo(RunState.COMPLETE);
    }

    @Test
    @DisplayName("H72: where nothing is as it was when the run began, no object is touched; that is asked once")
    void anotherBucketIsntTouched() {
        at.object("witness", 1);
        undone.did(tag, ChangeOutcome.APPLIED);
        undone.did(new Change.Adopt(imagined("b", 1, "b", LONG_AGO)), ChangeOutcome.APPLIED);
        RunReport report = undone.undo();
        assertThat(undone.told())
                .containsExactly(
                        "object:a UNKNOWN nothing proves that this is the bucket it was changed in",
                        "object:b UNKNOWN nothing proves that this is the bucket it was changed in");
        assertThat(report.problems()).singleElement().asString().contains(Undone.ID.value(), "another bucket");
        assertThat(at.trace).as("looks").filteredOn("look witness"::equals).hasSize(1);
        assertThat(tags()).isEqualTo(TAGGED);
    }

    @Test
    void proofOfTheBucketIsAskedForOnce() {
        undone.did(tag, ChangeOutcome.APPLIED);
        StoredObject other = at.object("b", 1);
        at.store.real.tag(other.key(), TAGGED);
        undone.did(new Change.Tag(other, TEAM, TAGGED), ChangeOutcome.APPLIED);
        assertThat(undone.undo().orphanChanges()).isEqualTo(counts(2, 2, 2));
        assertThat(at.trace).filteredOn("look witness"::equals).hasSize(1);
        assertThat(at.trace)
                .as("the store is tried out once")
                .filteredOn(what -> what.endsWith("/object") && what.startsWith("create"))
                .hasSize(1);
    }

    @Test
    @DisplayName("A run that saw no object when it began has nobody to ask, and is undone all the same")
    void runWithoutWitnessesIsUndone() {
        Undone bare = new Undone();
        StoredObject there = bare.at.object("a", 4);
        bare.at.store.real.tag(there.key(), TAGGED);
        bare.did(new Change.Tag(there, TEAM, TAGGED), ChangeOutcome.APPLIED);
        assertThat(bare.undo().orphanChanges()).isEqualTo(counts(1, 1, 1));
    }

    @Test
    @DisplayName("H1, H84: a move back that was begun is settled only in the bucket it was begun in")
    void moveBackThatWasBegunIsSettledInItsBucketOnly() {
        undone.did(quarantine, ChangeOutcome.APPLIED);
        undone.undoBegan(new Change.Restore(imagined(COPY, 4, object.etag(), LONG_AGO), object));
        RunReport report = undone.undo();
        assertThat(undone.told()).containsExactly("object:a APPLIED found done when the run was resumed");
        assertThat(report.orphanChanges()).isEqualTo(counts(1, 1, 1));
        at.object("witness", 1);
        undone.undo();
        assertThat(undone.told()).as("nobody testifies").hasSize(1);
        assertThat(at.tally.counts(ChangeTally.Sort.ORPHANS)).isEqualTo(new ChangeCounts(2, 2, 1, 0, 0, 0, 0, 0, 1, 0));
    }

    @Test
    @DisplayName("H1: a run without witnesses asks who is there before it settles anything")
    void settlingWithoutWitnessesAsksWhoIsThere() {
        Undone bare = new Undone();
        StoredObject there = bare.at.object("a", 4);
        bare.did(new Change.Quarantine(there, ObjectKey.of(COPY)), ChangeOutcome.APPLIED);
        bare.undoBegan(new Change.Restore(imagined(COPY, 4, there.etag(), LONG_AGO), there));
        bare.undo();
        assertThat(bare.told()).containsExactly("object:a APPLIED found done when the run was resumed");
    }

    @Test
    @DisplayName("H91: an undo that has to stop goes no further, though nobody had to be asked")
    void stoppedUndoGoesNoFurther() {
        Undone bare = new Undone();
        bare.did(new Change.Adopt(object), ChangeOutcome.APPLIED);
        bare.at.stop.cancel();
        assertThat(bare.undo().state()).isEqualTo(RunState.CANCELLED);
        assertThat(bare.told()).isEmpty();
    }
}
