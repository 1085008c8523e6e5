package dev.reconcile.engine;

import static dev.reconcile.engine.Surroundings.LONG_AGO;
import static dev.reconcile.engine.Surroundings.NOW;
import static dev.reconcile.engine.Surroundings.imagined;
import static dev.reconcile.engine.Surroundings.reference;
import static dev.reconcile.engine.Surroundings.sized;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.Finding;
import dev.reconcile.Look;
import dev.reconcile.RecordState;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.engine.Verdict.Acquitted;
import dev.reconcile.engine.Verdict.Convicted;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** MISSING and MISMATCH need a fresh read of the record, a fresh look at the object, and a bucket that is proven to answer. */
class ConfirmReferencesTest {

    private final Surroundings at = new Surroundings();

    @BeforeEach
    void somethingIsThere() {
        at.knows(at.object("witness", 1));
    }

    private Verdict missing(String id, String key) {
        return judge(new Candidate.OfReference(new RecordId(id), "original", ObjectKey.of(key), null));
    }

    private Verdict mismatch(StoredObject seen) {
        return judge(new Candidate.OfReference(new RecordId("1"), "original", seen.key(), seen));
    }

    private Verdict judge(Candidate.OfReference candidate) {
        return at.confirm().references(List.of(candidate), true).get(0);
    }

    private void theLookShows(@Nullable StoredObject object) {
        at.store.looking =
                (key, truth) -> object != null && key.equals(object.key()) ? Presence.present(object) : truth;
    }

    @Test
    @DisplayName(
            "I1: an absent object of a record that still points there is missing, and the evidence says which looks say so")
    void absentObjectIsMissing() {
        at.catalog.real.put("1", null, LONG_AGO, reference("1", "original", "gone"));
        assertThat(missing("1", "gone"))
                .isEqualTo(new Convicted(
                        new Finding.Missing(
                                reference("1", "original", "gone"), new RecordState(null, null, LONG_AGO, Map.of())),
                        List.of(
                                new Look("record 1", "status none, original at gone", NOW),
                                new Look("object gone", "absent", NOW),
                                new Look("object witness, seen before, as a witness of the bucket", "present", NOW))));
        assertThat(at.problems.asList()).isEmpty();
    }

    @Test
    @DisplayName("I1: record, bucket, object, bucket: each answer is fresh, and the proof is before and after the look")
    void looksComeInTheOrderThatProves() {
        at.ready("1", reference("1", "original", "gone"));
        missing("1", "gone");
        assertThat(at.trace).containsExactly("look up [1]", "look witness", "look gone", "look witness");
    }

    @Test
    @DisplayName("H1: a store that answered 404 for everything and is back right after the looks has proven nothing")
    void outageThatEndsWithTheLooksProvesNothing() {
        at.ready("1", reference("1", "original", "there"));
        at.object("there", 1);
        AtomicBoolean back = new AtomicBoolean();
        at.store.looking = (key, truth) -> {
            if (back.get()) {
                return truth;
            }
            back.set(key.value().equals("there"));
            return Presence.absent();
        };
        assertThat(missing("1", "there")).isEqualTo(Acquitted.UNKNOWN);
        assertThat(at.problems.asList()).singleElement().asString().contains("nothing proves that the bucket itself");
    }

    @Test
    @DisplayName("H1: while the bucket itself doesn't answer, nothing is missing")
    void absenceWithoutAWitnessProvesNothing() {
        at.ready("1", reference("1", "original", "gone"));
        at.store.real.remove("witness");
        assertThat(missing("1", "gone")).isEqualTo(Acquitted.UNKNOWN);
        assertThat(at.problems.asList()).singleElement().asString().contains("nothing proves that the bucket itself");
    }

    @Test
    @DisplayName("H1: every batch asks for its own proof")
    void bucketThatVanishesBetweenTwoBatchesProvesNothing() {
        at.ready("1", reference("1", "original", "gone"));
        assertThat(missing("1", "gone")).isInstanceOf(Convicted.class);
        at.store.real.remove("witness");
        assertThat(missing("1", "gone")).isEqualTo(Acquitted.UNKNOWN);
    }

