package dev.reconcile.hook;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The hook's guardrail (H71): more marks a minute than allowed, or more misses than a share of reads, and no more marks are made until
 * a person has looked. Counts what is intended, before it is done. Thread-safe.
 */
final class Restraint {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Marks intended at one time. */
    private record Intended(Instant at, int marks) {}

    private final int marksPerMinute;
    private final double maxShare;
    private final long atLeast;
    private final ReadShare share;
    private final InstantSource clock;
    private final Consumer<String> tripped;
    private final Deque<Intended> lately = new ArrayDeque<>();
    private @Nullable String why;

    /** @param tripped hears why, once for each time */
    Restraint(
            int marksPerMinute,
            double maxShare,
            long atLeast,
            ReadShare share,
            InstantSource clock,
            Consumer<String> tripped) {
        this.marksPerMinute = marksPerMinute;
        this.maxShare = maxShare;
        this.atLeast = atLeast;
        this.share = share;
        this.clock = clock;
        this.tripped = tripped;
    }

    /** Whether so many more marks may be made now: all or none. If not, no others either, until it is cleared. */
    boolean permits(int marks) {
        checkShare();
        String reason = intend(marks);
        if (reason != null) {
            holdBack(reason);
            return false;
        }
        return true;
    }

    private synchronized @Nullable String intend(int marks) {
        if (why != null) {
            return why;
        }
        Instant now = clock.instant();
        lately.removeIf(each -> !each.at().plus(MINUTE).isAfter(now));
        long sum = lately.stream().mapToLong(Intended::marks).sum() + marks;
        if (sum > marksPerMinute) {
            return sum + " marks within a minute are more than the limit of " + marksPerMinute
                    + "; look at what the log says is missing, then clear the hook";
        }
        lately.add(new Intended(now, marks));
        return null;
    }

    /** So many of those that were permitted weren't tried. */
    synchronized void giveBack(int marks) {
        lately.add(new Intended(clock.instant(), -marks));
    }

    void checkShare() {
        if (share.isExceeded(maxShare, atLeast)) {
            holdBack("more than " + maxShare * 100
                    + " % of the last minute's reads missed; is the store whole? Look, then clear the hook");
        }
    }

    /** Keeps the first reason. */
    void holdBack(String reason) {
        synchronized (this) {
            if (why != null) {
                return;
            }
            why = reason;
        }
        tripped.accept(reason);
    }

    synchronized Optional<String> why() {
        return Optional.ofNullable(why);
    }

    /** Whether it held marks back. What was intended in the last minute still counts. */
    synchronized boolean clear() {
        boolean held = why != null;
        why = null;
        return held;
    }
}
