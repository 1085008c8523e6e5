package dev.reconcile.testkit;

import static dev.reconcile.testkit.ReconcileAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.Strategy;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A store that asks for fewer requests, in a time that passes only by requests and by waiting. */
class ThrottledRunTest {

    private static final Presence SLOW_DOWN = Presence.unknown(Doubt.THROTTLED, "status 503 SlowDown");
    private static final int PER_SECOND = 50;

    private final World world = World.of(1500);
    private double tokens = 10;
    private Instant last = World.NOW;
    private long refused;

    private synchronized void pass(Duration duration) {
        world.time = world.time.plus(duration);
    }

    /** Each request takes 5 ms. */
    private synchronized boolean allows() {
        pass(Duration.ofMillis(5));
        tokens = Math.min(
                10, tokens + PER_SECOND * Duration.between(last, world.time).toNanos() / 1e9);
        last = world.time;
        boolean allowed = tokens >= 1;
        tokens -= allowed ? 1 : 0;
        refused += allowed ? 0 : 1;
        return allowed;
    }

    private void throttle() {
        world.store.onStat((key, call, real) -> allows() ? real.apply(key) : SLOW_DOWN);
        world.store.onList((request, call, real) -> {
            if (!allows()) {
                throw new StoreException(Doubt.THROTTLED, "status 429");
            }
            return real.apply(request);
        });
    }

    private RunReport run(Strategy strategy, int concurrency) {
        return world.engine()
                .waiting(this::pass)
                .random(new Random(1))
                .build()
                .run(ReconcileRequest.builder()
                        .strategy(strategy)
                        .concurrency(concurrency)
                        .unlimitedRequests()
                        .build());
    }

    @Test
    @DisplayName(
            "H89: a throttled run is complete, at 95 % of the rate allowed and with less than 2 % of its requests refused")
    void throttledRunIsComplete() {
        world.objects.remove(World.original("700"));
        throttle();

        RunReport report = run(Strategy.PROBE, 1);

        assertThat(report).hasState(RunState.COMPLETE).hasMissing(1);
        long requests = report.requests().stats() + report.requests().lists();
        double seconds = Duration.between(World.NOW, world.time).toMillis() / 1000.0;
        assertThat((requests - refused) / seconds).as("answered a second").isGreaterThan(0.95 * PER_SECOND);
        assertThat(refused).isPositive().isLessThan(requests / 50);
        assertThat(report.requests().retries()).isEqualTo(refused);
    }

    @ParameterizedTest
    @EnumSource(
            value = Strategy.class,
            names = {"PROBE", "SWEEP"})
    @DisplayName("H88: what is throttled isn't taken from the budget of retries, however many workers ask")
    void refusalsDontMakeARunIncomplete(Strategy strategy) {
        world.objects.remove(World.original("700"));
        tokens = 0;
        throttle();

        assertThat(run(strategy, 16)).hasState(RunState.COMPLETE).hasMissing(1);
        assertThat(refused).isPositive();
    }

    @ParameterizedTest
    @EnumSource(
            value = Strategy.class,
            names = {"PROBE", "SWEEP"})
    @DisplayName("H88: a store that refuses everything ends the run, in far fewer requests than it would have made")
    void refusingEverythingEndsTheRun(Strategy strategy) {
        world.store.onStat((key, call, real) -> call < 300 ? real.apply(key) : SLOW_DOWN);
        world.store.onList((request, call, real) -> {
            throw new StoreException(Doubt.THROTTLED, "status 503 SlowDown");
        });

        RunReport report = run(strategy, 16);

        assertThat(report).hasState(RunState.INCOMPLETE).hasMissing(0);
        assertThat(world.store.stats() + world.store.lists()).isLessThan(300 + 100);
        assertThat(Duration.between(World.NOW, world.time)).isLessThan(Duration.ofMinutes(5));
    }

    @Test
    void oneKeyThatIsAlwaysRefusedIsUnknownAlone() {
        world.objects.remove(World.original("700"));
        world.store.onStat((key, call, real) -> key.value().equals(World.original("3")) ? SLOW_DOWN : real.apply(key));

        RunReport report = run(Strategy.PROBE, 1);

        assertThat(report).hasState(RunState.INCOMPLETE).hasMissing(1);
        assertThat(report.problems()).anyMatch(problem -> problem.contains("SlowDown"));
        assertThat(report.requests().retries()).isLessThan(60);
    }
}
