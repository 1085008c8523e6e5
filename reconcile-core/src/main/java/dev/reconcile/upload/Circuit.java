package dev.reconcile.upload;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Keeps requests from waiting for a store that is known to be away: after some failures in a row it is left alone for a while, twice as long
 * after each further one. Thread-safe.
 */
final class Circuit {

    private static final int TOLERATED = 2;
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 6;

    private final InstantSource clock;
    private int failures;
    private Instant closedAgain = Instant.MIN;

    Circuit(InstantSource clock) {
        this.clock = clock;
    }

    /** Whether the store isn't to be asked now. */
    synchronized boolean isOpen() {
        return clock.instant().isBefore(closedAgain);
    }

    synchronized void succeeded() {
        failures = 0;
        closedAgain = Instant.MIN;
    }

    synchronized void failed() {
        failures++;
        if (failures > TOLERATED) {
            closedAgain = clock.instant().plus(pause());
        }
    }

    private Duration pause() {
        return FIRST.multipliedBy(1L << Math.min(failures - TOLERATED - 1, MOST_DOUBLINGS));
    }

    /** How long the store is left alone from now on; at least a second. */
    synchronized Duration rest() {
        Instant now = clock.instant();
        Duration left = closedAgain.isAfter(now) ? Duration.between(now, closedAgain) : Duration.ZERO;
        return Duration.ofSeconds(Math.max(1, left.plusMillis(999).toSeconds()));
    }
}
