package dev.reconcile.notify;

import dev.reconcile.ReconcileException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A notice wasn't taken. The message is for logs: it has no address, no secret, and nothing of what the other side said. */
public final class DeliveryException extends ReconcileException {

    private static final long serialVersionUID = 1L;

    private final boolean lasting;
    private final @Nullable Duration retryAfter;

    private DeliveryException(String message, boolean lasting, @Nullable Duration retryAfter) {
        super(message, null);
        this.lasting = lasting;
        this.retryAfter = retryAfter;
    }

    /** Another try may succeed. */
    public static DeliveryException passing(String message) {
        return new DeliveryException(message, false, null);
    }

    /** Another try may succeed, but not before this time has passed. */
    public static DeliveryException passing(String message, Duration retryAfter) {
        return new DeliveryException(message, false, retryAfter);
    }

    /** Another try would fail like this one: a refused credential, an address that isn't there. */
    public static DeliveryException lasting(String message) {
        return new DeliveryException(message, true, null);
    }

    public boolean isLasting() {
        return lasting;
    }

    /** How long the other side asks to be left alone. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
