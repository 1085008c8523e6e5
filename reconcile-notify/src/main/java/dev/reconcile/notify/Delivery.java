package dev.reconcile.notify;

import dev.reconcile.Waiting;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries to send a notice until it is taken, a bounded number of times. */
final class Delivery {

    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final int attempts;
    private final Waiting waiting;
    private final IntervalFunction backoff =
            IntervalFunction.ofExponentialRandomBackoff(FIRST_WAIT, 2, 0.5, Duration.ofMinutes(1));

    Delivery(int attempts, Waiting waiting) {
        this.attempts = attempts;
        this.waiting = waiting;
    }

    /** Whether it was taken. What a channel throws is logged by its own words alone, or else by its class. */
    boolean deliver(Channel channel, Notice notice) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                channel.send(notice);
                return true;
            } catch (DeliveryException failed) {
                Duration wait = failed.retryAfter().orElse(Duration.ofMillis(backoff.apply(attempt)));
                if (failed.isLasting() || attempt >= attempts || wait.compareTo(LONGEST_WAIT) > 0) {
                    LOG.warn(
                            "A notice couldn't be sent to {}, {} tries: {}",
                            channel.name(),
                            attempt,
                            failed.getMessage());
                    return false;
                }
                waiting.await(wait);
            } catch (RuntimeException unexpected) {
                LOG.warn(
                        "A notice couldn't be sent to {}: {}",
                        channel.name(),
                        unexpected.getClass().getName());
                return false;
            }
        }
    }
}