    @Test
    @DisplayName("I2: a witness isn't asked again where nothing was absent, and what was present needs none")
    void presentObjectNeedsNoWitness() {
        at.ready("1", reference("1", "original", "there"));
        at.ready("2", reference("2", "original", "gone"));
        at.object("there", 1);
        List<Verdict> verdicts = at.confirm()
                .references(
                        List.of(
                                new Candidate.OfReference(new RecordId("1"), "original", ObjectKey.of("there"), null),
                                new Candidate.OfReference(new RecordId("2"), "original", ObjectKey.of("gone"), null)),
                        true);
        assertThat(verdicts.get(0)).as("H8: the listing hid it").isEqualTo(Acquitted.IN_ORDER);
        assertThat(verdicts.get(1)).isInstanceOf(Convicted.class);

        at.trace.clear();
        assertThat(missing("1", "there")).isEqualTo(Acquitted.IN_ORDER);
        assertThat(at.trace).containsExactly("look up [1]", "look witness", "look there");
    }

    @Test
    @DisplayName("H8, H31, I4: what the listing hid is compared by two looks of its own")
    void whatTheListingHidMayBeOfAnotherSize() {
        at.ready("1", sized("1", "there", 2));
        StoredObject object = at.object("there", 1);
        assertThat(missing("1", "there"))
                .isEqualTo(new Convicted(
                        new Finding.Mismatch(
                                sized("1", "there", 2), new RecordState("ready", null, LONG_AGO, Map.of()), object),
                        List.of(
                                new Look("record 1", "status ready, original at there", NOW),
                                new Look("object there", "present, 1 bytes, ETag " + object.etag(), NOW),
                                new Look("object witness, seen before, as a witness of the bucket", "present", NOW))));
        assertThat(at.trace).containsExactly("look up [1]", "look witness", "look there", "look there", "look witness");
        Candidate.OfReference hidden =
                new Candidate.OfReference(new RecordId("1"), "original", ObjectKey.of("there"), null);
        assertThat(at.confirm().references(List.of(hidden), false))
                .as("nobody asks for sizes")
                .containsExactly(Acquitted.IN_ORDER);
    }

    @Test
    @DisplayName("H70, I4: two looks that don't agree prove nothing of what the listing hid")
    void whatTheListingHidAndIsWrittenMeanwhileIsLeftAlone() {
        at.ready("1", sized("1", "there", 2));
        at.object("there", 1);
        for (Presence second : List.of(
                Presence.absent(),
                Presence.unknown(Doubt.UNAVAILABLE, "503"),
                Presence.present(imagined("there", 1, "another", LONG_AGO)))) {
            AtomicBoolean looked = new AtomicBoolean();
            at.store.looking = (key, truth) -> key.value().equals("there") && looked.getAndSet(true) ? second : truth;
            assertThat(missing("1", "there"))
                    .isEqualTo(second instanceof Presence.Unknown ? Acquitted.UNKNOWN : Acquitted.CHANGED);
        }
    }

