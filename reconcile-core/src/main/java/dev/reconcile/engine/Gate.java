package dev.reconcile.engine;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.Written;
import io.github.resilience4j.ratelimiter.RateLimiter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What every request to the store passes: so many at once and no more, whoever asks; the rate limit; and the pace that the store itself
 * sets. What the store throttles is asked again, as it was refused and didn't fail. Thread-safe.
 */
final class Gate {

    /** A look that alone is asked, and refused so often, makes room for others to tell whether all is refused. */
    static final int MOST_IN_VAIN = 10;

    private final Semaphore turns;
    private final @Nullable RateLimiter rate;
    private final Pace pace;
    private final StopSignal stop;
    private final Consumer<Duration> pause;

    final LongAdder throttled = new LongAdder();

    /**
     * @param atOnce requests under way at one time
     * @param pause waits; ends the run if it is to end meanwhile
     */
    Gate(int atOnce, @Nullable RateLimiter rate, InstantSource clock, StopSignal stop, Consumer<Duration> pause) {
        this.turns = new Semaphore(atOnce, true);
        this.rate = rate;
        this.pace = new Pace(clock, pause);
        this.stop = stop;
        this.pause = pause;
    }

    /**
     * Asks until the answer isn't that there are too many requests, or it is of no use to go on (H88).
     *
     * @param request asks the store alone: who passes the gate again in here may wait for himself
     */
    <T> T pass(Supplier<T> request) {
        try (Pace.Question question = pace.question()) {
            while (true) {
                turns.acquireUninterruptibly(); // whoever has one gives it back after one call, interrupted or not
                try {
                    Pace.Place place = awaitPermit();
                    try {
                        T answer = request.get();
                        if (!isThrottled(answer)) {
                            tell(place, answer);
                            return answer;
                        }
                        if (isFinal(question, place, MOST_IN_VAIN)) {
                            return answer;
                        }
                    } catch (StoreException failed) {
                        if (failed.doubt() != Doubt.THROTTLED || isFinal(question, place, Pace.OUTAGE)) {
                            throw failed;
                        }
                    }
                } finally {
                    turns.release();
                }
                throttled.increment();
            }
        }
    }

    private Pace.Place awaitPermit() {
        if (rate != null) {
            pause.accept(Duration.ofNanos(Math.max(0, rate.reservePermission())));
        }
        return pace.await();
    }

    private static boolean isThrottled(Object answer) {
        return answer instanceof Presence.Unknown unknown && unknown.doubt() == Doubt.THROTTLED;
    }

    /** What is no answer says nothing of the pace. */
    private void tell(Pace.Place place, Object answer) {
        boolean isAnswer = !(answer instanceof Presence.Unknown)
                && !(answer instanceof Written written && written.kind() == Written.Kind.UNKNOWN);
        if (isAnswer) {
            pace.answered(place);
        }
    }

    /** @param mostInVain so many refusals are enough if nothing else is answered meanwhile */
    private boolean isFinal(Pace.Question question, Pace.Place place, int mostInVain) {
        boolean enough = question.refused(place, mostInVain);
        if (pace.isOutage()) {
            stop.giveUp();
        }
        return enough;
    }
}
