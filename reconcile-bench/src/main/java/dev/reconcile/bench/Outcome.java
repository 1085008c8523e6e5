package dev.reconcile.bench;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a contestant says of itself in its last line. A count that isn't its business is -1.
 *
 * @param seconds at work, without the start of its process
 * @param walkSeconds of these, reading the store
 * @param compileSeconds of the CPU time, what the JVM's compiler took
 * @param collectSeconds and its collector
 */
record Outcome(
        long rows,
        long objects,
        long missing,
        long orphans,
        double seconds,
        double walkSeconds,
        double cpuSeconds,
        double compileSeconds,
        double collectSeconds,
        long peakKib) {

    private static final Pattern FIELD = Pattern.compile("(\\w+)=(\\S+)");

    static Outcome of(long rows, long objects, long missing, long orphans, double seconds, double walkSeconds) {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Outcome(
                rows,
                objects,
                missing,
                orphans,
                seconds,
                walkSeconds,
                system.getProcessCpuTime() / 1e9,
                ProcessUsage.threadSeconds("C1 ", "C2 "),
                ProcessUsage.threadSeconds("GC ", "G1 "),
                ProcessUsage.peakKib("self"));
    }

    static Outcome listed(long objects, double seconds) {
        return of(-1, objects, -1, -1, seconds, seconds);
    }

    static Outcome scanned(long rows, double seconds) {
        return of(rows, -1, -1, -1, seconds, 0);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "RESULT rows=%d objects=%d missing=%d orphans=%d seconds=%.3f walk=%.3f cpu=%.3f compile=%.3f collect=%.3f peak=%d",
                rows,
                objects,
                missing,
                orphans,
                seconds,
                walkSeconds,
                cpuSeconds,
                compileSeconds,
                collectSeconds,
                peakKib);
    }

    static Outcome parse(String line) {
        Map<String, String> fields = new TreeMap<>();
        Matcher matcher = FIELD.matcher(line);
        while (matcher.find()) {
            fields.put(matcher.group(1), matcher.group(2));
        }
        return new Outcome(
                Long.parseLong(fields.getOrDefault("rows", "-1")),
                Long.parseLong(fields.getOrDefault("objects", "-1")),
                Long.parseLong(fields.getOrDefault("missing", "-1")),
                Long.parseLong(fields.getOrDefault("orphans", "-1")),
                Double.parseDouble(fields.getOrDefault("seconds", "0")),
                Double.parseDouble(fields.getOrDefault("walk", "0")),
                Double.parseDouble(fields.getOrDefault("cpu", "0")),
                Double.parseDouble(fields.getOrDefault("compile", "0")),
                Double.parseDouble(fields.getOrDefault("collect", "0")),
                Long.parseLong(fields.getOrDefault("peak", "0")));
    }

    Outcome withPeak(long kib) {
        return new Outcome(
                rows, objects, missing, orphans, seconds, walkSeconds, cpuSeconds, compileSeconds, collectSeconds, kib);
    }
}
