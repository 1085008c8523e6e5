package dev.reconcile.testkit.s3;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which requests a fault strikes. Immutable; every method answers a narrower copy. The order of the narrowing doesn't matter:
 * first the request must match, then {@link #after} and {@link #times} count the matching ones.
 */
public final class When {

    private final Set<Operation> operations;
    private final Predicate<S3Request> test;
    private final long skipped;
    private final long times;
    private final double probability;
    private final long seed;

    private When(
            Set<Operation> operations,
            Predicate<S3Request> test,
            long skipped,
            long times,
            double probability,
            long seed) {
        this.operations = Set.copyOf(operations);
        this.test = test;
        this.skipped = skipped;
        this.times = times;
        this.probability = probability;
        this.seed = seed;
    }

    /** Every request. */
    public static When any() {
        return new When(EnumSet.allOf(Operation.class), request -> true, 0, Long.MAX_VALUE, 1, 0);
    }

    public static When when(Operation first, Operation... others) {
        return new When(EnumSet.of(first, others), request -> true, 0, Long.MAX_VALUE, 1, 0);
    }

    public When bucket(String name) {
        return matching(request -> name.equals(request.bucket()));
    }

    public When key(String key) {
        return matching(request -> key.equals(request.key()));
    }

    /** Requests for keys that begin so, and listings whose own prefix does. */
    public When prefix(String prefix) {
        return matching(request -> request.subject().startsWith(prefix));
    }

    /** A fraction of the keys, chosen by the key alone: the same ones whatever the order of requests. */
    public When someKeys(double fraction, long chosenBy) {
        return matching(request -> Dice.fall(request.subject(), chosenBy) < fraction);
    }

    public When matching(Predicate<S3Request> condition) {
        return new When(operations, test.and(condition), skipped, times, probability, seed);
    }

    /** Lets so many matching requests pass first. */
    public When after(long passing) {
        return new When(operations, test, passing, times, probability, seed);
    }

    /** Strikes at most so often. */
    public When times(long most) {
        return new When(operations, test, skipped, most, probability, seed);
    }

    public When once() {
        return times(1);
    }

    /** Only the n-th matching request; the first is 1. */
    public When nth(long n) {
        return after(n - 1).once();
    }

    /** Throws a dice for every matching request, in the order in which they come. */
    public When withProbability(double chance, long diceSeed) {
        return new When(operations, test, skipped, times, chance, diceSeed);
    }

    boolean matches(S3Request request) {
        return operations.contains(request.operation()) && test.test(request);
    }

    long skipped() {
        return skipped;
    }

    long most() {
        return times;
    }

    double probability() {
        return probability;
    }

    long seed() {
        return seed;
    }
}
