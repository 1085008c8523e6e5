package dev.reconcile;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much of the verification beyond size one run takes on. What it doesn't come to, the next run of the same engine and request
 * goes on with: all in the order of keys, and again from the first.
 *
 * @param time it begins no object any more after this time
 * @param share of the references, over 0 to 1
 * @param bytesPerSecond of content read, over all workers
 */
public record Verification(Optional<Duration> time, double share, OptionalLong bytesPerSecond) {

    /** Everything, as fast as can be. */
    public static final Verification ALL = new Verification(Optional.empty(), 1, OptionalLong.empty());

    private static final long LEAST_BYTES = 1 << 16;

    public Verification {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("Invalid share of a verification: " + share + ", expected over 0 to 1");
        }
        if (time.filter(given -> given.isNegative() || given.isZero()).isPresent()) {
            throw new IllegalArgumentException(
                    "Invalid time of a verification: " + time.get() + ", expected more than nothing");
        }
        if (bytesPerSecond.isPresent() && bytesPerSecond.getAsLong() < LEAST_BYTES) {
            throw new IllegalArgumentException("Invalid bytesPerSecond of a verification: " + bytesPerSecond.getAsLong()
                    + ", expected at least " + LEAST_BYTES);
        }
    }

    public Verification within(Duration limit) {
        return new Verification(Optional.of(limit), share, bytesPerSecond);
    }

    public Verification share(double ofReferences) {
        return new Verification(time, ofReferences, bytesPerSecond);
    }

    public Verification bytesPerSecond(long limit) {
        return new Verification(time, share, OptionalLong.of(limit));
    }
}
