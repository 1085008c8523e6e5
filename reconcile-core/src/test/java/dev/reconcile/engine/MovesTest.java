package dev.reconcile.engine;

import static dev.reconcile.engine.Surroundings.LONG_AGO;
import static dev.reconcile.engine.Surroundings.imagined;
import static dev.reconcile.engine.Surroundings.reference;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.engine.Moves.Move;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Versioning;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** H78: copy and removal aren't one step, so there is an intact copy at every moment. */
class MovesTest {

    private static final Written LOST = Written.not(Kind.UNKNOWN, "reset");
    private static final ObjectKey TARGET = ObjectKey.of("q/a");

    private final Surroundings at = new Surroundings();
    private final StoredObject source = at.object("a", 4);
    private final Move quarantine = new Move(new Change.Quarantine(source, TARGET), source, TARGET, true);
    private final Move restore =
            new Move(new Change.Restore(source, imagined("q/a", 4, "x", null)), source, TARGET, false);

    @BeforeEach
    void somethingElseIsThere() {
        at.knows(at.object("witness", 1));
    }

    private Moves moves() {
        StoreAbilities abilities = new StoreAbilities(true, true, true, true, Versioning.OFF, Map.of());
        return new Moves(at.calls, at.ledger, at.confirm(), new Removal(at.calls, at.confirm(), abilities, false));
    }

    private JournalEntry.Done move(Move move) {
        return moves().move(List.of(move)).get(0);
    }

    private ChangeOutcome outcome(Move move) {
        return move(move).outcome();
    }

    private List<String> there() {
        List<String> keys = new ArrayList<>();
        for (String key : List.of("a", "q/a")) {
            at.store.real.versions(key).forEach(any -> keys.add(key));
        }
        return keys;
    }

    private void answer(String to, Written written, boolean done) {
        at.store.changing = (what, change) -> {
            if (!what.startsWith(to)) {
                return change.get();
            }
            return done && !change.get().isApplied() ? Written.not(Kind.REFUSED, "not done") : written;
        };
    }

    @Test
    @DisplayName("H78: the copy is made, verified and in the durable journal before its source is removed")
    void sourceIsRemovedOnlyAfterItsCopyIsDurable() {
        assertThat(move(quarantine))
                .isEqualTo(new JournalEntry.Done(
                        "object:a", ChangeOutcome.APPLIED, null, null, null, "", Surroundings.NOW));
        assertThat(at.trace)
                .containsExactly(
                        "look q/a",
                        "copy a to q/a",
                        "look q/a",
                        "copied object:a",
                        "sync",
                        "find",
                        "look a",
                        "remove a");
        assertThat(there()).containsExactly("q/a");
        assertThat(at.entries()).containsExactly(new JournalEntry.Copied("object:a", source.etag(), Surroundings.NOW));
    }

    @Test
    @DisplayName("H15: in a versioned bucket the delete marker is kept for the way back")
    void deleteMarkerIsToldForTheWayBack() {
        at.store.real.versioning(Versioning.ENABLED);
        assertThat(move(quarantine).version()).isNotNull();
    }

    @Test
    @DisplayName(
            "All copies of a batch are durable before the first source is removed, and one that failed harms no other")
    void batchIsCopiedBeforeItIsRemoved() {
        StoredObject other = at.object("b", 5);
        at.object("q/a", 99);
        ObjectKey target = ObjectKey.of("q/b");
        List<JournalEntry.Done> dones =
                moves().move(List.of(quarantine, new Move(new Change.Quarantine(other, target), other, target, true)));
        assertThat(dones)
                .extracting(JournalEntry.Done::outcome)
                .containsExactly(ChangeOutcome.CONFLICT, ChangeOutcome.APPLIED);
        assertThat(dones).extracting(JournalEntry.Done::item).containsExactly("object:a", "object:b");
        assertThat(dones.get(0).detail()).isEqualTo("there is another object at q/a");
        assertThat(at.store.real.versions("a")).hasSize(1);
        assertThat(at.store.real.versions("b")).isEmpty();
    }

    @Test
    @DisplayName("H63, H84: a copy that an earlier try made is taken for ours")
    void copyOfAnEarlierTryIsUsed() {
        at.store.real.copy(source, TARGET);
        assertThat(outcome(quarantine)).isEqualTo(ChangeOutcome.APPLIED);
        assertThat(at.trace).noneMatch(what -> what.startsWith("copy "));
        assertThat(there()).containsExactly("q/a");
        assertThat(at.entries()).containsExactly(new JournalEntry.Copied("object:a", source.etag(), Surroundings.NOW));
    }

