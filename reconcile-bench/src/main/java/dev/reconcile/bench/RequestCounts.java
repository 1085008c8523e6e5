package dev.reconcile.bench;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What a store was asked. Thread-safe. */
final class RequestCounts {

    final LongAdder lists = new LongAdder();
    final LongAdder heads = new LongAdder();
    final LongAdder others = new LongAdder();
    final LongAdder refused = new LongAdder();

    private final AtomicLong first = new AtomicLong();
    private final AtomicLong last = new AtomicLong();

    /** Somebody lists or looks now. */
    void noteTime() {
        long now = System.nanoTime();
        first.compareAndSet(0, now);
        last.set(now);
    }

    /** The next to list or look is the first. */
    void forgetTimes() {
        first.set(0);
        last.set(0);
    }

    /** As {@link Counted#parse} reads it. */
    String text(long cpuMillis) {
        return lists.sum() + " " + heads.sum() + " " + others.sum() + " " + refused.sum() + " " + cpuMillis + " "
                + (last.get() - first.get()) / 1_000_000;
    }

    /**
     * @param refused among the others
     * @param spanMillis from the first request to list or look, since the store was told how to behave, to the last
     */
    record Counted(long lists, long heads, long others, long refused, long cpuMillis, long spanMillis) {

        static Counted parse(String text) {
            String[] parts = text.trim().split(" ", -1);
            return new Counted(
                    Long.parseLong(parts[0]),
                    Long.parseLong(parts[1]),
                    Long.parseLong(parts[2]),
                    Long.parseLong(parts[3]),
                    Long.parseLong(parts[4]),
                    Long.parseLong(parts[5]));
        }

        Counted since(Counted before) {
            return new Counted(
                    lists - before.lists,
                    heads - before.heads,
                    others - before.others,
                    refused - before.refused,
                    cpuMillis - before.cpuMillis,
                    spanMillis);
        }

        long requests() {
            return lists + heads + others;
        }
    }
}
