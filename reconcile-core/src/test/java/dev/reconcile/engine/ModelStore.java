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
    private record Event(long at, long number, Kind kind, Asked asked, Pace.@Nullable Place place, boolean allowed) {}

    /** @param damaged whether it is refused whatever the rate (H10) */
    private record Asked(Pace.Question question, boolean damaged) {}

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
    private long questions;
    private long damagedEvery = Long.MAX_VALUE;
    private int mostInVain = Pace.OUTAGE;
    private long most = Long.MAX_VALUE;

    long answered;
    long refused;
    long unanswered;
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

    /** Of so many questions one is refused whenever it is asked. */
    ModelStore damaged(long every) {
        damagedEvery = every;
        mostInVain = Gate.MOST_IN_VAIN;
        return this;
    }

    /** Ends once so many questions are answered or given up. */
    ModelStore asked(long questionsInAll) {
        most = questionsInAll;
        return this;
    }

    ModelStore askedBy(int workers, Duration time) {
        for (int i = 0; i < workers; i++) {
            next();
        }
        for (Event event = events.remove(); isWithin(event, time); event = events.remove()) {
            now = event.at();
            happen(event);
        }
        return this;
    }

    private boolean isWithin(Event event, Duration time) {
        return event.at() <= time.toNanos() && !isGivenUp && answered + unanswered < most;
    }

    private void next() {
        questions++;
        happens(0, Kind.WANTS, new Asked(pace.question(), questions % damagedEvery == 0), null, false);
    }

    private void happen(Event event) {
        Asked asked = event.asked();
        Pace.Place place = event.place() == null ? pace.join() : event.place();
        switch (event.kind()) {
            case WANTS, WAITED -> {
                Duration left = place.left();
                if (left.isZero()) {
                    happens(halfLatency, Kind.ARRIVES, asked, place, false);
                } else {
                    place.waited(left);
                    happens(left.toNanos(), Kind.WAITED, asked, place, false);
                }
            }
            case ARRIVES -> happens(halfLatency, Kind.ANSWERED, asked, place, allows.test(now) && !asked.damaged());
            case ANSWERED -> {
                if (event.allowed()) {
                    answered++;
                    pace.answered(place);
                    asked.question().close();
                    next();
                } else {
                    refused++;
                    boolean enough = asked.question().refused(place, mostInVain);
                    isGivenUp = pace.isOutage();
                    if (enough) {
                        unanswered++;
                        asked.question().close();
                        next();
                    } else {
                        happens(0, Kind.WANTS, asked, null, false);
                    }
                }
            }
        }
    }

    private void happens(long after, Kind kind, Asked asked, Pace.@Nullable Place place, boolean allowed) {
        events.add(new Event(now + after, numbers++, kind, asked, place, allowed));
    }

    Duration elapsed() {
        return Duration.ofNanos(now);
    }

    double refusedShare() {
        return (double) refused / (answered + refused);
    }
}
