package dev.reconcile.testkit;

import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Stands between a question and the real answer: passes the question on, changes the answer, or throws.
 *
 * @param <Q> the question
 * @param <A> the answer
 */
@FunctionalInterface
public interface Fault<Q, A> {

    /**
     * Answers.
     *
     * @param call how many questions of this kind came before, counted from 1 with this one
     * @param real gives the real answer to any question
     */
    A answer(Q question, long call, Function<Q, A> real);

    /** No fault. */
    static <Q, A> Fault<Q, A> none() {
        return (question, call, real) -> real.apply(question);
    }

    /** Fails every call. */
    static <Q, A> Fault<Q, A> failing(Supplier<? extends RuntimeException> failure) {
        return (question, call, real) -> {
            throw failure.get();
        };
    }

    /** Gives the same answer to every call. */
    static <Q, A> Fault<Q, A> answering(A answer) {
        return (question, call, real) -> answer;
    }

    /** Changes the real answer. */
    static <Q, A> Fault<Q, A> changing(Function<A, A> change) {
        return (question, call, real) -> change.apply(real.apply(question));
    }

    /** This fault for the calls from that one on, counted from 1. */
    default Fault<Q, A> fromCall(long first) {
        return (question, call, real) -> call >= first ? answer(question, call, real) : real.apply(question);
    }

    /** This fault for that one call, counted from 1. */
    default Fault<Q, A> onCall(long only) {
        return (question, call, real) -> call == only ? answer(question, call, real) : real.apply(question);
    }

    /** This fault for the questions that fit. */
    default Fault<Q, A> when(Predicate<? super Q> fits) {
        return (question, call, real) -> fits.test(question) ? answer(question, call, real) : real.apply(question);
    }

    /** The real answer first, then this fault: a change that was made and whose confirmation was lost. */
    default Fault<Q, A> afterTheFact() {
        return (question, call, real) -> {
            A unheard = real.apply(question);
            return answer(question, call, again -> unheard);
        };
    }
}
