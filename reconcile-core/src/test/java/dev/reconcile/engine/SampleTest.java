package dev.reconcile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.reconcile.store.ObjectKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is known of the keys of a catalog without all of them. */
class SampleTest {

    private final Sample sample = new Sample();

    private static ObjectKey key(int number) {
        return ObjectKey.of(String.format("key-%08d", number));
    }

    private void fill(int size) {
        List<ObjectKey> keys = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            keys.add(key(i));
        }
        Collections.shuffle(keys, new Random(7));
        keys.forEach(sample::add);
    }

    @Test
    void nothingIsKnownOfNothing() {
        assertThat(sample.seen()).isZero();
        assertThat(sample.cuts(8)).isEmpty();
        assertThat(sample.middle(null, null)).isNull();
        assertThat(sample.between(null, null)).isZero();
    }

    @Test
    void aFewAreKnownExactly() {
        fill(100);
        assertThat(sample.cuts(4)).containsExactly(key(25), key(50), key(75));
        assertThat(sample.between(key(9), key(19)))
                .as("beyond the first, and up to the second")
                .isEqualTo(10);
        assertThat(sample.between(null, null)).isEqualTo(100);
        assertThat(sample.middle(key(9), key(19))).isEqualTo(key(15));
        assertThat(sample.tolerance()).isEqualTo(2);
    }

    @Test
    void thereIsNoKeyBetweenNeighbours() {
        fill(100);
        assertThat(sample.middle(key(9), key(10)))
                .as("the end isn't before itself")
                .isNull();
        assertThat(sample.middle(key(99), null)).isNull();
    }

    @Test
    void aMillionAreKnownWithinItsTolerance() {
        fill(1_000_000);
        assertThat(sample.seen()).isEqualTo(1_000_000);
        assertThat(sample.cuts(2)).hasSize(1);
        assertThat(sample.between(null, key(250_000))).isCloseTo(250_000, within(25_000L));
        assertThat(sample.cuts(64)).hasSize(63).isSorted();
        assertThat(sample.tolerance()).isLessThan(2_000);
    }

    @Test
    void equalKeysCutOnce() {
        for (int i = 0; i < 100; i++) {
            sample.add(key(1));
        }
        assertThat(sample.cuts(8)).hasSize(1);
    }

    @Test
    void itIsAskedWhileItGrows() {
        for (int i = 0; i < 20_000; i++) {
            sample.add(key(i));
            if (i % 100 == 99) {
                assertThat(sample.between(null, null)).isCloseTo(i + 1L, within(i / 4 + 1L));
            }
        }
    }
}
