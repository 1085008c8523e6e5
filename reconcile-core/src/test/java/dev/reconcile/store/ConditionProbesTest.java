package dev.reconcile.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.store.StoreTraits.Answer;
import dev.reconcile.store.StoreTraits.Said;
import dev.reconcile.store.Written.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** H76: a precondition counts only if the store was seen to honour it; a refusal alone is no proof. */
class ConditionProbesTest {

    private static final Written REFUSED = Written.not(Kind.CONFLICT, "no");
    private static final Written DONE = Written.applied("e", null);
    private static final String UNSEEN = "couldn't be tried: the object just made can't be seen, or has no ETag";

    private final OddStore store = new OddStore();

    private Answer tried(Trait trait) {
        return StoreProbe.conditions(store, "scratch/").answers().get(trait);
    }

    private String whyNot(Trait trait) {
        Answer answer = tried(trait);
        assertThat(answer.said()).isEqualTo(Said.NO);
        return answer.detail();
    }

    private List<String> left() {
        return store.real.list(ListRequest.of("")).objects().stream()
                .map(object -> object.key().value())
                .toList();
    }

    private void withoutEtagOf(String end) {
        store.looking = (key, answer) -> key.value().endsWith(end) && answer instanceof Presence.Present there
                ? Presence.present(new StoredObject(key, there.object().size(), null, null, null))
                : answer;
    }

    private void hides(String end) {
        store.looking = (key, answer) -> key.value().endsWith(end) ? Presence.absent() : answer;
    }

    @Test
    @DisplayName("H78: a copy from another ETag has to be refused, and not be there")
    void copyFromAnotherEtagHasToBeRefused() {
        store.answer("copy", "bad-copy", DONE);
        assertThat(whyNot(Trait.COPIES_CONDITIONALLY))
                .isEqualTo("A copy whose source has another ETag isn't refused: the store said APPLIED");
        store.changing = (what, change) -> {
            if (what.endsWith("bad-copy") && what.startsWith("copy")) {
                store.real.put("scratch/bad-copy", 1);
            }
            return change.get();
        };
        assertThat(whyNot(Trait.COPIES_CONDITIONALLY))
                .startsWith("A copy whose source has another ETag isn't refused: the store said CONFLICT, The object");
        assertThat(left()).isEmpty();
    }

    @Test
    void copyFromTheRightEtagHasToBeMadeAndSeen() {
        String isntMade = "A copy whose source has the right ETag isn't made: the store said ";
        store.answer("copy", "good-copy", REFUSED);
        assertThat(whyNot(Trait.COPIES_CONDITIONALLY)).isEqualTo(isntMade + "CONFLICT, no");
        store.answer("copy", "good-copy", DONE);
        assertThat(whyNot(Trait.COPIES_CONDITIONALLY)).isEqualTo(isntMade + "APPLIED");
        store.changing = (what, change) -> {
            if (what.endsWith("good-copy") && what.startsWith("copy")) {
                store.real.put("scratch/good-copy", 1);
                return DONE;
            }
            return change.get();
        };
        assertThat(whyNot(Trait.COPIES_CONDITIONALLY)).as("of another size").isEqualTo(isntMade + "APPLIED");
        store.changing = (what, change) -> {
            Written done = change.get();
            return what.endsWith("good-copy") && what.startsWith("copy") ? REFUSED : done;
        };
        assertThat(whyNot(Trait.COPIES_CONDITIONALLY))
                .as("made, and said not to be")
                .isEqualTo(isntMade + "CONFLICT, no");
    }

    @Test
    void withoutEtagsNothingConditionalIsTried() {
        withoutEtagOf("/object");
        assertThat(whyNot(Trait.COPIES_CONDITIONALLY)).isEqualTo("Conditional copies " + UNSEEN);
        assertThat(whyNot(Trait.REMOVES_CONDITIONALLY)).isEqualTo("Conditional removal " + UNSEEN);
        String taken = "Whether keys are taken couldn't be tried: the objects just made can't be seen, or have no ETag";
        assertThat(whyNot(Trait.CREATES_CONDITIONALLY)).isEqualTo(taken);
        withoutEtagOf("/taken");
        assertThat(whyNot(Trait.CREATES_CONDITIONALLY)).isEqualTo(taken);
        hides("/taken");
        assertThat(whyNot(Trait.CREATES_CONDITIONALLY)).isEqualTo(taken);
        withoutEtagOf("/good-copy");
        assertThat(whyNot(Trait.COPIES_CONDITIONALLY)).startsWith("A copy whose source has the right ETag isn't made");
    }

