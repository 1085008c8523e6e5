package dev.reconcile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StopSignalTest {

    private final StopSignal stop = new StopSignal(InstantSource.fixed(Instant.EPOCH), Instant.EPOCH);

    @Test
    @DisplayName("H91: an interrupted run is CANCELLED, even if the store or the time gave out as well")
    void anInterruptTakesPrecedence() {
        stop.cancel();
        stop.giveUp();
        assertThatThrownBy(stop::check).isInstanceOf(StopSignal.Stopped.class);

        assertThat(stop.reason()).isEqualTo(StopSignal.Reason.CANCELLED);
    }

    @Test
    void theFirstOfOtherReasonsStands() {
        assertThatThrownBy(stop::check).isInstanceOf(StopSignal.Stopped.class);
        stop.giveUp();

        assertThat(stop.reason()).isEqualTo(StopSignal.Reason.DEADLINE);
    }
}
