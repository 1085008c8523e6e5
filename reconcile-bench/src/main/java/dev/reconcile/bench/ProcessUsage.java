package dev.reconcile.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** What processes take, as Linux tells; zero elsewhere. */
final class ProcessUsage {

    private static final int TICK_MILLIS = 10;

    private ProcessUsage() {}

    /** User and system time. */
    static long cpuMillis(long pid, boolean withEndedChildren) {
        return cpuMillis(String.valueOf(pid), withEndedChildren);
    }

    private static long cpuMillis(String pid, boolean withEndedChildren) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
            if (withEndedChildren) {
                ticks += Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
            }
            return ticks * TICK_MILLIS;
        } catch (IOException | RuntimeException gone) {
            return 0;
        }
    }

    /** What all processes of this machine took since it started. */
    static long machineMillis() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
            String[] ticks = lines.findFirst().orElse("").trim().split("\\s+", -1);
            long used = 0;
            for (int field : new int[] {1, 2, 3, 6, 7}) { // user, nice, system, and both kinds of interrupts
                used += Long.parseLong(ticks[field]);
            }
            return used * TICK_MILLIS;
        } catch (IOException | RuntimeException notLinux) {
            return 0;
        }
    }

    /** The CPU time of this process's own threads whose names begin with one of these. */
    static double threadSeconds(String... names) {
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            return threads.mapToLong(thread -> isNamed(thread, names) ? threadMillis(thread) : 0)
                            .sum()
                    / 1e3;
        } catch (IOException notLinux) {
            return 0;
        }
    }

    private static boolean isNamed(Path thread, String... names) {
        try {
            String name = Files.readString(thread.resolve("comm"));
            return Stream.of(names).anyMatch(name::startsWith);
        } catch (IOException ended) {
            return false;
        }
    }

    private static long threadMillis(Path thread) {
        return cpuMillis("self/task/" + thread.getFileName(), false);
    }

    /** The most memory that was resident at once. */
    static long peakKib(String pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | RuntimeException gone) {
            return 0;
        }
    }

    /** Follows a shell and what it starts until it ends; the sum of each one's peak. */
    static long peakKibOf(Process shell) throws InterruptedException {
        Map<Long, Long> peaks = new ConcurrentHashMap<>();
        while (!shell.waitFor(50, java.util.concurrent.TimeUnit.MILLISECONDS)) {
            shell.descendants()
                    .forEach(each -> peaks.merge(each.pid(), peakKib(String.valueOf(each.pid())), Math::max));
        }
        return peaks.values().stream().mapToLong(Long::longValue).sum();
    }
}
