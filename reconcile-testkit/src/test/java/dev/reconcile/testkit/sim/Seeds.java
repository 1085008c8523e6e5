package dev.reconcile.testkit.sim;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Runs seed after seed on a few threads, each seed in one of them. */
final class Seeds {

    private static final int THREADS = 2;
    private static final int FAILURES_KEPT = 60;

    private final Counts counts = new Counts();
    private final Map<Long, Simulation> failures = new TreeMap<>();
    private long run;
    private long failed;

    private Seeds() {}

    /** Seeds from the first one on; goes on after failures. */
    static Seeds run(long first, long count) {
        return run(first, count, false);
    }

    /** Ends at the first failure. */
    static Seeds untilFailure(long first, long count) {
        return run(first, count, true);
    }

    private static Seeds run(long first, long count, boolean untilFailure) {
        Seeds seeds = new Seeds();
        AtomicLong next = new AtomicLong(first);
        AtomicBoolean over = new AtomicBoolean();
        Runnable work = () -> {
            for (long seed = next.getAndIncrement();
                    seed < first + count && !over.get();
                    seed = next.getAndIncrement()) {
                Simulation simulation = Simulation.of(seed);
                seeds.add(seed, simulation);
                if (untilFailure && simulation.failure().isPresent()) {
                    over.set(true);
                }
            }
        };
        Thread[] threads = new Thread[THREADS];
        for (int i = 0; i < THREADS; i++) {
            threads[i] = new Thread(work, "seeds-" + i);
            threads[i].start();
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                over.set(true);
                Thread.currentThread().interrupt();
            }
        }
        return seeds;
    }

    private synchronized void add(long seed, Simulation simulation) {
        run++;
        counts.add(simulation.counts());
        if (simulation.failure().isPresent()) {
            failed++;
            if (failures.size() < FAILURES_KEPT) {
                failures.put(seed, simulation);
            }
        }
    }

    long run() {
        return run;
    }

    long failed() {
        return failed;
    }

    Counts counts() {
        return counts;
    }

    /** The first few. */
    Map<Long, Simulation> failures() {
        return failures;
    }
}
