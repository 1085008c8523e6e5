package dev.reconcile.bench;

import java.util.concurrent.atomic.LongAdder;

/** What a store was asked. Thread-safe. */
final class RequestCounts {

    final LongAdder lists = new LongAdder();
    final LongAdder heads = new LongAdder();
    final LongAdder others = new LongAdder();
    final LongAdder refused = new LongAdder();

    /** As {@link Counted#parse} reads it. */
    String text(long cpuMillis) {
        return lists.sum() + " " + heads.sum() + " " + others.sum() + " " + refused.sum() + " " + cpuMillis;
    }

    /** @param refused among the others */
    record Counted(long lists, long heads, long others, long refused, long cpuMillis) {

        static Counted parse(String text) {
            String[] parts = text.trim().split(" ", -1);
            return new Counted(
                    Long.parseLong(parts[0]),
                    Long.parseLong(parts[1]),
                    Long.parseLong(parts[2]),
                    Long.parseLong(parts[3]),
                    Long.parseLong(parts[4]));
        }

        Counted since(Counted before) {
            return new Counted(
                    lists - before.lists,
                    heads - before.heads,
                    others - before.others,
                    refused - before.refused,
                    cpuMillis - before.cpuMillis);
        }

        long requests() {
            return lists + heads + others;
        }
    }
}
