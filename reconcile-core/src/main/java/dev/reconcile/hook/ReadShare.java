package dev.reconcile.hook;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Reads and misses of the last minute, by seconds: cheap enough for every read of a busy proxy. What is counted while a second's
 * place is handed on may be lost, a few reads of a thousand. Thread-safe.
 */
final class ReadShare {

    private static final int SECONDS = 60;

    private record Second(long at, LongAdder reads, LongAdder misses) {

        Second(long at) {
            this(at, new LongAdder(), new LongAdder());
        }
    }

    private final AtomicReferenceArray<Second> seconds = new AtomicReferenceArray<>(SECONDS);
    private final InstantSource clock;
    private final LongAdder reads = new LongAdder();

    ReadShare(InstantSource clock) {
        this.clock = clock;
        for (int i = 0; i < SECONDS; i++) {
            seconds.set(i, new Second(Long.MIN_VALUE));
        }
    }

    void read() {
        reads.increment();
        now().reads().increment();
    }

    void missed() {
        now().misses().increment();
    }

    /** All successful reads ever. */
    long reads() {
        return reads.sum();
    }

    private Second now() {
        long at = clock.instant().getEpochSecond();
        int place = (int) Math.floorMod(at, (long) SECONDS);
        Second there = seconds.get(place);
        if (there.at() == at) {
            return there;
        }
        seconds.compareAndSet(place, there, new Second(at));
        return seconds.get(place);
    }

    /**
     * Whether of the last minute's reads more than this share missed, and at least so many. Never, if nobody ever told of a successful
     * read: then there is no share.
     */
    boolean isExceeded(double share, long atLeast) {
        long from = clock.instant().getEpochSecond() - SECONDS;
        long succeeded = 0;
        long missed = 0;
        for (int i = 0; i < SECONDS; i++) {
            Second second = seconds.get(i);
            if (second.at() > from) {
                succeeded += second.reads().sum();
                missed += second.misses().sum();
            }
        }
        return reads() > 0 && missed >= atLeast && missed > share * (succeeded + missed);
    }
}
