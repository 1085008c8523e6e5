package dev.reconcile.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * How fast the store may be asked, learned from its refusals (H89). While it refuses nothing there is no limit. Once it asks for fewer
 * requests, all workers stand in one line that moves evenly. Its rate is cut a little at a refusal and grows again by a cubic: fast back
 * to just under what was refused, slowly past it, then ever faster. While next to nothing is known of the right rate, it doubles each
 * time that it has proven itself. Where nothing at all is answered the line stands still, twice as long each time.
 *
 * <p>An answer or refusal tells of a rate only if its request went at that rate: what was still under way at a cut says nothing of the
 * rate after it. So no round trip has to be known, and the many refusals of one overload cut the rate once. Thread-safe.
 */
final class Pace {

    /** Requests a second after the first refusal, if next to nothing was answered before it. */
    private static final double FIRST = 20;

    private static final double LEAST = 1;

    /** From here on there is no limit. */
    private static final double MOST = 100_000;

    private static final double LITTLE_LESS = 0.96;
    private static final double HALF = 0.5;

    /** So near to a rate that was refused nothing is doubled any more. */
    private static final double NEAR = 0.75;

    /** So many answers prove a rate, if they were asked for over a while: a store may let pass at once what it has saved up. */
    private static final int PROOF = 8;

    private static final long WHILE = 50_000_000L;

    /** By this the rate is back where it was refused after about 5 units of time, and at its double 14 units later. */
    private static final double CURVE = 4e-4;

    /** Half a second, or the time in which so many requests go, so that refusals stay rare among few. */
    private static final double REQUESTS_A_UNIT = 60;

    private static final double SHORTEST_UNIT = 0.5;

    private static final double LONGEST_UNIT = 3;

    /** How long the line stands still, at first and at most. */
    private static final long SHORTEST_HALT = 50_000_000L;

    private static final long LONGEST_HALT = 2_000_000_000L;

    /** So many halts without an answer in between, forty seconds, are an outage. */
    static final int OUTAGE = 24;

    /** What is refused so often, while others are answered, isn't refused for the rate of all. */
    private static final int MOST_REFUSALS = 10;

    /** So long a worker sleeps before it looks whether the rate has changed. */
    private static final long SLICE = 100_000_000L;

    private static final double NANOS = 1e9;

    private final InstantSource clock;
    private final Consumer<Duration> pause;

    private double rate = Double.POSITIVE_INFINITY;
    private boolean doubling;

    /** The rate that was refused, when the way back to it began, and how many units of time it takes. */
    private double refusedRate = Double.POSITIVE_INFINITY;

    private long since;
    private double back;

    /** Numbers the stretches of time between two changes of the rate that an answer or a refusal brought about. */
    private long epoch;

    private long begun;
    private int answeredInEpoch;

    /** Whether the epoch began with a proof. */
    private boolean proven;

    private int inVain;
    private long answers;

    /** Questions, and those of them that were refused. */
    private int open;

    private int openRefused;

    /** When the first in the line may go. */
    private long next;

    private long joined;
    private long gone;

    private long last;
    private long setBack;
    private final Lately lately;

    /** @param pause waits; ends the run if it is to end meanwhile */
    Pace(InstantSource clock, Consumer<Duration> pause) {
        this.clock = clock;
        this.pause = pause;
        this.last = nanos(clock.instant());
        this.lately = new Lately(last);
    }

    /**
     * Returns when the next request may go.
     *
     * @return what its answer or refusal is to be told with
     */
    Place await() {
        Place place = join();
        for (Duration left = place.left(); !left.isZero(); left = place.left()) {
            pause.accept(left);
            place.waited(left);
        }
        return place;
    }

    /** Takes the last place of the line. */
    synchronized Place join() {
        return new Place(joined++, now());
    }

    /** A place in the line. One worker's: not thread-safe. */
    final class Place {

        private final long number;
        private long now;
        private long epoch;

        private Place(long number, long now) {
            this.number = number;
            this.now = now;
        }

        /** How long to wait before asking again, as the rate may change meanwhile; zero if the request goes now. */
        Duration left() {
            synchronized (Pace.this) {
                now = Math.max(now, now());
                long wait = isFree() ? 0 : next + (long) (Math.max(0, number - gone) * NANOS / rate) - now;
                if (wait > 0) {
                    return Duration.ofNanos(Math.min(wait, SLICE));
                }
                go(now);
                epoch = Pace.this.epoch;
                return Duration.ZERO;
            }
        }

        /** A clock that stands still makes nobody wait for ever. */
        void waited(Duration time) {
            now += time.toNanos();
        }
    }

