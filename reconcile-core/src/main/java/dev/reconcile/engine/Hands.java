package dev.reconcile.engine;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks a batch of questions with as many threads as have nothing else to do, the calling one among them: where a run's workers are all
 * busy with ranges of their own, each asks for itself; where one is left with much to ask, the idle ones lend a hand. Whoever is called
 * serves every batch that is open, so that there are never more than the run's workers, however many batches there are. Thread-safe.
 */
final class Hands {

    private final Executor executor;
    private final int workers;
    private final StopSignal stop;
    private final Deque<Batch<?, ?>> open = new ArrayDeque<>();
    private int called;

    Hands(Executor executor, int workers, StopSignal stop) {
        this.executor = executor;
        this.workers = workers;
        this.stop = stop;
    }

    int workers() {
        return workers;
    }

    /**
     * Returns when every question is answered, or throws the first failure after nobody is at work any more. An interrupt of the
     * calling thread interrupts those who help, and is kept (H91). Alone, a thread asks in the given order.
     */
    <Q, A> Map<Q, A> ask(Collection<Q> questions, Function<Q, A> asked) {
        return new Batch<>(new LinkedHashSet<>(questions), asked).finish();
    }

    private void open(Batch<?, ?> batch, int helpers) {
        int calling;
        synchronized (this) {
            open.addLast(batch);
            calling = Math.max(0, Math.min(helpers, workers - 1 - called));
            called += calling;
        }
        int came = 0;
        try {
            for (; came < calling; came++) {
                executor.execute(this::help);
            }
        } catch (RejectedExecutionException noThreadToSpare) {
            // those who are here do it all
        } finally {
            synchronized (this) {
                called -= calling - came;
            }
        }
    }

    private synchronized void close(Batch<?, ?> batch) {
        open.remove(batch);
    }

    private void help() {
        for (Batch<?, ?> batch = join(); batch != null; batch = join()) {
            batch.help();
        }
    }

    /** The batches take turns; null, and the thread may go, if none has anything left to ask. */
    private synchronized @Nullable Batch<?, ?> join() {
        for (int i = open.size(); i > 0; i--) {
            Batch<?, ?> batch = open.removeFirst();
            open.addLast(batch);
            if (batch.admits()) {
                return batch;
            }
        }
        called--;
        return null;
    }

    private final class Batch<Q, A> {

        private final Crew crew = new Crew(stop, () -> {});
        private final Iterator<Q> questions;
        private final int size;
        private final Function<Q, A> asked;
        private final Map<Q, A> answers = new HashMap<>();

        private Batch(Set<Q> questions, Function<Q, A> asked) {
            this.questions = questions.iterator();
            this.size = questions.size();
            this.asked = asked;
        }

        private Map<Q, A> finish() {
            try {
                open(this, size - 1);
                crew.carryOut(this::drain);
            } finally {
                close(this);
                crew.awaitOthers();
            }
            crew.requireSuccess();
            return answers;
        }

        private synchronized boolean admits() {
            return !crew.hasFailed() && questions.hasNext() && crew.join();
        }

        private void help() {
            try {
                crew.carryOut(this::drain);
            } finally {
                crew.leave();
            }
        }

        private void drain() {
            for (Q question = next(); question != null; question = next()) {
                answered(question, asked.apply(question));
            }
        }

        private synchronized @Nullable Q next() {
            return !crew.hasFailed() && questions.hasNext() ? questions.next() : null;
        }

        private synchronized void answered(Q question, A answer) {
            answers.put(question, answer);
        }
    }
}
