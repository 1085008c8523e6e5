package dev.reconcile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.Presence;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** H2, H13: unless a key that can't be there gives a 404, no answer of this store tells what is missing. */
class PreflightTest {

    private final Surroundings at = new Surroundings();

    private boolean tellsAbsence() {
        return Preflight.storeTellsAbsence(at.calls, "p/", new Random(1), at.problems);
    }

    @Test
    void storeThatTellsAbsenceIsAskedForAKeyThatCantBeThere() {
        assertThat(tellsAbsence()).isTrue();
        assertThat(at.trace).singleElement().asString().matches("look p/reconcile-preflight-[0-9a-f]{16}");
        assertThat(at.problems.isEmpty()).isTrue();
    }

    @Test
    @DisplayName("H4: a store that has everything has nothing")
    void storeThatShowsWhatCantBeThereProvesNothing() {
        at.store.looking = (key, truth) -> Presence.present(Surroundings.imagined(key.value(), 1, "x", null));
        assertThat(tellsAbsence()).isFalse();
        assertThat(at.problems.asList())
                .singleElement()
                .asString()
                .startsWith("The store says that a random key exists");
    }

    @Test
    @DisplayName("H2: a 403 where a 404 is due means that the permission to list is missing")
    void forbiddenLookNamesThePermission() {
        at.store.looking = (key, truth) -> Presence.unknown(Doubt.FORBIDDEN, "403");
        assertThat(tellsAbsence()).isFalse();
        assertThat(at.problems.asList())
                .singleElement()
                .asString()
                .contains("that it is absent: 403. Without the permission s3:ListBucket");
    }

    @Test
    void otherDoubtNamesNoPermission() {
        at.store.looking = (key, truth) -> Presence.unknown(Doubt.UNAVAILABLE, "503");
        assertThat(tellsAbsence()).isFalse();
        assertThat(at.problems.asList()).singleElement().asString().endsWith("that it is absent: 503");
    }
}
