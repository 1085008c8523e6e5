package dev.reconcile.examples.kill;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/** What happened in the scenarios of one mode. Used from one thread. */
final class Tally {

    private final Map<String, Integer> kills = new TreeMap<>();
    private int resumes;
    private int begunAgain;
    private int refused;
    private int probes;
    private int differences;

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

    /** From an uninterrupted run, or from what has to be so after any. */
    void differs(int times) {
        differences += times;
    }

    /** One column for each mode, one line for each stage in which a child was killed, and what came of it. */
    static String table(String title, Map<Mode, Tally> modes) {
        StringBuilder table = new StringBuilder(title).append('\n');
        table.append("%-20s".formatted(""));
        modes.keySet().forEach(mode -> table.append("%15s".formatted(mode.inShort())));
        table.append("%8s%n".formatted("all"));
        Set<String> stages = new TreeSet<>();
        modes.values().forEach(tally -> stages.addAll(tally.kills.keySet()));
        stages.forEach(stage -> line(table, stage, modes, tally -> tally.kills.getOrDefault(stage, 0)));
        line(table, "KILLS", modes, Tally::kills);
        line(table, "resumes", modes, tally -> tally.resumes);
        line(table, "begun again", modes, tally -> tally.begunAgain);
        line(table, "probe objects left", modes, tally -> tally.probes);
        line(table, "DIFFERENCES", modes, tally -> tally.differences);
        return table.toString();
    }

    private static void line(StringBuilder table, String name, Map<Mode, Tally> modes, ToIntFunction<Tally> count) {
        table.append("%-20s".formatted(name));
        modes.values().forEach(tally -> table.append("%15d".formatted(count.applyAsInt(tally))));
        int all = modes.values().stream().mapToInt(count).sum();
        table.append("%8d%n".formatted(all));
    }
}
