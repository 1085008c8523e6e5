package dev.reconcile.testkit.sim;

import java.util.Map;

/**
 * How a sabotage came to light.
 *
 * @param seeds how many it took
 * @param violation what was violated; empty if nothing was
 */
record Caught(long seeds, String violation) {

    /** Runs seeds with the guard out until one fails that doesn't fail with the guard in. */
    static Caught search(Sabotage guard, long most) {
        long next = 1;
        while (next <= most) {
            Seeds[] run = new Seeds[1];
            long first = next;
            guard.during(() -> run[0] = Seeds.untilFailure(first, most - first + 1));
            if (run[0].failures().isEmpty()) {
                return new Caught(most, "");
            }
            Map.Entry<Long, Simulation> failure =
                    run[0].failures().entrySet().iterator().next();
            if (Simulation.of(failure.getKey()).failure().isEmpty()) {
                String text = failure.getValue().failure().orElse("");
                return new Caught(
                        failure.getKey(), text.lines().findFirst().orElse("").replaceAll("(.{90}).*", "$1"));
            }
            next = failure.getKey() + 1;
        }
        return new Caught(most, "");
    }

    @Override
    public String toString() {
        return violation.isEmpty() ? "NOT MISSED in " + seeds : seeds + "  " + violation;
    }
}
