package dev.reconcile.engine;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Phaser;
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
        private final Phaser atWork = new Phaser(1);
        private final List<FutureTask<@Nullable Void>> others = new ArrayList<>();
        private @Nullable Throwable failure;
        private boolean givenUp;

        private Crew(Iterator<T> items, Consumer<? super T> work) {
            this.items = items;
            this.work = work;
        }

        private void finish() {
            boolean interrupted = false;
            try {
                for (int i = 1; i < workers; i++) {
                    FutureTask<@Nullable Void> other = new FutureTask<>(this::drain, null);
                    others.add(other);
                    executor.execute(other);
                }
                drain();
                interrupted = awaitOthers();
            } catch (RuntimeException rejected) {
                failed(rejected);
            } finally {
                others.forEach(other -> other.cancel(true)); // those that never began, and all after a failure
                atWork.arriveAndAwaitAdvance(); // a cancelled task counts as done while its call is still returning
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            rethrow();
            stop.check();
        }

        private void drain() {
            atWork.register();
            try {
                for (T item = next(); item != null; item = next()) {
                    work.accept(item);
                }
            } catch (RuntimeException | Error failed) {
                failed(failed);
            } finally {
                atWork.arriveAndDeregister();
            }
        }

        private synchronized @Nullable T next() {
            stop.check();
            return !givenUp && items.hasNext() ? items.next() : null;
        }

        /** Says whether the wait was interrupted. There is nothing to wait for in a worker that never began. */
        private boolean awaitOthers() {
            while (atWork.getRegisteredParties() > 1) {
                try {
                    atWork.awaitAdvanceInterruptibly(atWork.arrive()); // until all who are at work have left
                } catch (InterruptedException interrupt) {
                    stop.cancel();
                    return true;
                }
            }
            return false;
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
