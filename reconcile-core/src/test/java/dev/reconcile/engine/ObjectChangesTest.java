package dev.reconcile.engine;

import static dev.reconcile.engine.Surroundings.LONG_AGO;
import static dev.reconcile.engine.Surroundings.NOW;
import static dev.reconcile.engine.Surroundings.reference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.reconcile.Adopter;
import dev.reconcile.Change;
import dev.reconcile.ChangeEvent;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.Look;
import dev.reconcile.RunReport.ChangeCounts;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.engine.ChangeTally.Sort;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Tags;
import dev.reconcile.store.Upload;
import dev.reconcile.store.UploadPage;
import dev.reconcile.store.UploadRequest;
import dev.reconcile.store.Versioning;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** I6, I7, H63, H84: intent first, then the change of the very object judged, and what goes unanswered is read back. */
class ObjectChangesTest {

    private static final Written LOST = Written.not(Kind.UNKNOWN, "reset");
    private static final Presence SILENT = Presence.unknown(Doubt.UNAVAILABLE, "503");
    private static final Look EVIDENCE = new Look("object a", "present", NOW);
    private static final Map<String, String> TEAM = Map.of("team", "a");
    private static final Map<String, String> TAGGED = Map.of("team", "a", "reconcile", "orphan");

    private final Surroundings at = new Surroundings();
    private final StoredObject object = at.object("a", 4);
    private final StoredObject copy = Surroundings.imagined("q/a", 4, object.etag(), LONG_AGO);
    private final Change quarantine = new Change.Quarantine(object, copy.key());
    private final Change.Tag tag = new Change.Tag(object, TEAM, TAGGED);
    private @Nullable Adopter adopter = any -> true;

    @BeforeEach
    void somethingElseIsThere() {
        at.knows(at.object("witness", 1));
        at.store.real.tag(object.key(), TEAM);
    }

    private ObjectChanges changes() {
        StoreAbilities abilities = new StoreAbilities(true, true, true, true, Versioning.OFF, Map.of());
        Removal removal = new Removal(at.calls, at.confirm(), abilities, false);
        return new ObjectChanges(at.calls, at.ledger, at.tally, at.confirm(), removal, adopter);
    }

    private List<String> carryOut(Change... changes) {
        int before = at.dones().size();
        changes()
                .carryOut(
                        Stream.of(changes)
                                .map(each -> new Intention(each, List.of(EVIDENCE)))
                                .toList(),
                        Sort.ORPHANS);
        return at.dones().stream()
                .skip(before)
                .map(done -> done.outcome() + " " + done.detail())
                .toList();
    }

    private Settlement settle(Change change) {
        return changes().settle(change, Sort.ORPHANS);
    }

    private void answer(String to, Written answer, boolean done) {
        at.store.changing = (what, change) -> {
            if (!what.startsWith(to)) {
                return change.get();
            }
            return done && !change.get().isApplied() ? Written.not(Kind.REFUSED, "not done") : answer;
        };
    }

    private Map<String, String> tags() {
        return at.store.real.tags(object.key()).known().orElseThrow();
    }

    @Test
    @DisplayName("I6: all intents are durable before the first change, and the host hears of each outcome")
    void intentsComeFirst() {
        StoredObject other = at.object("b", 5);
        assertThat(carryOut(quarantine, new Change.Delete(other))).containsExactly("APPLIED ", "APPLIED ");
        assertThat(at.trace.subList(0, 3)).containsExactly("intend object:a", "intend object:b", "sync");
        assertThat(at.trace).containsSubsequence("remove b", "object:b APPLIED", "remove a", "object:a APPLIED");
        assertThat(at.tally.counts(Sort.ORPHANS)).isEqualTo(new ChangeCounts(0, 2, 2, 0, 0, 0, 0, 0, 0, 0));
        assertThat(at.events).extracting(ChangeEvent::change).containsExactly(new Change.Delete(other), quarantine);
        assertThat(at.events).extracting(ChangeEvent::evidence).containsOnly(List.of(EVIDENCE));
    }

