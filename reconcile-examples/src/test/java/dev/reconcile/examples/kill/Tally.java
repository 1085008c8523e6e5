package dev.reconcile.examples.kill;

import java.util.Map;
import java.util.TreeMap;

/** What happened in the scenarios of one mode. Used from one thread. */
final class Tally {

    private final Map<String, Integer> kills = new TreeMap<>();
    private int resumes;
    private int begunAgain;
    private int refused;
    private int probes;

    void killed(String stage) {
        kills.merge(stage, 1, Integer::sum);
    }

    void resumed() {
        resumes++;
    }

    /** Nothing was in the journal yet, so there was nothing to resume. */
    void begunAgain() {
        begunAgain++;
    }

    /** Whether somebody shall come second this time: once is enough, as it takes a process. */
    synchronized boolean takesIntruder() {
        return refused++ == 0;
    }

    /** Objects of a few bytes that a killed probe left in the quarantine. */
    void left(int probeObjects) {
        probes += probeObjects;
    }

    int kills() {
        return kills.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public String toString() {
        return kills() + " kills " + kills + ", " + resumes + " resumes, " + begunAgain + " begun again, " + probes
                + " probe objects left";
    }
}
