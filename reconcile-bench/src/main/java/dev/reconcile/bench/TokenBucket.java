package dev.reconcile.bench;

/** Admits so many requests a second, and a few at once after a pause. Thread-safe. */
final class TokenBucket {

    static final TokenBucket UNLIMITED = new TokenBucket(0, 0);

    private final double perSecond;
    private final double most;
    private double tokens;
    private long filled = System.nanoTime();

    TokenBucket(double perSecond, long burst) {
        this.perSecond = perSecond;
        this.most = Math.max(1, burst);
        this.tokens = most;
    }

    synchronized boolean take() {
        if (perSecond == 0) {
            return true;
        }
        long now = System.nanoTime();
        tokens = Math.min(most, tokens + (now - filled) / 1e9 * perSecond);
        filled = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
