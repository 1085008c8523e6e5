package dev.reconcile.engine;

import static dev.reconcile.engine.Surroundings.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** H61: ages are by the clock that dates them. */
class ClocksTest {

    private final Surroundings at = new Surroundings();

    @Test
    void eachSidesClockIsComparedWithTheEngines() {
        at.catalog.time = NOW.plusSeconds(7);
        at.store.time = NOW.minusSeconds(9);
        assertThat(Clocks.read(at.calls, at.collaborators(false)))
                .isEqualTo(new Clocks(Duration.ofSeconds(7), Duration.ofSeconds(-9)));
    }

    @Test
    void sideThatCantTellItsTimeIsTakenToAgree() {
        assertThat(Clocks.read(at.calls, at.collaborators(false))).isEqualTo(new Clocks(Duration.ZERO, Duration.ZERO));
    }

    @Test
    @DisplayName("A host that dates everything by the engine's own clock has nobody asked")
    void ownClockDecidesAloneOnRequest() {
        at.catalog.time = NOW.plusSeconds(7);
        at.store.time = NOW.minusSeconds(9);
        assertThat(Clocks.read(at.calls, at.collaborators(true))).isEqualTo(new Clocks(Duration.ZERO, Duration.ZERO));
    }
}