    @Test
    @DisplayName("I2: where the look at the target gives no answer, nothing is changed")
    void targetThatCantBeLookedAtChangesNothing() {
        at.store.looking = (key, truth) -> Presence.unknown(Doubt.UNAVAILABLE, "503");
        JournalEntry.Done done = move(quarantine);
        assertThat(done.outcome()).isEqualTo(ChangeOutcome.FAILED);
        assertThat(done.detail()).contains("nothing was changed", "503");
        assertThat(there()).containsExactly("a");
        assertThat(at.trace).containsExactly("look q/a", "sync");
    }

    @Test
    @DisplayName("H16: a copy that the store refuses leaves the source where it is")
    void refusedCopyLeavesTheSource() {
        answer("copy", Written.not(Kind.REFUSED, "forbidden"), false);
        assertThat(move(quarantine).detail()).isEqualTo("forbidden");
        assertThat(outcome(quarantine)).isEqualTo(ChangeOutcome.FAILED);
        answer("copy", Written.not(Kind.CONFLICT, "changed"), false);
        assertThat(outcome(quarantine)).isEqualTo(ChangeOutcome.CONFLICT);
        answer("copy", Written.not(Kind.ABSENT, "gone"), false);
        assertThat(outcome(quarantine)).isEqualTo(ChangeOutcome.GONE);
        assertThat(there()).containsExactly("a");
    }

    @Test
    @DisplayName("H63: a copy whose answer was lost counts once it is seen")
    void copyWithoutAnAnswerIsLookedAt() {
        answer("copy", LOST, true);
        assertThat(outcome(quarantine)).isEqualTo(ChangeOutcome.APPLIED);
        assertThat(there()).containsExactly("q/a");
    }

    @Test
    @DisplayName("H78: a copy that can't be seen, or isn't one, costs the source nothing")
    void unverifiedCopyLeavesTheSource() {
        answer("copy", LOST, false);
        JournalEntry.Done done = move(quarantine);
        assertThat(done.outcome()).isEqualTo(ChangeOutcome.FAILED);
        assertThat(done.detail()).contains("couldn't be verified", "reset");

        answer("copy", Written.applied("x", null), false);
        assertThat(outcome(quarantine)).as("it says so, and nothing is there").isEqualTo(ChangeOutcome.FAILED);

        at.store.changing = (what, change) -> {
            at.object("q/a", 3);
            return Written.applied("x", null);
        };
        assertThat(outcome(quarantine)).as("it is cut short").isEqualTo(ChangeOutcome.FAILED);
        at.store.real.remove("q/a");
        assertThat(there()).containsExactly("a");
        assertThat(at.entries()).isEmpty();
    }

    @Test
    @DisplayName("H19, H78: a copy has the size of its source, and where both ETags are MD5 sums, the same content")
    void onlySameContentIsACopy() {
        String md5 = "0cc175b9c0f1b6a831c399e269772661";
        String other = "92eb5ffee6ae2fec3ad71c777531578f";
        assertThat(isCopy(md5, 4, md5, 4)).isTrue();
        assertThat(isCopy(md5, 4, md5, 5)).isFalse();
        assertThat(isCopy(md5, 4, other, 4)).isFalse();
        assertThat(isCopy(md5 + "-2", 4, other, 4)).as("of parts").isTrue();
        assertThat(isCopy(md5, 4, other + "-2", 4)).as("of parts").isTrue();
        assertThat(isCopy(md5, 4, null, 4)).isTrue();
        assertThat(isCopy(null, 4, md5, 4)).isTrue();
    }

    private static boolean isCopy(String one, long size, String other, long otherSize) {
        return Moves.isCopy(imagined("a", size, one, LONG_AGO), imagined("b", otherSize, other, LONG_AGO));
    }

    @Test
    @DisplayName("H50: an orphan that somebody refers to by now stays, and its copy goes")
    void orphanWithAReferenceStays() {
        at.ready("1", reference("1", "original", "a"));
        JournalEntry.Done done = move(quarantine);
        assertThat(done.outcome()).isEqualTo(ChangeOutcome.CONFLICT);
        assertThat(done.detail()).isEqualTo("somebody refers to it by now");
        assertThat(there()).containsExactly("a");
        assertThat(at.trace).doesNotContain("remove a").endsWith("look a", "unsafely remove q/a");
    }

