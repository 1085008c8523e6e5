package dev.reconcile.engine;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Phaser;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Works through items with some workers at once. Works with any executor, one that runs everything in the calling thread too:
 * no worker waits for another.
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
     * thread interrupts the workers, and is kept (H91).
     */
    <T> void forEach(Iterator<T> items, Consumer<? super T> work) {
        new Crew<T>(items, work).finish();
    }

    private final class Crew<T> {

        private final Iterator<T> items;
        private final Consumer<? super T> work;
        private final Phaser atWork = new Phaser(1);
        private final List<FutureTask<@Nullable Void>> tasks = new ArrayList<>();
        private boolean givenUp;

        private Crew(Iterator<T> items, Consumer<? super T> work) {
            this.items = items;
            this.work = work;
            for (int i = 0; i < workers; i++) {
                tasks.add(new FutureTask<>(this::drain, null));
            }
            tasks.forEach(executor::execute);
        }

        private void drain() {
            atWork.register();
            boolean finished = false;
            try {
                for (T item = next(); item != null; item = next()) {
                    work.accept(item);
                }
                finished = true;
            } finally {
                if (!finished) {
                    giveUp();
                }
                atWork.arriveAndDeregister();
            }
        }

        private synchronized @Nullable T next() {
            stop.check();
            return !givenUp && items.hasNext() ? items.next() : null;
        }

        private synchronized void giveUp() {
            givenUp = true;
        }

        private void finish() {
            Throwable failure = null;
            boolean interrupted = false;
            for (int i = 0; i < tasks.size(); ) {
                try {
                    tasks.get(i).get();
                    i++;
                } catch (InterruptedException interrupt) {
                    interrupted = true;
                    stop.cancel();
                    tasks.forEach(task -> task.cancel(true));
                } catch (CancellationException cancelled) {
                    i++;
                } catch (ExecutionException failed) {
                    failure = worse(failure, failed.getCause());
                    i++;
                }
            }
            atWork.arriveAndAwaitAdvance(); // a cancelled task counts as done while its call is still returning
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            if (failure instanceof RuntimeException runtime) {
                throw runtime;
            }
            if (failure instanceof Error error) {
                throw error;
            }
            stop.check();
        }

        /** A real failure says more than that a worker was stopped. */
        private @Nullable Throwable worse(@Nullable Throwable known, @Nullable Throwable other) {
            return known == null || (known instanceof StopSignal.Stopped && !(other instanceof StopSignal.Stopped))
                    ? other
                    : known;
        }
    }
}