    @Test
    @DisplayName("H1: without a witness only what was judged by an absence is unknown")
    void unprovenAbsenceTakesNothingElseWithIt() {
        at.ready("1", reference("1", "original", "there"));
        at.ready("2", reference("2", "original", "gone"));
        at.object("there", 1);
        at.store.looking =
                (key, truth) -> key.value().equals("witness") ? Presence.unknown(Doubt.UNAVAILABLE, "503") : truth;
        List<Verdict> verdicts = at.confirm()
                .references(
                        List.of(
                                new Candidate.OfReference(new RecordId("1"), "original", ObjectKey.of("there"), null),
                                new Candidate.OfReference(new RecordId("2"), "original", ObjectKey.of("gone"), null)),
                        true);
        assertThat(verdicts).containsExactly(Acquitted.IN_ORDER, Acquitted.UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource(value = Doubt.class, mode = EnumSource.Mode.EXCLUDE, names = "INTERRUPTED")
    @DisplayName("I2, H70: no error of the store is evidence")
    void errorOfTheStoreIsUnknown(Doubt doubt) {
        at.ready("1", sized("1", "a", 5));
        at.store.looking = (key, truth) -> key.value().equals("a") ? Presence.unknown(doubt, "no answer") : truth;
        assertThat(missing("1", "a")).isEqualTo(Acquitted.UNKNOWN);
        assertThat(mismatch(imagined("a", 4, "x", LONG_AGO))).isEqualTo(Acquitted.UNKNOWN);
        assertThat(at.problems.asList()).containsExactly("no answer");
    }

    @Test
    @DisplayName("I2, H70: no error of the catalog is evidence, and the store isn't even asked")
    void errorOfTheCatalogIsUnknown() {
        at.ready("1", reference("1", "original", "gone"));
        at.catalog.lookingUp = real -> {
            throw BentCatalog.silent();
        };
        assertThat(missing("1", "gone")).isEqualTo(Acquitted.UNKNOWN);
        assertThat(at.problems.asList()).containsExactly("The database didn't answer");
        assertThat(at.trace).containsExactly("look up [1]");
    }

    @Test
    @DisplayName("H59, H62: what the application changed since the scan isn't judged")
    void recordThatChangedIsLeftAlone() {
        assertThat(missing("1", "gone")).as("removed").isEqualTo(Acquitted.CHANGED);
        at.ready("1", reference("1", "original", "elsewhere"));
        assertThat(missing("1", "gone")).as("another key").isEqualTo(Acquitted.CHANGED);
        at.ready("1", reference("1", "staged", "gone"));
        assertThat(missing("1", "gone")).as("another role").isEqualTo(Acquitted.CHANGED);
        at.catalog.real.put("1", "error", LONG_AGO, reference("1", "original", "gone"));
        assertThat(missing("1", "gone")).as("marked meanwhile").isEqualTo(Acquitted.CHANGED);
        at.catalog.real.put("1", "ready", NOW, reference("1", "original", "gone"));
        assertThat(missing("1", "gone")).as("written a moment ago").isEqualTo(Acquitted.CHANGED);
        at.ready("1", new Reference(new RecordId("1"), "original", ObjectKey.of("gone"), OptionalLong.empty(), false));
        assertThat(missing("1", "gone")).as("not required any more").isEqualTo(Acquitted.CHANGED);
        assertThat(at.trace).as("no object was looked at").noneMatch(asked -> asked.startsWith("look gone"));
    }

    @Test
    @DisplayName("One look serves every referrer of an object")
    void objectOfManyRecordsIsLookedAtOnce() {
        at.ready("1", reference("1", "original", "gone"), reference("1", "staged", "gone"));
        at.ready("2", reference("2", "original", "gone"));
        List<Candidate.OfReference> candidates = new ArrayList<>();
        for (String id : List.of("1", "2")) {
            candidates.add(new Candidate.OfReference(new RecordId(id), "original", ObjectKey.of("gone"), null));
        }
        candidates.add(new Candidate.OfReference(new RecordId("1"), "staged", ObjectKey.of("gone"), null));
        assertThat(at.confirm().references(candidates, true))
                .allMatch(Convicted.class::isInstance)
                .hasSize(3);
        assertThat(at.trace).containsOnlyOnce("look gone").containsOnlyOnce("look up [1, 2]");
    }

    @Test
    @DisplayName("I4: a size that neither of two looks at one state of the object meets is a mismatch")
    void objectOfAnotherSizeIsAMismatch() {
        at.ready("1", sized("1", "a", 5));
        StoredObject object = at.object("a", 4);
        Verdict verdict = mismatch(object);
        assertThat(verdict)
                .isEqualTo(new Convicted(
                        new Finding.Mismatch(
                                sized("1", "a", 5), new RecordState("ready", null, LONG_AGO, Map.of()), object),
                        List.of(
                                new Look("record 1", "status ready, original at a", NOW),
                                new Look("object a", "present, 4 bytes, ETag " + object.etag(), NOW),
                                new Look("object witness, seen before, as a witness of the bucket", "present", NOW))));
    }

    @Test
    @DisplayName("H72: a mismatch seen in a bucket that isn't proven to be the one is none")
    void mismatchWithoutAWitnessProvesNothing() {
        at.ready("1", sized("1", "a", 5));
        StoredObject object = at.object("a", 4);
        at.store.real.remove("witness");
        assertThat(mismatch(object)).isEqualTo(Acquitted.UNKNOWN);
        assertThat(at.problems.asList()).hasSize(1);
    }

    @Test
    @DisplayName("I4: a size that fits by now, or isn't expected any more, is no mismatch")
    void objectThatFitsIsInOrder() {
        at.ready("1", sized("1", "a", 5));
        at.object("a", 5);
        assertThat(mismatch(imagined("a", 4, "x", LONG_AGO)))
                .as("uploaded again")
                .isEqualTo(Acquitted.IN_ORDER);
        at.ready("1", reference("1", "original", "a"));
        assertThat(mismatch(at.object("a", 4))).as("nothing expected").isEqualTo(Acquitted.IN_ORDER);
        at.ready("1", sized("1", "a", 4));
        assertThat(mismatch(at.object("a", 4))).as("a new expectation").isEqualTo(Acquitted.IN_ORDER);
    }

    @Test
    @DisplayName("I4: two looks at two states of an object prove nothing")
    void objectWrittenBetweenTwoLooksIsNoMismatch() {
        at.ready("1", sized("1", "a", 5));
        at.object("a", 4);
        assertThat(mismatch(imagined("a", 4, "x", LONG_AGO))).isEqualTo(Acquitted.CHANGED);
    }

    @Test
    @DisplayName("I4, H59: an object that may still be in flight is no mismatch")
    void youngObjectIsNoMismatch() {
        at.ready("1", sized("1", "a", 5));
        StoredObject young = at.store.real.put("a", 4, NOW);
        assertThat(mismatch(young)).isEqualTo(Acquitted.CHANGED);
    }

    @Test
    @DisplayName(
            "A mismatched object that is gone by now is looked at in another run, as its absence was seen once only")
    void mismatchedObjectThatVanishedIsLeftAlone() {
        at.ready("1", sized("1", "a", 5));
        assertThat(mismatch(imagined("a", 4, "x", LONG_AGO))).isEqualTo(Acquitted.CHANGED);
        at.store.real.remove("witness");
        assertThat(mismatch(imagined("a", 4, "x", LONG_AGO)))
                .as("H1: nor is it known to be gone")
                .isEqualTo(Acquitted.UNKNOWN);
    }

    @Test
    @DisplayName("H21: without an ETag nothing says that two looks saw the same")
    void objectWithoutETagIsUnknown() {
        at.ready("1", sized("1", "a", 5));
        theLookShows(imagined("a", 4, null, LONG_AGO));
        assertThat(mismatch(imagined("a", 4, "x", LONG_AGO))).isEqualTo(Acquitted.UNKNOWN);
        theLookShows(imagined("a", 4, "x", LONG_AGO));
        assertThat(mismatch(imagined("a", 4, null, LONG_AGO))).isEqualTo(Acquitted.UNKNOWN);
        assertThat(at.problems.asList()).singleElement().asString().contains("gives no ETag for a");
    }

    @Test
    @DisplayName("H98: evidence escapes what comes from the catalog and the store")
    void evidenceIsHarmless() {
        at.catalog.real.put("1\n2", "re\tady", LONG_AGO, sized("1\n2", "a\rb", 5));
        StoredObject object = imagined("a\rb", 4, "e\u001bt", LONG_AGO);
        theLookShows(object);
        Verdict verdict = judge(new Candidate.OfReference(new RecordId("1\n2"), "original", object.key(), object));
        assertThat(((Convicted) verdict).evidence())
                .allSatisfy(look -> assertThat(look.asked() + look.answer()).matches("\\P{Cntrl}*"));
    }

    @Test
    @DisplayName("H1, H63: a look of its own says absent only if the bucket is proven to answer, before and after it")
    void provenLookIsProven() {
        assertThat(at.confirm().provenLook(ObjectKey.of("gone"))).isEqualTo(Presence.absent());
        assertThat(at.trace).containsExactly("look witness", "look gone", "look witness");
        at.trace.clear();
        at.object("there", 1);
        assertThat(at.confirm().provenLook(ObjectKey.of("there")).kind()).isEqualTo(Presence.Kind.PRESENT);
        assertThat(at.trace).containsExactly("look witness", "look there");
        at.store.real.remove("witness");
        assertThat(at.confirm().provenLook(ObjectKey.of("gone")))
                .isEqualTo(Presence.unknown(Doubt.UNPROVEN, "Nothing proves that the bucket answers"));
    }
}
