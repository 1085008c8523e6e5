package dev.reconcile.testkit.sim;

import java.time.Duration;

/** What happens around a process between and during its calls: others act, clocks jump, the store goes wrong, the process dies. */
final class Surroundings {

    private final Sim sim;

    Surroundings(Sim sim) {
        this.sim = sim;
    }

    void at(Incarnation process, String what) {
        if (sim.isCalm()) {
            return;
        }
        sim.actors.perhaps(what, sim.actRate);
        if (!process.isSecond && sim.choices.happens("second engine at " + what, sim.secondRate)) {
            sim.actMeanwhile();
        }
        Fault fault =
                Fault.SURROUNDINGS[sim.choices.seldom("around " + what, sim.surroundRate, Fault.SURROUNDINGS.length)];
        if (fault != Fault.NONE) {
            befalls(process, fault, what);
        }
    }

    void after(Incarnation process, String what) {
        if (sim.isCalm()) {
            return;
        }
        sim.actors.perhaps("end of " + what, sim.actRate);
        if (sim.choices.happens("die after " + what, sim.dieRate)) {
            process.met(Fault.KILL, what);
            process.die(what);
        }
    }

    /** Between two rows of a batch, each of which is a transaction of its own. */
    void betweenRows(Incarnation process, String verb) {
        if (sim.isCalm()) {
            return;
        }
        sim.actors.perhaps("rows of " + verb, sim.actRate);
        if (sim.choices.happens("die between rows of " + verb, sim.dieRate)) {
            process.met(Fault.KILL, verb);
            process.die("between rows of " + verb);
        }
    }

    private void befalls(Incarnation process, Fault fault, String what) {
        switch (fault) {
            case BUCKET_DELETED, CREDENTIALS_EXPIRED, STORE_AWAY, DATABASE_AWAY, BLANK_LISTINGS -> {
                process.lasting.add(fault);
                process.met(fault, what);
            }
            case BUCKET_SWAPPED -> {
                if (!process.hasSeenTheBucket) {
                    return;
                }
                process.bucket = sim.twin();
                process.met(fault, what);
            }
            case CLOCK_JUMP -> jump(process, what);
            case PAUSE -> {
                process.met(fault, what);
                sim.time.pass(Duration.ofMinutes(1L << sim.choices.pick("minutes", 8)));
                sim.duringPause(process);
            }
            case INTERRUPT -> {
                process.met(fault, what);
                Thread.currentThread().interrupt();
            }
            case KILL -> {
                process.met(fault, what);
                process.die(what);
            }
            default -> {} // those that are there from the start
        }
    }

    private void jump(Incarnation process, String what) {
        long by = sim.skew("jump");
        if (by != 0) {
            process.met(Fault.CLOCK_JUMP, what);
            sim.time.jvmAhead = by; // what the others date wrongly is dated wrongly for ever, and nobody can tell
        }
    }
}
