package dev.reconcile;

import java.time.Duration;

/** How the engine waits between tries and for its rate limit. A collaborator, so that a test's time can pass without sleeping. */
@FunctionalInterface
public interface Waiting {

    /** Really sleeps. */
    Waiting SLEEPING = duration -> Thread.sleep(duration.toMillis(), duration.toNanosPart() % 1_000_000);

    /** Returns after that time has passed on the engine's clock. */
    void await(Duration duration) throws InterruptedException;
}
