package dev.reconcile.engine;

import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Works through items with some workers at once, the calling thread among them: however few threads the executor has to spare,
 * the work gets done.
 */
final class Parallel {

    private final Executor executor;
    private final int workers;
    private final StopSignal stop;

    Parallel(Executor executor, int workers, StopSignal stop) {
        this.executor = executor;
        this.workers = workers;
        this.stop = stop;
    }

    /**
     * Returns when every item is done, or throws the first failure after every worker has ended. An interrupt of the calling
     * thread interrupts the other workers, and is kept (H91).
     */
    <T> void forEach(Iterator<T> items, Consumer<? super T> work) {
        Queue<T> queue = new Queue<>(items);
        together(0, () -> queue.drain(work), queue::close);
    }

    /**
     * The same work by all workers at once, who share it out among themselves. Ends and fails as {@link #forEach}.
     *
     * @param more so many workers beyond the usual number
     * @param giveUp called for each that fails, so that the others can end
     */
    void together(int more, Runnable work, Runnable giveUp) {
        new Crew(workers + more, work, giveUp).finish();
    }

    /** Hands out items, one at a time. */
    private final class Queue<T> {

        private final Iterator<T> items;
        private boolean closed;

        private Queue(Iterator<T> items) {
            this.items = items;
        }

        private void drain(Consumer<? super T> work) {
            for (T item = next(); item != null; item = next()) {
                work.accept(item);
            }
        }

        private synchronized @Nullable T next() {
            stop.check();
            return !closed && items.hasNext() ? items.next() : null;
        }

        private synchronized void close() {
            closed = true;
        }
    }

    private final class Crew {

        private final int size;
        private final Runnable work;
        private final Runnable giveUp;
        private final Set<Thread> atWork = new HashSet<>();
        private @Nullable Throwable failure;
        private boolean interrupted;
        private boolean over;

        private Crew(int size, Runnable work, Runnable giveUp) {
            this.size = size;
            this.work = work;
            this.giveUp = giveUp;
        }

        private void finish() {
            hire();
            carryOut();
            awaitOthers();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            rethrow();
            stop.check();
        }

        private void hire() {
            try {
                for (int i = 1; i < size; i++) {
                    executor.execute(this::help);
                }
            } catch (RejectedExecutionException noThreadToSpare) {
                // those that are here do it all
            } catch (RuntimeException | Error failed) {
                failed(failed);
            }
        }

        private void help() {
            if (!begin()) {
                return;
            }
            try {
                carryOut();
            } finally {
                end();
            }
        }

        private synchronized boolean begin() {
            return !over && atWork.add(Thread.currentThread());
        }

        private synchronized void end() {
            atWork.remove(Thread.currentThread());
            if (interrupted) {
                Thread.interrupted(); // it was meant for this work, not for what the thread does next
            }
            notifyAll();
        }

        private void carryOut() {
            try {
                work.run();
            } catch (Throwable failed) { // a checked one, too, from a language that knows none
                failed(failed);
            }
        }

        /** Until all who are at work have left; who comes later finds it over. */
        private synchronized void awaitOthers() {
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
        }

        private void failed(Throwable thrown) {
            synchronized (this) {
                if (failure == null
                        || (failure instanceof StopSignal.Stopped && !(thrown instanceof StopSignal.Stopped))) {
                    failure = thrown; // a real failure says more than that a worker was stopped
                }
            }
            giveUp.run();
        }

        private synchronized void rethrow() {
            if (failure instanceof RuntimeException runtime) {
                throw runtime;
            }
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure != null) {
                throw new IllegalStateException("An adapter threw what it doesn't declare", failure);
            }
        }
    }
}
