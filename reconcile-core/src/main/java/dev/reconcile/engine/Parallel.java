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
 * the work gets done, and no worker ever waits for another.
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
        new Crew<T>(items, work).finish();
    }

    private final class Crew<T> {

        private final Iterator<T> items;
        private final Consumer<? super T> work;
        private final Set<Thread> atWork = new HashSet<>();
        private @Nullable Throwable failure;
        private boolean givenUp;
        private boolean interrupted;
        private boolean over;

        private Crew(Iterator<T> items, Consumer<? super T> work) {
            this.items = items;
            this.work = work;
        }

        private void finish() {
            hire();
            drain();
            awaitOthers();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            rethrow();
            stop.check();
        }

        private void hire() {
            try {
                for (int i = 1; i < workers; i++) {
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
                drain();
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

        private void drain() {
            try {
                for (T item = next(); item != null; item = next()) {
                    work.accept(item);
                }
            } catch (RuntimeException | Error failed) {
                failed(failed);
            }
        }

        private synchronized @Nullable T next() {
            stop.check();
            return !givenUp && items.hasNext() ? items.next() : null;
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

        private synchronized void failed(Throwable thrown) {
            givenUp = true;
            if (failure == null || (failure instanceof StopSignal.Stopped && !(thrown instanceof StopSignal.Stopped))) {
                failure = thrown; // a real failure says more than that a worker was stopped
            }
        }

        private synchronized void rethrow() {
            if (failure instanceof RuntimeException runtime) {
                throw runtime;
            }
            if (failure instanceof Error error) {
                throw error;
            }
        }
    }
}
