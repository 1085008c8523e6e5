package dev.reconcile.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A plan of fifty items, killed at every nth step ({@code -Dstride=1} for every one) in every mode and with every journal. */
class CrashPointTest {

    private static final int SOME = 101;

    @Test
    @DisplayName("G8, G13, H84: killed at any step and resumed, a run ends as if nothing had happened, and says so")
    void resumedEndsAsUninterrupted() {
        int stride = Integer.getInteger("stride", SOME);
        AtomicLong points = new AtomicLong();
        Map<String, String> differences = new TreeMap<>();
        List<Thread> threads = new ArrayList<>();
        for (CrashPoints.Journal journal : CrashPoints.Journal.values()) {
            threads.add(new Thread(() -> {
                for (CrashPoints.Mode mode : CrashPoints.Mode.values()) {
                    points.addAndGet(all(mode, journal, stride, differences));
                }
            }));
        }
        threads.forEach(Thread::start);
        threads.forEach(CrashPointTest::join);

        print("Crash points: " + points + " of " + CrashPoints.ITEMS + " items in " + CrashPoints.Mode.values().length
                + " modes with " + CrashPoints.Journal.values().length + " journals, differences "
                + differences.size());
        assertThat(differences).isEmpty();
    }

    private static long all(
            CrashPoints.Mode mode, CrashPoints.Journal journal, int stride, Map<String, String> differences) {
        CrashPoints plan = new CrashPoints(mode, journal);
        CrashPoints.End expected = plan.uninterrupted();
        long points = 0;
        for (long step = Math.floorMod(mode.name().hashCode(), stride); step < expected.steps(); step += stride) {
            String difference = difference(plan, step, expected);
            if (!difference.isEmpty()) {
                synchronized (differences) {
                    differences.put(mode + ", " + journal + ", step " + step, difference);
                }
            }
            points++;
        }
        return points;
    }

    private static String difference(CrashPoints plan, long step, CrashPoints.End expected) {
        try {
            CrashPoints.End end = plan.killedAt(step);
            if (!end.world().equals(expected.world())) {
                Map<String, String> more = new TreeMap<>(end.world());
                more.entrySet().removeAll(expected.world().entrySet());
                Map<String, String> less = new TreeMap<>(expected.world());
                less.entrySet().removeAll(end.world().entrySet());
                return "there is " + more + " and there isn't " + less;
            }
            return end.report().equals(expected.report())
                    ? ""
                    : "it says\n" + end.report() + "\ninstead of\n" + expected.report();
        } catch (Violation violation) {
            return String.valueOf(violation.getMessage());
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("SystemOut") // the figures are for CI's log
    private static void print(String text) {
        System.out.println(text);
    }
}