    @Test
    void nothingToDoWritesNothing() {
        assertThat(carryOut()).isEmpty();
        assertThat(at.trace).isEmpty();
    }

    @Test
    void changeOfARecordIsRefused() {
        assertThatThrownBy(() -> carryOut(new Change.MarkRecord(
                        new Mark(new RecordId("1"), null, null, List.of(reference("1", "original", "a")), "m"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("H15, H75: an object is deleted after a last look, and its delete marker is kept for the way back")
    void objectIsDeletedOnlyIfTheLastLookSaysSo() {
        at.ready("1", reference("1", "original", "a"));
        assertThat(carryOut(new Change.Delete(object))).containsExactly("CONFLICT somebody refers to it by now");
        at.catalog.real.remove("1");
        at.store.real.versioning(Versioning.ENABLED);
        assertThat(carryOut(new Change.Delete(object))).containsExactly("APPLIED ");
        assertThat(at.dones().get(1).version()).isNotNull();
    }

    @Test
    @DisplayName("H63: a deletion whose answer was lost is read back")
    void lostDeletionIsReadBack() {
        answer("remove", LOST, false);
        assertThat(carryOut(new Change.Delete(object))).containsExactly("FAILED it wasn't removed: reset");
        answer("remove", LOST, true);
        assertThat(carryOut(new Change.Delete(object))).containsExactly("APPLIED ");
    }

    @Test
    @DisplayName("H79, I7: an object is tagged only as it was judged: the same state, the same tags, nobody's")
    void objectIsTaggedOnlyAsItWasJudged() {
        at.ready("1", reference("1", "original", "a"));
        assertThat(carryOut(tag)).containsExactly("CONFLICT somebody refers to it by now");
        at.catalog.real.remove("1");
        at.store.real.tag(object.key(), Map.of("team", "b"));
        assertThat(carryOut(tag)).singleElement().asString().startsWith("CONFLICT the object or its tags were written");
        assertThat(tags()).isEqualTo(Map.of("team", "b"));
        at.store.real.tag(object.key(), TEAM);
        at.store.tagging = tags -> Tags.unknown("503");
        assertThat(carryOut(tag)).singleElement().asString().startsWith("CONFLICT the object or its tags were written");
        at.store.tagging = tags -> tags;
        assertThat(carryOut(tag)).containsExactly("APPLIED ");
        assertThat(tags()).isEqualTo(TAGGED);
    }

    @Test
    @DisplayName(
            "I3: an object whose tag of that name says something else is looked at as any other before it is tagged")
    void objectWithATagOfThatNameGetsItsLastLook() {
        Map<String, String> before = Map.of("reconcile", "x");
        at.store.real.tag(object.key(), before);
        at.ready("1", reference("1", "original", "a"));
        assertThat(carryOut(new Change.Tag(object, before, Map.of("reconcile", "orphan"))))
                .containsExactly("CONFLICT somebody refers to it by now");
        assertThat(tags()).isEqualTo(before);
    }

    @Test
    @DisplayName("H86: a tag is taken off whoever refers to the object, but only from the object as it was")
    void tagIsTakenOffOnlyFromTheSameObject() {
        at.store.real.tag(object.key(), TAGGED);
        at.ready("1", reference("1", "original", "a"));
        Change.Tag untag = new Change.Tag(object, TAGGED, TEAM);
        assertThat(carryOut(untag)).containsExactly("APPLIED ");
        assertThat(tags()).isEqualTo(TEAM);
        StoredObject newer = at.object("a", 4);
        at.store.real.tag(newer.key(), TAGGED);
        assertThat(carryOut(untag))
                .singleElement()
                .asString()
                .startsWith("CONFLICT the object or its tags were written");
        assertThat(tags()).isEqualTo(TAGGED);
    }

    /** Somebody writes the object right after it was tagged, with these tags. */
    private void rewrittenAfterTheTag(Map<String, String> own) {
        at.store.changing = (what, change) -> {
            Written tagged = change.get();
            if (what.equals("tag a") && tags().equals(TAGGED)) {
                at.object("a", 9);
                at.store.real.tag(object.key(), own);
            }
            return tagged;
        };
    }

    @Test
    @DisplayName("H79: what was written after the tag, and doesn't carry it, isn't touched")
    void objectWrittenAfterTheTagIsLeftAlone() {
        rewrittenAfterTheTag(TEAM);
        assertThat(carryOut(tag)).containsExactly("CONFLICT it was written meanwhile");
        assertThat(tags()).isEqualTo(TEAM);
        assertThat(at.trace).filteredOn("tag a"::equals).hasSize(1);
    }

    @Test
    @DisplayName("H79, H70: tags that aren't known aren't written over")
    void unknownTagsAreNotWrittenOver() {
        rewrittenAfterTheTag(Map.of("own", "x"));
        at.store.tagging =
                tags -> tags.known().filter(Map.of("own", "x")::equals).isPresent() ? Tags.unknown("503") : tags;
        assertThat(carryOut(tag))
                .containsExactly(
                        "UNCERTAIN it was written meanwhile, and may carry the tag: its tags aren't known: 503");
        at.store.tagging = tags -> tags;
        assertThat(tags()).isEqualTo(Map.of("own", "x"));
    }

    @Test
    @DisplayName("H79: what was written between look and tag is untagged again, and keeps its own tags")
    void objectWrittenMeanwhileIsUntagged() {
        at.store.changing = (what, change) -> {
            if (what.equals("tag a") && tags().equals(TEAM)) {
                at.object("a", 9);
                Written tagged = change.get();
                at.store.real.tag(object.key(), Map.of("team", "a", "reconcile", "orphan", "own", "x"));
                return tagged;
            }
            return change.get();
        };
        assertThat(carryOut(tag)).containsExactly("CONFLICT it was written meanwhile; the tag was taken off again");
        assertThat(tags()).isEqualTo(Map.of("team", "a", "own", "x"));
    }

    @Test
    void tagThatTheStoreRefusesFails() {
        answer("tag", Written.not(Kind.REFUSED, "forbidden"), false);
        assertThat(carryOut(tag)).containsExactly("FAILED forbidden");
    }

    @Test
    @DisplayName("H63: a tag whose answer was lost counts if it can be read, and is uncertain if not")
    void lostTagIsReadBack() {
        answer("tag", LOST, true);
        assertThat(carryOut(tag)).containsExactly("APPLIED ");
        at.store.real.tag(object.key(), TEAM);
        answer("tag", LOST, false);
        assertThat(carryOut(tag)).containsExactly("UNCERTAIN the tags couldn't be read back: reset");
    }

    @Test
    @DisplayName("ADOPT: what the host says counts once a record refers to the object")
    void adoptionCountsOnceARecordRefersToTheObject() {
        Change adopt = new Change.Adopt(object);
        assertThat(carryOut(adopt))
                .containsExactly("FAILED the host says it made a record, but none refers to the object");
        at.catalog.finding = real -> {
            throw BentCatalog.silent();
        };
        assertThat(carryOut(adopt)).as("H70").singleElement().asString().startsWith("FAILED");
        at.catalog.finding = real -> real.get();
        adopter = any -> {
            at.ready("1", reference("1", "original", any.key().value()));
            return true;
        };
        assertThat(carryOut(adopt)).containsExactly("APPLIED ");
        adopter = any -> false;
        assertThat(carryOut(adopt)).containsExactly("SKIPPED the host doesn't want it");
        adopter = any -> {
            throw new IllegalStateException("secret");
        };
        assertThat(carryOut(adopt))
                .as("H100")
                .containsExactly("FAILED the host's adopter threw java.lang.IllegalStateException");
        adopter = null;
        assertThat(carryOut(adopt)).containsExactly("SKIPPED the engine was built without an adopter");
    }

    @Test
    @DisplayName("H83, H91: a run that has to stop doesn't call the host's code any more")
    void stoppedRunAdoptsNothing() {
        boolean[] called = {false};
        adopter = any -> {
            called[0] = true;
            return true;
        };
        at.stop.cancel();
        assertThatThrownBy(() -> carryOut(new Change.Adopt(object))).isInstanceOf(StopSignal.Stopped.class);
        assertThat(called[0]).isFalse();
    }

    @Test
    @DisplayName("H63: an abort whose answer was lost counts once the upload isn't listed any more")
    void lostAbortIsReadBack() {
        Upload upload = at.store.real.beginUpload("u", LONG_AGO);
        at.store.real.beginUpload("u", LONG_AGO);
        answer("abort", LOST, false);
        assertThat(carryOut(new Change.Abort(upload))).containsExactly("UNCERTAIN reset");
        answer("abort", LOST, true);
        assertThat(carryOut(new Change.Abort(upload))).containsExactly("APPLIED ");
        at.store.uploading = page -> {
            throw new StoreException(Doubt.UNAVAILABLE, "503", null);
        };
        answer("abort", LOST, false);
        assertThat(carryOut(new Change.Abort(upload))).as("H70").containsExactly("UNCERTAIN reset");
    }

    @Test
    @DisplayName("An upload is sought on every page, by its id and its key")
    void uploadIsSoughtOnEveryPage() {
        Upload upload = new Upload(ObjectKey.of("u"), "1", LONG_AGO);
        int[] pages = {0};
        at.store.uploading = page -> pages[0]++ == 0
                ? new UploadPage(
                        List.of(
                                new Upload(ObjectKey.of("u"), "2", LONG_AGO),
                                new Upload(ObjectKey.of("v"), "1", LONG_AGO)),
                        UploadRequest.of("u"))
                : new UploadPage(List.of(upload), null);
        assertThat(changes().find(upload)).contains(List.of(upload));
        assertThat(pages[0]).isEqualTo(2);
    }

    @Test
    @DisplayName("H15, H63: a delete marker is taken away, and a lost answer is read back")
    void lostRestoringOfAVersionIsReadBack() {
        at.store.real.versioning(Versioning.ENABLED);
        String marker = at.store.real.remove(object).version();
        Change restore = new Change.RestoreVersion(object, String.valueOf(marker));
        answer("uncover", LOST, false);
        assertThat(carryOut(restore)).containsExactly("UNCERTAIN reset");
        answer("uncover", LOST, true);
        assertThat(carryOut(restore)).containsExactly("APPLIED ");
        at.store.changing = (what, change) -> change.get();
        assertThat(carryOut(restore)).singleElement().asString().startsWith("GONE ");
    }

    @Test
    @DisplayName("H78, H84: a move that was begun is done when its copy is there and its source isn't")
    void moveIsSettledByBothItsEnds() {
        Change restore = new Change.Restore(object, copy);
        assertThat(List.of(settle(quarantine), settle(restore))).as("not begun").containsOnly(Settlement.OPEN);
        at.store.real.copy(object, copy.key());
        assertThat(List.of(settle(quarantine), settle(restore))).as("copied").containsOnly(Settlement.OPEN);
        at.store.real.remove("a");
        assertThat(List.of(settle(quarantine), settle(restore))).as("moved").containsOnly(Settlement.SETTLED);
        assertThat(at.dones())
                .extracting(JournalEntry.Done::outcome, JournalEntry.Done::detail)
                .containsOnly(tuple(ChangeOutcome.APPLIED, "found done when the run was resumed"));
        assertThat(at.tally.counts(Sort.ORPHANS).applied()).isEqualTo(2);
        at.object("q/a", 99);
        assertThat(settle(quarantine)).as("another object at the target").isEqualTo(Settlement.OPEN);
        at.store.real.remove("q/a");
        assertThat(settle(quarantine)).as("nothing at the target").isEqualTo(Settlement.OPEN);
        at.store.fromLook(1, "q/a", truth -> SILENT);
        assertThat(settle(quarantine)).as("H70").isEqualTo(Settlement.UNKNOWN);
        at.store.fromLook(1, "a", truth -> SILENT);
        assertThat(settle(quarantine)).as("H70").isEqualTo(Settlement.UNKNOWN);
        at.store.looking = (key, truth) -> truth;
        at.store.real.remove("witness");
        assertThat(settle(quarantine)).as("H1").isEqualTo(Settlement.UNKNOWN);
    }

    @Test
    @DisplayName("H84: a deletion that was begun is done when its object is proven to be gone")
    void deletionIsSettledByAProvenLook() {
        assertThat(settle(new Change.Delete(object))).isEqualTo(Settlement.OPEN);
        at.store.real.remove("a");
        assertThat(settle(new Change.Delete(object))).isEqualTo(Settlement.SETTLED);
        at.store.real.remove("witness");
        assertThat(settle(new Change.Delete(object))).as("H1").isEqualTo(Settlement.UNKNOWN);
    }

    @Test
    @DisplayName("H84: a tag that was begun is done when the same object carries it")
    void tagIsSettledByReadingIt() {
        assertThat(settle(tag)).isEqualTo(Settlement.OPEN);
        at.store.real.tag(object.key(), TAGGED);
        assertThat(settle(tag)).isEqualTo(Settlement.SETTLED);
        at.object("a", 4);
        at.store.real.tag(object.key(), TAGGED);
        assertThat(settle(tag)).as("another object").isEqualTo(Settlement.OPEN);
        at.store.tagging = tags -> Tags.unknown("503");
        assertThat(settle(tag)).as("H70").isEqualTo(Settlement.UNKNOWN);
    }

    @Test
    @DisplayName("H84: an adoption that was begun is done when a record refers to the object")
    void adoptionIsSettledByTheCatalog() {
        Change adopt = new Change.Adopt(object);
        assertThat(settle(adopt)).isEqualTo(Settlement.OPEN);
        at.ready("1", reference("1", "original", "a"));
        assertThat(settle(adopt)).isEqualTo(Settlement.SETTLED);
        at.catalog.finding = real -> {
            throw BentCatalog.silent();
        };
        assertThat(settle(adopt)).as("H70").isEqualTo(Settlement.UNKNOWN);
    }

    @Test
    @DisplayName("H84: an abort that was begun is done when the upload isn't listed any more")
    void abortIsSettledByTheListing() {
        Upload upload = at.store.real.beginUpload("u", LONG_AGO);
        assertThat(settle(new Change.Abort(upload))).isEqualTo(Settlement.OPEN);
        at.store.real.abort(upload);
        assertThat(settle(new Change.Abort(upload))).isEqualTo(Settlement.SETTLED);
        at.store.uploading = page -> {
            throw new StoreException(Doubt.UNAVAILABLE, "503", null);
        };
        assertThat(settle(new Change.Abort(upload))).as("H70").isEqualTo(Settlement.UNKNOWN);
    }

    @Test
    @DisplayName("H84: a version that was to be restored is so when the very object is back")
    void restoredVersionIsSettledByALook() {
        Change restore = new Change.RestoreVersion(object, "v1");
        assertThat(settle(restore)).isEqualTo(Settlement.SETTLED);
        at.object("a", 4);
        assertThat(settle(restore)).as("another object").isEqualTo(Settlement.OPEN);
        at.store.real.remove("a");
        assertThat(settle(restore)).isEqualTo(Settlement.OPEN);
        at.store.looking = (key, truth) -> SILENT;
        assertThat(settle(restore)).as("H70").isEqualTo(Settlement.UNKNOWN);
    }
}
