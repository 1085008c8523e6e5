package dev.reconcile.testkit.s3;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The faults that a server has been told to show. A request meets the first one, in the order of injection, whose condition it
 * fulfils; those behind it don't count it. Thread-safe.
 */
public final class Faults {

    private final List<Injection> injections = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch stalled = new CountDownLatch(1);

    Faults() {}

    /** One fault and the requests it strikes. Thread-safe. */
    public final class Injection {

        private final When when;
        private final Fault fault;
        private final Random dice;
        private long seen;
        private long fired;

        private Injection(When when, Fault fault) {
            this.when = when;
            this.fault = fault;
            this.dice = new Random(when.seed());
        }

        private synchronized boolean strikes(S3Request request) {
            if (!when.matches(request)) {
                return false;
            }
            seen++;
            boolean strikes = seen > when.skipped()
                    && fired < when.most()
                    && (when.probability() >= 1 || dice.nextDouble() < when.probability());
            if (strikes) {
                fired++;
            }
            return strikes;
        }

        /** How many requests it has struck. */
        public synchronized long fired() {
            return fired;
        }

        /** Strikes no more. */
        public void remove() {
            injections.remove(this);
        }
    }

    public Injection inject(When when, Fault fault) {
        Injection injection = new Injection(when, fault);
        injections.add(injection);
        return injection;
    }

    /** Removes every fault and lets go of the requests that are stalled. */
    public void clear() {
        injections.clear();
        CountDownLatch waiting = stalled;
        stalled = new CountDownLatch(1);
        waiting.countDown();
    }

    @Nullable
    Fault strike(S3Request request) {
        for (Injection injection : injections) {
            if (injection.strikes(request)) {
                return injection.fault;
            }
        }
        return null;
    }

    /** Waits until the faults are cleared or the server closes. */
    void stall() {
        try {
            stalled.await();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }
}
