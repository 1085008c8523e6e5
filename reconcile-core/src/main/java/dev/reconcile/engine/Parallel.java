package dev.reconcile.engine;

import java.util.Iterator;
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
        Crew crew = new Crew(stop, giveUp);
        crew.carryOut(() -> hire(workers + more - 1, () -> help(crew, work)));
        crew.carryOut(work);
        crew.awaitOthers();
        crew.requireSuccess();
    }

    private void hire(int others, Runnable help) {
        try {
            for (int i = 0; i < others; i++) {
                executor.execute(help);
            }
        } catch (RejectedExecutionException noThreadToSpare) {
            // those that are here do it all
        }
    }

    private static void help(Crew crew, Runnable work) {
        if (crew.join()) {
            try {
                crew.carryOut(work);
            } finally {
                crew.leave();
            }
        }
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
}
