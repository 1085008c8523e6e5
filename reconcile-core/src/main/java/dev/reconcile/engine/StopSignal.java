package dev.reconcile.engine;

import dev.reconcile.ReconcileException;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Whether a run has to end early, and why. Looked at before every call, so that a run stops within one call (H91). */
final class StopSignal {

    enum Reason {
        /** The thread that runs the run was interrupted. */
        CANCELLED,
        /** The request's deadline has passed. */
        DEADLINE,
        /** The request's budget of requests is used up (H90). */
        BUDGET,
        /** So many calls in a row went unanswered that the rest would too (H11, H88). */
        OUTAGE
    }

    /** Leaves the stage that is under way; no call is made after it. */
    static final class Stopped extends ReconcileException {

        private static final long serialVersionUID = 1L;

        private final Reason reason;

        private Stopped(Reason reason) {
            super("The run was stopped: " + reason, null);
            this.reason = reason;
        }

        String inWords() {
            return switch (reason) {
                case CANCELLED -> "The run was interrupted";
                case DEADLINE -> "The run's deadline has passed";
                case BUDGET -> "The run has made as many requests to the store as it may (maxRequests)";
                case OUTAGE -> "Too many calls in a row went unanswered; the run was given up";
            };
        }
    }

    private final InstantSource clock;
    private final @Nullable Instant deadline;
    private volatile @Nullable Reason reason;

    StopSignal(InstantSource clock, @Nullable Instant deadline) {
        this.clock = clock;
        this.deadline = deadline;
    }

    /** Takes precedence: whoever interrupts is told CANCELLED, whatever else ended the run. */
    synchronized void cancel() {
        reason = Reason.CANCELLED;
    }

    void giveUp() {
        end(Reason.OUTAGE);
    }

    void exhaust() {
        end(Reason.BUDGET);
    }

    private synchronized void end(Reason why) {
        if (reason == null) {
            reason = why;
        }
    }

    @Nullable
    Reason reason() {
        return reason;
    }

    /** @throws Stopped if the run has to end */
    void check() {
        if (Thread.currentThread().isInterrupted()) {
            cancel();
        } else if (reason == null && deadline != null && !clock.instant().isBefore(deadline)) {
            end(Reason.DEADLINE);
        }
        Reason now = reason;
        if (now != null) {
            throw new Stopped(now);
        }
    }
}
