package dev.reconcile.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5), new Random(1));

    @Test
    void eachPauseIsUpToTwiceAsLongAsTheOneBeforeAndNeverLongerThanTheLongest() {
        for (long bound : new long[] {1, 2, 4, 5, 5, 5}) {
            assertThat(backoff.next()).isBetween(Duration.ofMillis(bound * 500), Duration.ofSeconds(bound));
        }
    }

    @Test
    void anAnswerBeginsAnew() {
        backoff.next();
        backoff.next();
        backoff.reset();

        assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.first()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void hooksThatWereStoppedTogetherDontComeBackTogether() {
        Backoff other = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5), new Random(2));

        assertThat(backoff.next()).isNotEqualTo(other.next());
    }
}
