package dev.reconcile.cli.config;

import dev.reconcile.Verification;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A budget of verification. */
record VerificationSection(
        @Key(value = "Begins no object any more after this time.", example = "2h", byDefault = "no limit") @Nullable
        Duration time,

        @Key(
                value = "The share of the references that one run takes on; the next goes on from there.",
                byDefault = "100%")
        Share share,

        @Key(value = "Bytes of content read a second, over all workers.", example = "50MiB", byDefault = "no limit")
        @Nullable
        ByteSize bytesPerSecond) {

    Verification toVerification() {
        return new Verification(
                Optional.ofNullable(time),
                share.ratio(),
                bytesPerSecond == null ? OptionalLong.empty() : OptionalLong.of(bytesPerSecond.bytes()));
    }
}
