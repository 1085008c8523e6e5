package dev.reconcile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Versioning;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** H54, H76: an object is removed under a precondition that was seen to be honoured, or leaving a version, or not at all. */
class RemovalTest {

    private final Surroundings at = new Surroundings();
    private final StoredObject object = at.object("a", 4);

    @BeforeEach
    void somethingElseIsThere() {
        at.knows(at.object("witness", 1));
    }

    private Removal removal(boolean conditionally, boolean creates, Versioning versioning, boolean unsafe) {
        StoreAbilities abilities = new StoreAbilities(conditionally, true, creates, true, versioning, Map.of());
        return new Removal(at.calls, at.confirm(), abilities, unsafe);
    }

    private Removal conditional() {
        return removal(true, true, Versioning.OFF, false);
    }

    private Removal unconditional() {
        return removal(false, false, Versioning.ENABLED, false);
    }

    @ParameterizedTest
    @EnumSource(
            value = Versioning.class,
            names = {"OFF", "SUSPENDED", "UNKNOWN"})
    @DisplayName("H15, H76: where a removal can't be conditional and leaves no version, nothing is removed")
    void storeThatCouldLoseANewObjectRemovesNothing(Versioning versioning) {
        assertThat(removal(false, true, versioning, false).problem()).contains("If-Match on DELETE");
        assertThat(removal(false, true, versioning, true).problem())
                .as("on explicit request")
                .isNull();
        assertThat(removal(true, false, versioning, false).problem()).isNull();
        assertThat(removal(false, false, Versioning.ENABLED, false).problem()).isNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = Versioning.class,
            names = {"OFF", "SUSPENDED", "UNKNOWN"})
    @DisplayName("H86: where a copy could overwrite and leaves no version, nothing is restored")
    void storeThatCouldOverwriteANewObjectRestoresNothing(Versioning versioning) {
        assertThat(removal(true, false, versioning, false).problemOfRestoring()).contains("If-None-Match on a copy");
        assertThat(removal(true, false, versioning, true).problemOfRestoring()).isNull();
        assertThat(removal(false, true, versioning, false).problemOfRestoring()).isNull();
        assertThat(removal(false, false, Versioning.ENABLED, false).problemOfRestoring())
                .isNull();
    }

    @Test
    void conditionalRemovalIsOneCall() {
        assertThat(conditional().remove(object).kind()).isEqualTo(Kind.APPLIED);
        assertThat(at.trace).containsExactly("remove a");
    }

    @Test
    @DisplayName("I7: what was written since isn't removed, and the store decides that")
    void conditionalRemovalKeepsWhatWasWrittenSince() {
        StoredObject newer = at.object("a", 4);
        assertThat(conditional().remove(object).kind()).isEqualTo(Kind.CONFLICT);
        assertThat(at.store.real.versions("a")).containsExactly(newer);
    }

    @Test
    @DisplayName("H75: a removal without a precondition comes right after a look that shows the very object judged")
    void unconditionalRemovalLooksFirst() {
        at.store.real.versioning(Versioning.ENABLED);
        Written removed = unconditional().remove(object);
        assertThat(removed.kind()).isEqualTo(Kind.APPLIED);
        assertThat(removed.version()).isNotNull();
        assertThat(at.trace).containsExactly("look a", "unsafely remove a");
    }

    @Test
    @DisplayName("I2, I7: an object that changed, is gone, or can't be looked at isn't removed without a precondition")
    void unconditionalRemovalOfAnotherObjectIsRefused() {
        at.object("a", 4);
        assertThat(unconditional().remove(object).kind()).isEqualTo(Kind.CONFLICT);
        at.store.real.remove("a");
        assertThat(unconditional().remove(object).kind()).isEqualTo(Kind.CONFLICT);
        at.store.looking = (key, truth) -> Presence.unknown(Doubt.UNAVAILABLE, "503");
        assertThat(unconditional().remove(object).kind()).isEqualTo(Kind.REFUSED);
        assertThat(at.trace).containsOnly("look a");
    }

    @Test
    @DisplayName("H63: a removal without an answer is read back, and gone only if the bucket is proven to answer")
    void removalWithoutAnAnswerIsReadBack() {
        Written unanswered = Written.not(Kind.UNKNOWN, "reset");
        assertThat(conditional().readBack(object, unanswered))
                .isEqualTo(Written.not(Kind.REFUSED, "it wasn't removed: reset"));
        at.object("a", 4);
        assertThat(conditional().readBack(object, unanswered))
                .isEqualTo(Written.not(Kind.CONFLICT, "it was written meanwhile"));
        at.store.real.remove("a");
        assertThat(conditional().readBack(object, unanswered)).isEqualTo(Written.applied(null, null));
        at.store.real.remove("witness");
        assertThat(conditional().readBack(object, unanswered)).as("H1").isEqualTo(unanswered);
        at.store.looking = (key, truth) -> Presence.unknown(Doubt.UNAVAILABLE, "503");
        assertThat(conditional().readBack(object, unanswered)).isEqualTo(unanswered);
    }
}