    private void go(long now) {
        gone++;
        if (isFree()) {
            return;
        }
        if (now > next) { // a rate that isn't used isn't proven
            since += Math.min(now - next, now - since);
        }
        grow(now);
        next = Math.max(next, now) + (long) (NANOS / rate); // what nobody took isn't kept, or it would go all at once
    }

    /** The request was answered, whatever the answer. */
    synchronized void answered(Place asked) {
        long now = now();
        lately.answered(now);
        answers++;
        inVain = 0;
        if (asked.epoch != epoch) {
            return;
        }
        answeredInEpoch++;
        if (doubling && answeredInEpoch >= PROOF && asked.now - begun >= WHILE) {
            doubling = rate * 2 < refusedRate * NEAR;
            turn(doubling ? rate * 2 : rate, now);
            proven = true;
        }
    }

    synchronized Question question() {
        open++;
        return new Question();
    }

    /** What is asked again until it is answered, or refused too often. One worker's: not thread-safe. */
    final class Question implements AutoCloseable {

        private int refusals;
        private int amongAnswers;
        private long answersThen;

        private Question() {}

        /**
         * The store asked for fewer requests.
         *
         * @param mostInVain so many refusals are enough if nothing at all is answered meanwhile
         * @return whether to ask no more
         */
        boolean refused(Place asked, int mostInVain) {
            synchronized (Pace.this) {
                boolean others = refusals > 0 && answers > answersThen;
                answersThen = answers;
                openRefused += refusals == 0 ? 1 : 0;
                refusals++;
                amongAnswers += others ? 1 : 0;
                if (!others || openRefused * 2 > open) { // else it is perhaps refused for what it is (H10)
                    Pace.this.refused(asked);
                }
                return isOutage() || amongAnswers >= MOST_REFUSALS || Math.min(refusals, inVain) >= mostInVain;
            }
        }

        /** It was answered, or given up. */
        @Override
        public void close() {
            synchronized (Pace.this) {
                open--;
                openRefused -= refusals == 0 ? 0 : 1;
            }
        }
    }

    /** Whether the line has stood still so often in a row, and no answer came after it, that there is no use in going on. */
    synchronized boolean isOutage() {
        return inVain >= OUTAGE;
    }

    private void refused(Place asked) {
        if (asked.epoch != epoch) {
            return;
        }
        long now = now();
        if (isFree()) {
            next = now + SHORTEST_HALT; // what is under way may well take what the store still lets pass
            doubling = true;
            turn(Math.max(FIRST, LITTLE_LESS * lately.perSecond(now)), now);
            return;
        }
        if (answeredInEpoch > 0 || proven) {
            doubling = false;
            refusedRate = rate;
            double share = (double) answeredInEpoch / (answeredInEpoch + 1);
            turn(Math.max(LEAST, rate * Math.max(HALF, LITTLE_LESS * share)), now);
        } else {
            inVain++;
            doubling |= inVain > 1;
            next = Math.max(next, now) + Math.min(LONGEST_HALT, SHORTEST_HALT << Math.min(inVain - 1, 6));
            turn(Math.max(LEAST, rate * (inVain > 1 ? HALF : LITTLE_LESS)), now);
        }
    }

    private boolean isFree() {
        return rate >= MOST;
    }

    private void turn(double perSecond, long now) {
        rate = perSecond;
        epoch++;
        begun = now;
        answeredInEpoch = 0;
        proven = false;
        since = now;
        back = Math.cbrt((1 - rate / refusedRate) / CURVE);
    }

    private void grow(long now) {
        if (!doubling) {
            double unit = Math.min(LONGEST_UNIT, Math.max(SHORTEST_UNIT, REQUESTS_A_UNIT / refusedRate));
            double past = (now - since) / NANOS / unit - back;
            rate = Math.max(rate, refusedRate * (1 + CURVE * past * past * past));
        }
    }

    /** Goes on where it was when the clock is set back. */
    private long now() {
        long shown = nanos(clock.instant());
        setBack += Math.max(0, last - shown - setBack);
        last = shown + setBack;
        return last;
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }

    /** Counts what is answered, for the rate of the last second or two. */
    private static final class Lately {

        private static final long WINDOW = 1_000_000_000L;

        /** In less nothing can be told. */
        private static final long SHORTEST = 250_000_000L;

        private long from;
        private long before;
        private long answered;

        private Lately(long now) {
            this.from = now;
        }

        private void answered(long now) {
            roll(now);
            answered++;
        }

        private void roll(long now) {
            if (now - from >= WINDOW) {
                before = now - from < 2 * WINDOW ? answered : 0;
                answered = 0;
                from = now - from < 2 * WINDOW ? from + WINDOW : now;
            }
        }

        private double perSecond(long now) {
            roll(now);
            long time = Math.max(SHORTEST, now - from) + (before > 0 ? WINDOW : 0);
            return (before + answered) * NANOS / time;
        }
    }
}
