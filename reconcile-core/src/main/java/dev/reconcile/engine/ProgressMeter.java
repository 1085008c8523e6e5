package dev.reconcile.engine;

import dev.reconcile.Progress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a stage has done and tells the listener. Thread-safe. */
final class ProgressMeter {

    private static final long TELL_EVERY = 1000;

    private final Announcer announcer;
    private final InstantSource clock;
    private final Progress.Stage stage;
    private final OptionalLong total;
    private final Instant began;
    private final LongAdder done = new LongAdder();
    private final LongAdder candidates = new LongAdder();
    private long told;

    ProgressMeter(Announcer announcer, InstantSource clock, Progress.Stage stage, OptionalLong total) {
        this.announcer = announcer;
        this.clock = clock;
        this.stage = stage;
        this.total = total;
        this.began = clock.instant();
    }

    void advance(long by) {
        done.add(by);
        long now = done.sum();
        if (now / TELL_EVERY != (now - by) / TELL_EVERY || by > 1) {
            tell();
        }
    }

    void nominated() {
        candidates.increment();
    }

    /** The stage begins again. */
    void restart() {
        announcer.tell(listener -> {
            done.reset();
            candidates.reset();
            told = 0;
        });
    }

    void tell() {
        announcer.tell(listener -> {
            long now = done.sum();
            if (now >= told) { // workers may come here out of turn
                told = now;
                listener.progressed(new Progress(stage, now, total, elapsed(), candidates.sum()));
            }
        });
    }

    Duration elapsed() {
        return Duration.between(began, clock.instant());
    }
}
