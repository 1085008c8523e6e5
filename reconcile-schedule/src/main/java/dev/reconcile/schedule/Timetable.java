package dev.reconcile.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The next firing of a schedule and when it is due, which is up to the jitter later. Not thread-safe. */
final class Timetable {

    /** Who was away for so many firings has no use for their exact number. */
    private static final int MOST = 10_000;

    /**
     * Firings that were taken.
     *
     * @param count at least one
     */
    record Passed(Instant last, long count) {}

    private final CronTimes times;
    private final Duration jitter;
    private final RandomGenerator random;
    private @Nullable Instant next;
    private @Nullable Instant due;

    Timetable(CronTimes times, Duration jitter, RandomGenerator random) {
        this.times = times;
        this.jitter = jitter;
        this.random = random;
    }

    /** Goes on to the first firing after this. */
    void advance(Instant after) {
        next = times.next(after).orElse(null);
        due = next == null ? null : next.plusMillis(jitter.isZero() ? 0 : random.nextLong(jitter.toMillis() + 1));
    }

    Optional<Instant> due() {
        return Optional.ofNullable(due);
    }

    boolean isDue(Instant now) {
        return due != null && !now.isBefore(due);
    }

    /** Takes the next firing and all that passed after it, and goes on to the first one to come. */
    Passed takeAll(Instant now) {
        if (next == null) {
            throw new IllegalStateException("Nothing fires any more");
        }
        Instant first = next;
        Instant last = times.last(now).filter(first::isBefore).orElse(first);
        long count = 1 + passed(first, last);
        advance(last);
        return new Passed(last, count);
    }

    /** How many firings there are after one time and up to another; 10,000 for more. */
    long passed(Instant after, Instant until) {
        long count = 0;
        for (Optional<Instant> each = times.next(after);
                count < MOST && each.isPresent() && !each.get().isAfter(until);
                each = times.next(each.get())) {
            count++;
        }
        return count;
    }
}
