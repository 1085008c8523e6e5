package dev.reconcile.testkit.sim;

import java.time.Duration;
import java.time.Instant;

/** The true time, which nobody in the simulation can read, and the three clocks that show it more or less well (H61). */
final class Time {

    static final Instant START = Instant.parse("2026-11-03T08:15:00Z");
    private static final long STEP = 10;

    /** Milliseconds since the beginning. */
    private long now;

    /** Numbers everything that happens, for the order of what happens at one time. */
    private long moment;

    long jvmAhead;
    long databaseAhead;
    long storeAhead;

    long now() {
        return now;
    }

    long moment() {
        return moment;
    }

    long nextMoment() {
        return ++moment;
    }

    /** A call takes its time. */
    void step() {
        now += STEP;
        moment++;
    }

    void pass(Duration duration) {
        now += duration.toMillis();
    }

    Instant jvm() {
        return shown(now + jvmAhead);
    }

    Instant database() {
        return database(now);
    }

    Instant database(long at) {
        return shown(at + databaseAhead);
    }

    Instant store() {
        return store(now);
    }

    Instant store(long at) {
        return shown(at + storeAhead);
    }

    void agree() {
        jvmAhead = 0;
        databaseAhead = 0;
        storeAhead = 0;
    }

    static Instant shown(long millis) {
        return START.plusMillis(millis);
    }
}
