package dev.reconcile.testkit.sim;

import java.util.Optional;

/**
 * What became of one simulation.
 *
 * @param failure what was violated, or what the engine threw where it mustn't
 */
record Simulation(Script script, long hash, Counts counts, Optional<String> failure, String trace) {

    static Simulation of(long seed) {
        return of(Choices.of(seed), false);
    }

    static Simulation of(Script script) {
        return of(Choices.of(script), false);
    }

    static Simulation traced(Script script) {
        return of(Choices.of(script), true);
    }

    static Simulation traced(long seed) {
        return of(Choices.of(seed), true);
    }

    private static Simulation of(Choices choices, boolean traced) {
        Sim sim = new Sim(choices, traced);
        String failure = null;
        try {
            sim.live();
        } catch (RuntimeException | Error thrown) {
            failure = "thrown: " + thrown + at(thrown);
        }
        Violation violation = sim.oracle.violation();
        if (violation != null) {
            failure = violation.getMessage();
        }
        return new Simulation(
                choices.script(), sim.trace.hash(), sim.counts, Optional.ofNullable(failure), sim.trace.toString());
    }

    private static String at(Throwable thrown) {
        StackTraceElement[] stack = thrown.getStackTrace();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(5, stack.length); i++) {
            text.append("\n    at ").append(stack[i]);
        }
        return text.toString();
    }

    /** What is violated, without the particulars: two failures with one of it are taken to be the same. */
    String kind() {
        String text = failure.orElse("");
        int colon = text.indexOf(": ");
        return colon < 0 ? text : text.substring(0, colon);
    }

    /** The shortest script found that fails in the same way. */
    Script shrunk() {
        String kind = kind();
        return new Shrinker(script -> {
                    Simulation again = of(script);
                    return again.failure.isPresent() && again.kind().equals(kind);
                })
                .shrunk(script);
    }
}
