package dev.reconcile.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadShareTest {

    private Instant now = Instant.parse("2026-11-03T08:15:00Z");
    private final ReadShare share = new ReadShare(() -> now);

    private void reads(int succeeded, int missed) {
        IntStream.range(0, succeeded).forEach(i -> share.read());
        IntStream.range(0, missed).forEach(i -> share.missed());
    }

    @Test
    void moreThanTheShareAndAtLeastSoManyIsTooMuch() {
        reads(90, 10);
        assertThat(share.isExceeded(0.1, 10)).as("exactly the share").isFalse();
        reads(0, 1);
        assertThat(share.isExceeded(0.1, 11)).isTrue();
        assertThat(share.isExceeded(0.1, 12)).as("too few to tell").isFalse();
    }

    @Test
    void whatIsAMinuteOldIsForgotten() {
        reads(1, 20);
        now = now.plusSeconds(59);
        assertThat(share.isExceeded(0.5, 20)).isTrue();
        now = now.plusSeconds(1);
        assertThat(share.isExceeded(0.5, 1)).isFalse();
        reads(3, 1);
        assertThat(share.isExceeded(0.2, 1))
                .as("in the place of the second a minute ago")
                .isTrue();
        assertThat(share.isExceeded(0.25, 1)).isFalse();
        assertThat(share.reads()).isEqualTo(4);
    }

    @Test
    void aMinuteIsTheSumOfItsSeconds() {
        for (int i = 0; i < 60; i++) {
            reads(9, 1);
            now = now.plus(Duration.ofSeconds(1));
        }
        now = now.minusSeconds(1);

        assertThat(share.isExceeded(0.09, 60)).isTrue();
        assertThat(share.isExceeded(0.1, 60)).isFalse();
        assertThat(share.isExceeded(0.09, 61)).isFalse();
    }

    @Test
    void whoNeverTellsOfReadsHasNoShare() {
        reads(0, 1000);

        assertThat(share.isExceeded(0.1, 1)).isFalse();
    }
}
