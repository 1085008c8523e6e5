package dev.reconcile;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a run is.
 *
 * @param done records read, references walked or records changed, depending on the stage
 * @param total what {@code done} will be at the end of the stage, where that is known
 * @param elapsed since the stage began
 * @param candidates differences seen in this stage so far
 */
public record Progress(Stage stage, long done, OptionalLong total, Duration elapsed, long candidates) {

    /** The stages of a run, in order. */
    public enum Stage {
        /** Reading the catalog; done counts records. */
        SNAPSHOT,
        /** Comparing with the store and looking again; done counts references. */
        WALK,
        /** Holding checksums, contents and metadata against what is expected; done counts references. */
        VERIFY,
        /** Marking; done counts records. */
        APPLY
    }

    /** Per second; 0 until any time has passed. */
    public double rate() {
        return elapsed.isZero() ? 0 : done / (elapsed.toNanos() / 1e9);
    }

    /** How long the rest of the stage takes at the rate so far. */
    public Optional<Duration> eta() {
        double rate = rate();
        return total.isEmpty() || rate <= 0
                ? Optional.empty()
                : Optional.of(Duration.ofMillis((long) ((total.getAsLong() - done) / rate * 1000)));
    }
}
