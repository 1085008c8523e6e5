package dev.reconcile.engine;

import static dev.reconcile.engine.Surroundings.LONG_AGO;
import static dev.reconcile.engine.Surroundings.NOW;
import static dev.reconcile.engine.Surroundings.imagined;
import static dev.reconcile.engine.Surroundings.reference;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.Finding;
import dev.reconcile.Look;
import dev.reconcile.engine.Verdict.Acquitted;
import dev.reconcile.engine.Verdict.Convicted;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ORPHAN needs a fresh look at the object, and the whole catalog asked after the listing (I3). */
class ConfirmObjectsTest {

    private final Surroundings at = new Surroundings();
    private final StoredObject orphan = at.object("a/b c.jpg", 4);

    @BeforeEach
    void somethingElseIsThere() {
        at.knows(at.object("witness", 1));
    }

    private Verdict judge(StoredObject seen) {
        return at.confirm().objects(List.of(new Candidate.OfObject(seen))).get(0);
    }

    @Test
    @DisplayName("I3: an object that is as it was seen, old enough and nobody's is an orphan, and the evidence says so")
    void nobodysObjectIsAnOrphan() {
        assertThat(judge(orphan))
                .isEqualTo(new Convicted(
                        new Finding.Orphan(orphan),
                        List.of(
                                new Look("object a/b c.jpg", "present, 4 bytes, ETag " + orphan.etag(), NOW),
                                new Look("references to a/b c.jpg and its other forms", "none", NOW),
                                new Look("object witness, seen before, as a witness of the bucket", "present", NOW))));
        assertThat(at.trace)
                .as("the catalog is asked after the look (H59)")
                .containsExactly("look witness", "look a/b c.jpg", "find", "look witness");
        assertThat(at.problems.asList()).isEmpty();
    }

    @Test
    @DisplayName("H50: an object that somebody refers to by now is no orphan")
    void objectWithAReferenceIsNoOrphan() {
        at.catalog.real.put("1", "error", NOW, reference("1", "original", "a/b c.jpg"));
        assertThat(judge(orphan)).isEqualTo(Acquitted.CHANGED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b+c.jpg", "/a/b c.jpg", "A/B C.JPG", "a/b%20c.jpg"})
    @DisplayName("I3, H34, H36, H40, H44: an object whose key somebody spells in another form is no orphan")
    void objectMeantByAnotherFormOfItsKeyIsNoOrphan(String form) {
        at.ready("1", reference("1", "original", form));
        assertThat(judge(orphan)).isEqualTo(Acquitted.TWIN);
    }

    @Test
    @DisplayName("I2, H54: a catalog that doesn't answer makes no orphans")
    void errorOfTheCatalogIsUnknown() {
        at.catalog.finding = real -> {
            throw BentCatalog.silent();
        };
        assertThat(judge(orphan)).isEqualTo(Acquitted.UNKNOWN);
        assertThat(at.problems.asList()).containsExactly("The database didn't answer");
    }

    @Test
    @DisplayName("I2: a store that doesn't answer makes no orphans")
    void errorOfTheStoreIsUnknown() {
        at.store.looking = (key, truth) -> Presence.unknown(Doubt.UNAVAILABLE, "503");
        assertThat(judge(orphan)).isEqualTo(Acquitted.UNKNOWN);
        assertThat(at.problems.asList()).containsExactly("503");
    }

    @Test
    @DisplayName("H9: a listed object that is absent has vanished only if the bucket is proven to answer")
    void listedObjectThatIsAbsentHasVanished() {
        at.store.real.remove("a/b c.jpg");
        assertThat(judge(orphan)).isEqualTo(Acquitted.VANISHED);
        assertThat(at.trace).containsExactly("look witness", "look a/b c.jpg", "find", "look witness");
        at.store.real.remove("witness");
        assertThat(judge(orphan)).isEqualTo(Acquitted.UNKNOWN);
    }

    @Test
    @DisplayName("H1, H72: without a witness neither an orphan nor a vanished object is told, and nothing else is lost")
    void unprovenBucketTakesNothingElseWithIt() {
        StoredObject gone = at.object("b", 1);
        StoredObject named = at.object("c", 1);
        at.ready("1", reference("1", "original", "c"));
        at.store.real.remove("b");
        at.store.real.remove("witness");
        List<Verdict> verdicts = at.confirm()
                .objects(Stream.of(orphan, gone, named)
                        .map(Candidate.OfObject::new)
                        .toList());
        assertThat(verdicts).containsExactly(Acquitted.UNKNOWN, Acquitted.UNKNOWN, Acquitted.CHANGED);
        at.trace.clear();
        at.confirm().objects(List.of(new Candidate.OfObject(named)));
        assertThat(at.trace)
                .as("and nobody is asked again where nothing needs proof")
                .containsExactly("look witness", "look c", "find");
    }

    @Test
    @DisplayName("H50, I7: an object written since the listing is no orphan")
    void objectWrittenAgainIsNoOrphan() {
        at.object("a/b c.jpg", 4);
        assertThat(judge(orphan)).isEqualTo(Acquitted.CHANGED);
    }

    @Test
    @DisplayName("I3: an object that may still be in flight is no orphan")
    void youngObjectIsNoOrphan() {
        StoredObject young = at.store.real.put("young", 4, NOW);
        assertThat(judge(young)).isEqualTo(Acquitted.CHANGED);
    }

    @Test
    @DisplayName("H21: without an ETag nothing says that two looks saw the same")
    void objectWithoutETagIsUnknown() {
        StoredObject untold = imagined("a/b c.jpg", 4, null, LONG_AGO);
        assertThat(judge(untold)).isEqualTo(Acquitted.UNKNOWN);
        at.store.looking = (key, truth) -> Presence.present(untold);
        assertThat(judge(orphan)).isEqualTo(Acquitted.UNKNOWN);
        assertThat(at.problems.asList()).singleElement().asString().contains("gives no ETag for a/b c.jpg");
    }

    @Test
    @DisplayName("I7, H75: an orphan is changed only if a last look at catalog and store still says so")
    void lastLookSaysWhatSpeaksAgainst() {
        Confirm confirm = at.confirm();
        assertThat(confirm.againstChanging(orphan)).isNull();

        at.ready("1", reference("1", "original", "a/b c.jpg"));
        assertThat(confirm.againstChanging(orphan)).isEqualTo("somebody refers to it by now");
        at.ready("1", reference("1", "original", "a/b+c.jpg"));
        assertThat(confirm.againstChanging(orphan)).isEqualTo("somebody refers to it by now");
        at.catalog.real.remove("1");

        at.catalog.finding = real -> {
            throw BentCatalog.silent();
        };
        assertThat(confirm.againstChanging(orphan)).contains("the catalog didn't say");
        assertThat(at.problems.asList()).containsExactly("The database didn't answer");
    }

    @Test
    @DisplayName("I7: an orphan that was written, removed or can't be looked at is left alone")
    void lastLookAtTheObjectSaysWhatSpeaksAgainst() {
        Confirm confirm = at.confirm();
        at.store.fromLook(1, "a/b c.jpg", truth -> Presence.unknown(Doubt.UNAVAILABLE, "503"));
        assertThat(confirm.againstChanging(orphan)).contains("it was written meanwhile");
        at.store.looking = (key, truth) -> truth;
        at.object("a/b c.jpg", 4);
        assertThat(confirm.againstChanging(orphan)).contains("it was written meanwhile");
        at.store.real.remove("a/b c.jpg");
        assertThat(confirm.againstChanging(orphan)).contains("it was written meanwhile");
    }
}
