package dev.reconcile.examples.kill;

import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * When a child is killed: at its nth call of a kind, or nth line of a kind in its journal.
 *
 * @param call as {@code S3 COPY}, {@code SQL UPDATE} or {@code line copied}
 * @param carriedOut whether the call still reaches its server, or is lost with the child
 */
record Moment(String call, int nth, boolean carriedOut) {

    /** A child that is left alone. */
    static final Moment NEVER = new Moment("", 0, false);

    /** Draws from the whole range of calls; kinds of which there are few, such as removals, aren't drowned in those of which there are many. */
    static Moment drawn(Map<String, Integer> calls, Random random) {
        List<Map.Entry<String, Integer>> kinds = List.copyOf(calls.entrySet());
        double left = random.nextDouble()
                * kinds.stream().mapToDouble(kind -> Math.sqrt(kind.getValue())).sum();
        int at = 0;
        while (at < kinds.size() - 1 && left > Math.sqrt(kinds.get(at).getValue())) {
            left -= Math.sqrt(kinds.get(at).getValue());
            at++;
        }
        Map.Entry<String, Integer> kind = kinds.get(at);
        return new Moment(kind.getKey(), 1 + random.nextInt(kind.getValue()), random.nextBoolean());
    }

    boolean isAtLine() {
        return call.startsWith("line ");
    }

    boolean isAtStore() {
        return call.startsWith("S3 ");
    }
}
