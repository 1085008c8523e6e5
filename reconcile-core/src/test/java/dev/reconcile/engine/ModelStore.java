package dev.reconcile.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A store that allows so many requests, and workers that ask it at a {@link Pace} as fast as they may, in virtual time: one event after the
 * other, so that a minute of thousands of requests a second takes a moment and always goes the same way.
 */
final class ModelStore {

    private static final double SECOND = 1e9;

    /** What may happen next, and to which worker. */
    private record Event(long at, long number, Kind kind, Pace.@Nullable Place place, boolean allowed) {}

    private enum Kind {
        WANTS,
        WAITED,
        ARRIVES,
        ANSWERED
    }

    private final LongPredicate allows;
    private final long halfLatency;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final Pace pace = new Pace(() -> Instant.EPOCH.plusNanos(this.now), any -> {
        throw new AssertionError("Nobody waits here");
    });
    private long now;
    private long numbers;

    long answered;
    long refused;
    boolean isGivenUp;

    /** @param allows whether a request that arrives at this time, in nanoseconds, is allowed; asked in order of time */
    ModelStore(LongPredicate allows, Duration latency) {
        this.allows = allows;
        this.halfLatency = latency.toNanos() / 2;
    }

    /** Lets so many a second through, and at once what it has saved up. */
    static LongPredicate bucket(double perSecond, double depth) {
        return new LongPredicate() {
            private double tokens = depth;
            private long last;

            @Override
            public boolean test(long at) {
                tokens = Math.min(depth, tokens + (at - last) * perSecond / SECOND);
                last = at;
                boolean allowed = tokens >= 1 - 1e-6;
                tokens -= allowed ? 1 : 0;
                return allowed;
            }
        };
    }

    ModelStore askedBy(int workers, Duration time) {
        for (int i = 0; i < workers; i++) {
            happens(0, Kind.WANTS, null, false);
        }
        for (Event event = events.remove(); event.at() <= time.toNanos() && !isGivenUp; event = events.remove()) {
            now = event.at();
            happen(event);
        }
        return this;
    }

    private void happen(Event event) {
        Pace.Place place = event.place() == null ? pace.join() : event.place();
        switch (event.kind()) {
            case WANTS, WAITED -> {
                Duration left = place.left();
                if (left.isZero()) {
                    happens(halfLatency, Kind.ARRIVES, place, false);
                } else {
                    place.waited(left);
                    happens(left.toNanos(), Kind.WAITED, place, false);
                }
            }
            case ARRIVES -> happens(halfLatency, Kind.ANSWERED, place, allows.test(now));
            case ANSWERED -> {
                if (event.allowed()) {
                    answered++;
                    pace.answered(place);
                } else {
                    refused++;
                    isGivenUp = pace.refused(place) >= Pace.OUTAGE;
                }
                happens(0, Kind.WANTS, null, false);
            }
        }
    }

    private void happens(long after, Kind kind, Pace.@Nullable Place place, boolean allowed) {
        events.add(new Event(now + after, numbers++, kind, place, allowed));
    }

    Duration elapsed() {
        return Duration.ofNanos(now);
    }

    double refusedShare() {
        return (double) refused / (answered + refused);
    }
}