    @Test
    void secondObjectHasToBeMade() {
        store.answer("create", "/taken", REFUSED);
        assertThat(whyNot(Trait.CREATES_CONDITIONALLY))
                .isEqualTo("Whether keys are taken couldn't be tried: a second object can't be made");
    }

    /** What happens at the second try at the key. */
    private void atTheTakenKey(String begin, boolean overwrites, Written answer) {
        int[] tries = {begin.equals("copy") ? 1 : 0};
        store.changing = (what, change) -> {
            if (!what.startsWith(begin) || !what.endsWith("/taken") || tries[0]++ == 0) {
                return change.get();
            }
            if (overwrites) {
                store.real.put("scratch/taken", 99);
            }
            return answer;
        };
    }

    @Test
    void newObjectMayNotTakeThePlaceOfAnother() {
        String isnt = "A new object in the place of another isn't refused: the store said ";
        atTheTakenKey("create", false, DONE);
        assertThat(whyNot(Trait.CREATES_CONDITIONALLY)).isEqualTo(isnt + "APPLIED");
        atTheTakenKey("create", true, REFUSED);
        assertThat(whyNot(Trait.CREATES_CONDITIONALLY)).isEqualTo(isnt + "CONFLICT, no");
    }

    @Test
    void copyMayNotTakeThePlaceOfAnother() {
        String isnt = "A copy in the place of another object isn't refused: the store said ";
        atTheTakenKey("copy", false, DONE);
        assertThat(whyNot(Trait.CREATES_CONDITIONALLY)).isEqualTo(isnt + "APPLIED");
        atTheTakenKey("copy", true, REFUSED);
        assertThat(whyNot(Trait.CREATES_CONDITIONALLY)).isEqualTo(isnt + "CONFLICT, no");
    }

    @Test
    @DisplayName("H79: tags have to be taken and to come back as they were")
    void tagsHaveToComeBack() {
        String dont = "Tags don't come back as they were put: the store said ";
        store.tagging = tags -> Tags.unknown("501");
        assertThat(whyNot(Trait.KEEPS_TAGS)).isEqualTo(dont + "APPLIED 501");
        store.tagging = tags -> Tags.of(Map.of("reconcile-probe", "other"));
        assertThat(whyNot(Trait.KEEPS_TAGS)).isEqualTo(dont + "APPLIED ");
        store.tagging = tags -> Tags.of(Map.of("reconcile-probe", "tagged"));
        store.answer("tag", "", REFUSED);
        assertThat(whyNot(Trait.KEEPS_TAGS)).isEqualTo(dont + "CONFLICT, no ");
    }

    /** What happens at the nth removal. */
    private void atRemoval(int nth, boolean removes, Written answer) {
        int[] tries = {0};
        store.changing = (what, change) -> {
            if (!what.equals("remove scratch/object") || ++tries[0] != nth) {
                return change.get();
            }
            if (removes) {
                store.real.remove("scratch/object");
            }
            return answer;
        };
    }

    @Test
    void removalByAnotherEtagHasToBeRefused() {
        String isnt = "Removing an object that has another ETag isn't refused: the store said ";
        atRemoval(1, false, DONE);
        assertThat(whyNot(Trait.REMOVES_CONDITIONALLY)).isEqualTo(isnt + "APPLIED");
        atRemoval(1, true, REFUSED);
        assertThat(whyNot(Trait.REMOVES_CONDITIONALLY)).isEqualTo(isnt + "CONFLICT, no");
    }

    @Test
    void removalByTheRightEtagHasToBeMade() {
        String isnt = "An object that has the right ETag isn't removed: the store said ";
        atRemoval(2, false, DONE);
        assertThat(whyNot(Trait.REMOVES_CONDITIONALLY)).isEqualTo(isnt + "APPLIED");
        atRemoval(2, true, REFUSED);
        assertThat(whyNot(Trait.REMOVES_CONDITIONALLY)).isEqualTo(isnt + "CONFLICT, no");
        assertThat(left()).isEmpty();
    }

    @Test
    @DisplayName("H100: what the adapter throws is told by its type")
    void exceptionIsANo() {
        store.changing = (what, change) -> {
            if (what.startsWith("tag")) {
                throw new IllegalStateException("secret");
            }
            return change.get();
        };
        assertThat(whyNot(Trait.KEEPS_TAGS))
                .isEqualTo("Trying whether tags can be put on an object and come back (H79) failed"
                        + " (IllegalStateException)");
    }