    @Test
    @DisplayName("H78: our copy is only withdrawn while its source is seen to be there")
    void copyStaysWhereTheSourceIsnt() {
        at.ready("1", reference("1", "original", "a"));
        at.store.looking = (key, truth) -> key.value().equals("a") ? Presence.unknown(Doubt.UNAVAILABLE, "503") : truth;
        assertThat(outcome(quarantine)).isEqualTo(ChangeOutcome.CONFLICT);
        assertThat(there()).containsExactly("a", "q/a");
    }

    @Test
    @DisplayName("I7: a source that was written meanwhile stays, and the copy goes")
    void sourceWrittenMeanwhileStays() {
        answer("remove", Written.not(Kind.CONFLICT, "changed"), false);
        JournalEntry.Done done = move(quarantine);
        assertThat(done.outcome()).isEqualTo(ChangeOutcome.CONFLICT);
        assertThat(done.detail()).isEqualTo("it was written meanwhile");
        assertThat(there()).containsExactly("a");
    }

    @Test
    void removalThatFailsLeavesBothAndSaysSo() {
        answer("remove", Written.not(Kind.REFUSED, "locked"), false);
        JournalEntry.Done done = move(quarantine);
        assertThat(done.outcome()).isEqualTo(ChangeOutcome.FAILED);
        assertThat(done.detail()).isEqualTo("locked");
        assertThat(there()).containsExactly("a", "q/a");
        answer("remove", Written.not(Kind.ABSENT, "gone"), false);
        done = move(quarantine);
        assertThat(done.outcome()).isEqualTo(ChangeOutcome.GONE);
        assertThat(done.detail()).isEqualTo("it vanished meanwhile; a copy is at q/a");
    }

    @Test
    @DisplayName("H63: a removal whose answer was lost is read back")
    void removalWithoutAnAnswerIsReadBack() {
        answer("remove", LOST, true);
        assertThat(outcome(quarantine)).isEqualTo(ChangeOutcome.APPLIED);
        assertThat(there()).containsExactly("q/a");
    }

    @Test
    @DisplayName("H63: a removal that nobody can tell the end of is uncertain")
    void removalThatCantBeReadBackIsUncertain() {
        answer("remove", LOST, true);
        at.store.fromLook(2, "a", truth -> Presence.unknown(Doubt.UNAVAILABLE, "503"));
        JournalEntry.Done done = move(quarantine);
        assertThat(done.outcome()).isEqualTo(ChangeOutcome.UNCERTAIN);
        assertThat(done.detail()).isEqualTo("reset");
    }

    @Test
    @DisplayName(
            "H86: on the way back nobody's look is needed, and a copy left in the quarantine doesn't undo the undo")
    void restoreIsDoneOnceTheObjectIsBack() {
        JournalEntry.Done done = move(restore);
        assertThat(done.outcome()).isEqualTo(ChangeOutcome.APPLIED);
        assertThat(done.detail()).isEmpty();
        assertThat(at.trace).doesNotContain("find");
        assertThat(there()).containsExactly("q/a");
    }

    @Test
    void restoreWhoseCopyRemainsSaysSo() {
        answer("remove", Written.not(Kind.REFUSED, "locked"), false);
        JournalEntry.Done done = move(restore);
        assertThat(done.outcome()).isEqualTo(ChangeOutcome.APPLIED);
        assertThat(done.detail()).isEqualTo("it is back; its copy in the quarantine remains: locked");
    }

    @Test
    void everyAnswerOfTheStoreHasItsOutcome() {
        assertThat(Moves.outcome(Written.applied(null, null))).isEqualTo(ChangeOutcome.APPLIED);
        assertThat(Moves.outcome(Written.not(Kind.CONFLICT, ""))).isEqualTo(ChangeOutcome.CONFLICT);
        assertThat(Moves.outcome(Written.not(Kind.ABSENT, ""))).isEqualTo(ChangeOutcome.GONE);
        assertThat(Moves.outcome(Written.not(Kind.REFUSED, ""))).isEqualTo(ChangeOutcome.FAILED);
        assertThat(Moves.outcome(LOST)).isEqualTo(ChangeOutcome.UNCERTAIN);
    }
}
