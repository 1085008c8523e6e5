package dev.reconcile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {

    private static final Duration TWO_MINUTES = Duration.ofMinutes(2);
    private static final Duration TEN_MILLIS = Duration.ofMillis(10);

    private Instant time = Instant.parse("2026-11-03T08:15:00Z");
    private final List<Duration> waits = new ArrayList<>();
    private final Pace pace = new Pace(() -> time, this::waitFor);

    private void waitFor(Duration duration) {
        waits.add(duration);
        time = time.plus(duration);
    }

    static Stream<Arguments> limits() {
        return Stream.of(50, 500, 5000)
                .flatMap(perSecond -> Stream.of(1, 8, 64)
                        .flatMap(workers -> Stream.of(10, 50)
                                .flatMap(millis -> Stream.of(1, Math.max(2, perSecond / 50), perSecond)
                                        .map(depth -> Arguments.of(perSecond, workers, millis, depth)))));
    }

    @ParameterizedTest(name = "{0} a second, {1} workers, {2} ms, {3} at once")
    @MethodSource("limits")
    @DisplayName(
            "H89: at least 95 % of what a store allows is had, and less than 2 % of the requests are refused, from the first one on")
    void allowedRateIsHad(int perSecond, int workers, int millis, int depth) {
        ModelStore store = new ModelStore(ModelStore.bucket(perSecond, depth), Duration.ofMillis(millis))
                .askedBy(workers, TWO_MINUTES);

        double possible = Math.min(perSecond, workers * 1000.0 / millis) * TWO_MINUTES.toSeconds();
        assertThat(store.answered / possible).as("share of what is allowed").isGreaterThan(0.95);
        assertThat(store.refusedShare()).as("share of refused requests").isLessThan(0.02);
    }

    @ParameterizedTest
    @ValueSource(doubles = {100, 5000})
    void newLimitIsFoundBothWays(double later) {
        LongPredicate before = ModelStore.bucket(500, 10);
        LongPredicate after = ModelStore.bucket(later, 10);
        long[] from = {Duration.ofMinutes(1).toNanos()};
        long[] allowed = new long[1];
        LongPredicate changing = at -> {
            boolean is = at < from[0] ? before.test(at) : after.test(at);
            allowed[0] += is && at >= 2 * from[0] ? 1 : 0;
            return is;
        };

        ModelStore store = new ModelStore(changing, TEN_MILLIS).askedBy(64, Duration.ofMinutes(3));

        assertThat(allowed[0] / 60.0).as("a second, a minute after the change").isGreaterThan(0.95 * later);
        assertThat(store.refusedShare()).isLessThan(0.02);
    }

    @Test
    void nothingWaitsWhileNothingIsRefused() {
        for (int i = 0; i < 10_000; i++) {
            pace.answered(pace.await());
        }
        assertThat(waits).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64, 256})
    @DisplayName(
            "H88: a store that refuses everything is asked a few times more than there are workers, and given up within a minute")
    void outageEnds(int workers) {
        ModelStore store = new ModelStore(at -> false, TEN_MILLIS).askedBy(workers, Duration.ofHours(1));

        assertThat(store.isGivenUp).isTrue();
        assertThat(store.refused).isLessThan(workers + 80);
        assertThat(store.elapsed()).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    @DisplayName("H88: so is one that goes away in the midst of thousands of requests a second")
    void outageInTheMidstEnds() {
        LongPredicate bucket = ModelStore.bucket(5000, 100);
        long end = Duration.ofMinutes(1).toNanos();
        long[] inVain = new long[1];
        LongPredicate dying = at -> {
            inVain[0] += at < end ? 0 : 1;
            return at < end && bucket.test(at);
        };

        ModelStore store = new ModelStore(dying, TEN_MILLIS).askedBy(64, Duration.ofHours(1));

        assertThat(store.isGivenUp).isTrue();
        assertThat(inVain[0]).isLessThan(300);
        assertThat(store.elapsed()).isLessThan(Duration.ofMinutes(2));
    }

    @Test
    void storeThatRestsForTenSecondsIsNotGivenUp() {
        LongPredicate bucket = ModelStore.bucket(5000, 100);
        LongPredicate resting = at -> (at < 60e9 || at > 70e9) && bucket.test(at);

        ModelStore store = new ModelStore(resting, TEN_MILLIS).askedBy(64, TWO_MINUTES);

        assertThat(store.isGivenUp).isFalse();
        assertThat(store.answered).isGreaterThan((long) (0.90 * 110 * 5000));
    }

    @ParameterizedTest(name = "{0} workers, one in {1}")
    @CsvSource({"1, 10000, 2", "16, 10000, 2", "64, 10000, 2", "1, 1000, 4", "16, 1000, 2", "64, 1000, 2", "16, 100, 60"
    })
    @DisplayName(
            "H10: what is refused for what it is and not for the rate of all slows down the rest, and doesn't stop it")
    void damagedObjectsDoNotStopTheRest(int workers, long every, double timesAsLong) {
        int looks = 50_000;
        Duration latency = Duration.ofMillis(20);
        ModelStore whole = new ModelStore(at -> true, latency).asked(looks).askedBy(workers, Duration.ofDays(1));
        ModelStore damaged =
                new ModelStore(at -> true, latency).damaged(every).asked(looks).askedBy(workers, Duration.ofDays(1));

        double ratio = (double) damaged.elapsed().toNanos() / whole.elapsed().toNanos();
        assertThat(damaged.isGivenUp).isFalse();
        assertThat(damaged.unanswered).isCloseTo(looks / every, Offset.offset(2L + workers));
        assertThat(ratio).isLessThan(timesAsLong);
    }

    @Test
    void permitsLieEvenly() {
        slowDown();
        waits.clear();
        List<Duration> between = new ArrayList<>();
        Instant last = time;
        for (int i = 0; i < 5; i++) {
            pace.await();
            between.add(Duration.between(last, time));
            last = time;
        }
        assertThat(between.subList(1, 5)).allSatisfy(gap -> assertThat(gap).isEqualTo(between.get(1)));
        assertThat(between.get(1)).isPositive();
    }

    @Test
    @DisplayName("What nobody asked for in an idle hour isn't had at once after it")
    void idleTimeIsNotSavedUp() {
        slowDown();
        time = time.plus(Duration.ofHours(1));
        waits.clear();
        pace.await();
        assertThat(waits).isEmpty();
        pace.await();
        assertThat(waits).isNotEmpty();
    }

    @Test
    @DisplayName("H61: a clock that is set back keeps nobody waiting")
    void clockSetBackKeepsNobodyWaiting() {
        slowDown();
        time = time.minus(Duration.ofDays(1));
        waits.clear();
        for (int i = 0; i < 10; i++) {
            pace.await();
        }
        assertThat(waits.stream().reduce(Duration.ZERO, Duration::plus)).isLessThan(Duration.ofSeconds(2));
    }

    /** To 20 a second. */
    private void slowDown() {
        pace.question().refused(pace.await(), Pace.OUTAGE);
        pace.await();
    }
}
