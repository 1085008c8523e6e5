package dev.reconcile.hook;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to leave a store alone that doesn't answer: twice as long each time, and never just as long as others do. For one thread. */
final class Backoff {

    private final Duration first;
    private final Duration longest;
    private final RandomGenerator random;
    private Duration bound;

    Backoff(Duration first, Duration longest, RandomGenerator random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
        this.bound = first;
    }

    Duration first() {
        return first;
    }

    /** From half of the bound up to it. */
    Duration next() {
        long nanos = bound.toNanos();
        Duration twice = bound.multipliedBy(2);
        bound = twice.compareTo(longest) < 0 ? twice : longest;
        return Duration.ofNanos(nanos / 2 + random.nextLong(nanos / 2 + 1));
    }

    void reset() {
        bound = first;
    }
}
