package dev.reconcile.engine;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
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
    private final Deque<Crew<?, ?>> open = new ArrayDeque<>();
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
        return new Crew<>(new LinkedHashSet<>(questions), asked).finish();
    }

    private void open(Crew<?, ?> crew, int helpers) {
        int calling;
        synchronized (this) {
            open.addLast(crew);
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

    private synchronized void close(Crew<?, ?> crew) {
        open.remove(crew);
    }

    private void help() {
        for (Crew<?, ?> crew = join(); crew != null; crew = join()) {
            crew.help();
        }
    }

    /** The crews take turns; null, and the thread may go, if none has anything left to ask. */
    private synchronized @Nullable Crew<?, ?> join() {
        for (int i = open.size(); i > 0; i--) {
            Crew<?, ?> crew = open.removeFirst();
            open.addLast(crew);
            if (crew.admits(Thread.currentThread())) {
                return crew;
            }
        }
        called--;
        return null;
    }

    private final class Crew<Q, A> {

        private final Iterator<Q> questions;
        private final int size;
        private final Function<Q, A> asked;
        private final Map<Q, A> answers = new HashMap<>();
        private final Set<Thread> helping = new HashSet<>();
        private @Nullable Throwable failure;
        private boolean interrupted;

        private Crew(Set<Q> questions, Function<Q, A> asked) {
            this.questions = questions.iterator();
            this.size = questions.size();
            this.asked = asked;
        }

        private Map<Q, A> finish() {
            try {
                open(this, size - 1);
                drain();
            } finally {
                close(this);
                awaitHelpers();
            }
            rethrow();
            stop.check();
            return answers;
        }

        private synchronized boolean admits(Thread helper) {
            return failure == null && questions.hasNext() && helping.add(helper);
        }

        private void help() {
            try {
                drain();
            } finally {
                leave();
            }
        }

        private synchronized void leave() {
            helping.remove(Thread.currentThread());
            if (interrupted) {
                Thread.interrupted(); // it was meant for this work, not for what the thread does next
            }
            notifyAll();
        }

        private void drain() {
            try {
                for (Q question = next(); question != null; question = next()) {
                    answered(question, asked.apply(question));
                }
            } catch (Throwable failed) { // a checked one, too, from a language that knows none
                failed(failed);
            }
        }

        private synchronized @Nullable Q next() {
            return failure == null && questions.hasNext() ? questions.next() : null;
        }

        private synchronized void answered(Q question, A answer) {
            answers.put(question, answer);
        }

        private synchronized void failed(Throwable thrown) {
            if (failure == null || (failure instanceof StopSignal.Stopped && !(thrown instanceof StopSignal.Stopped))) {
                failure = thrown; // a real failure says more than that somebody was stopped
            }
        }

        private synchronized void awaitHelpers() {
            while (!helping.isEmpty()) {
                try {
                    wait();
                } catch (InterruptedException interrupt) {
                    interrupted = true;
                    stop.cancel();
                    helping.forEach(Thread::interrupt);
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
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
