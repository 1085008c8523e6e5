package dev.reconcile.bench;

import dev.reconcile.bench.RequestCounts.Counted;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One measured run of a contestant.
 *
 * @param wall seconds from the start of its process to its end
 * @param databaseSeconds the CPU time of the database meanwhile
 * @param machineSeconds that of all processes of this machine
 */
record Trial(double wall, Outcome outcome, Counted requests, double databaseSeconds, double machineSeconds) {

    /** The processors that others kept busy: where it isn't near zero, the wall time isn't the contestant's alone. */
    double othersBusy() {
        double ours = outcome.cpuSeconds() + storeSeconds() + databaseSeconds;
        return Math.max(0, machineSeconds - ours) / wall;
    }

    double storeSeconds() {
        return requests.cpuMillis() / 1e3;
    }

    static double median(List<Trial> trials, ToDoubleFunction<Trial> of) {
        double[] sorted = trials.stream().mapToDouble(of).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** How far the rounds are apart: half the range between the fastest and the slowest, as a share of the median. */
    static double spread(List<Trial> trials) {
        double least = trials.stream().mapToDouble(Trial::wall).min().orElseThrow();
        double most = trials.stream().mapToDouble(Trial::wall).max().orElseThrow();
        return (most - least) / 2 / median(trials, Trial::wall);
    }
}