    @Test
    void whereNothingCanBeMadeNothingIsTried() {
        store.answer("create", "/object", REFUSED);
        Answer untried = new Answer(Said.UNKNOWN, "Nothing could be tried, as no object can be made: no");
        StoreTraits seen = StoreProbe.writing(store, "scratch/");
        assertThat(ConditionProbes.TRAITS)
                .allMatch(trait -> untried.equals(seen.answers().get(trait)));
        assertThat(KeyProbes.TRAITS)
                .allMatch(trait -> untried.equals(seen.answers().get(trait)));
        assertThat(store.trace).as("nothing is the probe's to remove").hasSize(1);
    }

    @Test
    @DisplayName("H63: an object that may have been made is the probe's to remove")
    void objectThatMayHaveBeenMadeIsRemoved() {
        store.changing = (what, change) -> {
            Written done = change.get();
            if (what.startsWith("create")) {
                throw new IllegalStateException("secret");
            }
            return done;
        };
        assertThat(tried(Trait.KEEPS_TAGS).detail())
                .isEqualTo("Nothing could be tried, as no object can be made: making one failed"
                        + " (IllegalStateException)");
        assertThat(left()).isEmpty();
        store.changing = (what, change) -> {
            Written done = change.get();
            return what.startsWith("create") ? Written.not(Kind.UNKNOWN, "reset") : done;
        };
        assertThat(tried(Trait.KEEPS_TAGS).detail()).endsWith("made: reset");
        assertThat(left()).isEmpty();
    }

    @Test
    void whatTheStoreRemovesConditionallyIsCleanedUpSo() {
        assertThat(tried(Trait.REMOVES_CONDITIONALLY)).isEqualTo(new Answer(Said.YES, ""));
        assertThat(store.trace)
                .as("the copy, and the object at the taken key")
                .endsWith("remove scratch/good-copy", "remove scratch/taken")
                .noneMatch(what -> what.startsWith("unsafely"));
        assertThat(left()).isEmpty();
    }

    @Test
    void whatTheStoreDoesntRemoveConditionallyIsCleanedUpAnyway() {
        store.answer("remove", "", DONE);
        assertThat(whyNot(Trait.REMOVES_CONDITIONALLY)).endsWith("said APPLIED");
        assertThat(store.trace).filteredOn(what -> what.startsWith("remove")).hasSize(1);
        assertThat(left()).isEmpty();
    }

    @Test
    void whatIsRefusedConditionallyIsCleanedUpAnyway() {
        store.answer("remove", "/taken", REFUSED);
        assertThat(tried(Trait.REMOVES_CONDITIONALLY)).isEqualTo(new Answer(Said.YES, ""));
        assertThat(store.trace).endsWith("remove scratch/taken", "unsafely remove scratch/taken");
        assertThat(left()).isEmpty();
    }

    @Test
    void whatVanishesMeanwhileIsGone() {
        store.answer("remove", "/taken", Written.not(Kind.ABSENT, ""));
        assertThat(tried(Trait.REMOVES_CONDITIONALLY)).isEqualTo(new Answer(Said.YES, ""));
        assertThat(store.trace).last().isEqualTo("remove scratch/taken");
        store.changing = (what, change) -> {
            Written done = change.get();
            return what.startsWith("unsafely")
                    ? Written.not(Kind.ABSENT, "")
                    : what.endsWith("/taken") && what.startsWith("remove") ? REFUSED : done;
        };
        assertThat(tried(Trait.REMOVES_CONDITIONALLY).detail()).isEmpty();
    }

    @Test
    void whatStaysIsTold() {
        store.changing = (what, change) -> {
            if (what.endsWith("remove scratch/taken")) {
                return REFUSED;
            }
            if (what.endsWith("remove scratch/good-copy")) {
                throw new IllegalStateException("secret");
            }
            return change.get();
        };
        assertThat(tried(Trait.REMOVES_CONDITIONALLY))
                .isEqualTo(new Answer(
                        Said.YES,
                        "A probe's object may have stayed: 'scratch/good-copy' A probe's object may have stayed:"
                                + " 'scratch/taken'"));
        assertThat(left()).containsExactly("scratch/good-copy", "scratch/taken");
    }

    @Test
    @DisplayName("H70: what can't be looked at is removed all the same")
    void whatCantBeSeenIsRemovedAllTheSame() {
        int[] looks = {0};
        store.looking = (key, answer) -> key.value().endsWith("/good-copy") && looks[0]++ > 0
                ? Presence.unknown(Doubt.UNAVAILABLE, "503")
                : answer;
        assertThat(tried(Trait.COPIES_CONDITIONALLY).said()).isEqualTo(Said.YES);
        assertThat(store.trace).contains("unsafely remove scratch/good-copy");
        assertThat(left()).isEmpty();
    }
}
