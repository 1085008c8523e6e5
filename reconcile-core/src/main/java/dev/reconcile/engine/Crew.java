package dev.reconcile.engine;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Threads at one piece of work: what went wrong first, and who is still at it. An interrupt of the thread that waits for the others
 * interrupts them too, and is kept (H91). Thread-safe.
 */
final class Crew {

    private final StopSignal stop;
    private final Runnable giveUp;
    private final Set<Thread> atWork = new HashSet<>();
    private @Nullable Throwable failure;
    private boolean interrupted;
    private boolean over;

    /** @param giveUp called for each that fails, so that the others can end */
    Crew(StopSignal stop, Runnable giveUp) {
        this.stop = stop;
        this.giveUp = giveUp;
    }

    /** False for a thread that comes too late, or is at it already. */
    synchronized boolean join() {
        return !over && atWork.add(Thread.currentThread());
    }

    synchronized void leave() {
        atWork.remove(Thread.currentThread());
        if (interrupted) {
            Thread.interrupted(); // it was meant for this work, not for what the thread does next
        }
        notifyAll();
    }

    /** Keeps what it throws, for {@link #requireSuccess}. */
    void carryOut(Runnable work) {
        try {
            work.run();
        } catch (Throwable failed) { // a checked one, too, from a language that knows none
            keep(failed);
            giveUp.run();
        }
    }

    private synchronized void keep(Throwable thrown) {
        if (failure == null || (failure instanceof StopSignal.Stopped && !(thrown instanceof StopSignal.Stopped))) {
            failure = thrown; // a real failure says more than that somebody was stopped
        }
    }

    synchronized boolean hasFailed() {
        return failure != null;
    }

    /** Returns when all have left; who comes later finds it over. */
    synchronized void awaitOthers() {
        while (!atWork.isEmpty()) {
            try {
                wait();
            } catch (InterruptedException interrupt) {
                interrupted = true;
                stop.cancel();
                atWork.forEach(Thread::interrupt);
            }
        }
        over = true;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Throws what went wrong first, or that the run is to stop. */
    synchronized void requireSuccess() {
        if (failure instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw new IllegalStateException("An adapter threw what it doesn't declare", failure);
        }
        stop.check();
    }
}
