package dev.reconcile.engine;

import static dev.reconcile.engine.Surroundings.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.engine.Clocks.Side;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** H61: ages are by the clock that dates them. */
class ClocksTest {

    private final Surroundings at = new Surroundings();

    private static Side side(long ahead) {
        return new Side(Duration.ofSeconds(ahead), NOW.plusSeconds(ahead));
    }

    @Test
    void eachSidesClockIsComparedWithTheEngines() {
        at.catalog.time = NOW.plusSeconds(7);
        at.store.time = NOW.minusSeconds(9);
        assertThat(Clocks.read(at.calls, at.collaborators(false))).isEqualTo(new Clocks(side(7), side(-9)));
    }

    @Test
    @DisplayName(
            "H61: an engine's clock that is put back between a run's start and its question makes nothing older than it is")
    void clockThatIsPutBackMakesNothingOlder() {
        Instant started = NOW.plus(Duration.ofDays(2)); // by a clock that was two days ahead until a moment ago
        assertThat(side(0).at(started)).isEqualTo(NOW);
        assertThat(side(7).at(started)).isEqualTo(NOW.plusSeconds(7));
    }

    @Test
    void momentBeforeTheQuestionIsThatMuchEarlierByEachClock() {
        assertThat(side(7).at(NOW.minusSeconds(60))).isEqualTo(NOW.minusSeconds(53));
        assertThat(side(-9).at(NOW.minusSeconds(60))).isEqualTo(NOW.minusSeconds(69));
        assertThat(side(-9).at(NOW)).isEqualTo(NOW.minusSeconds(9));
    }

    @Test
    @DisplayName(
            "H82: what comes after the question is no earlier than it, should the engine's clock be put back meanwhile")
    void momentAfterTheQuestionIsntBeforeIt() {
        assertThat(side(7).since(NOW.plusSeconds(60))).isEqualTo(NOW.plusSeconds(67));
        assertThat(side(7).since(NOW.minus(Duration.ofDays(2)))).isEqualTo(NOW.plusSeconds(7));
    }

    @Test
    void sideThatCantTellItsTimeIsTakenToAgree() {
        assertThat(Clocks.read(at.calls, at.collaborators(false))).isEqualTo(new Clocks(side(0), side(0)));
    }

    @Test
    @DisplayName("A host that dates everything by the engine's own clock has nobody asked")
    void ownClockDecidesAloneOnRequest() {
        at.catalog.time = NOW.plusSeconds(7);
        at.store.time = NOW.minusSeconds(9);
        assertThat(Clocks.read(at.calls, at.collaborators(true))).isEqualTo(new Clocks(side(0), side(0)));
    }
}
