package dev.reconcile.jdbc;

import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock for measuring. It never goes back, as the wall clock may, and goes on while the machine sleeps, as the one for measuring
 * may not: it says the later of the two.
 */
final class SteadyClock implements InstantSource {

    private final Instant origin = Instant.now();
    private final long nanos = System.nanoTime();

    @Override
    public Instant instant() {
        Instant measured = origin.plusNanos(System.nanoTime() - nanos);
        Instant wall = Instant.now();
        return wall.isAfter(measured) ? wall : measured;
    }
}
