package dev.reconcile.bench;

/** What may change while the store serves. */
final class StoreSettings {

    private volatile long latencyNanos;
    private volatile TokenBucket allowed = TokenBucket.UNLIMITED;

    long latencyNanos() {
        return latencyNanos;
    }

    /** Whether one more request is within the rate. */
    boolean admits() {
        return allowed.take();
    }

    void latencyMillis(double millis) {
        latencyNanos = Math.round(millis * 1e6);
    }

    /** @param perSecond 0 for any number */
    void rate(double perSecond, long burst) {
        allowed = perSecond == 0 ? TokenBucket.UNLIMITED : new TokenBucket(perSecond, burst);
    }
}
