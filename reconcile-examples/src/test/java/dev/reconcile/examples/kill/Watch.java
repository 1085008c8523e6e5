package dev.reconcile.examples.kill;

import java.util.Map;
import java.util.TreeMap;

/** Counts what one child asks its servers, from outside, and has it killed when its moment has come. Thread-safe. */
final class Watch {

    /** Marks calls since objects are moved, so that as many kills fall before that as after it. */
    private static final String LATE = ", late";

    private final Moment moment;
    private final Runnable kill;
    private final Map<String, Integer> seen = new TreeMap<>();
    private boolean movesObjects;
    private boolean killed;

    /** @param kill returns when the child is dead */
    Watch(Moment moment, Runnable kill) {
        this.moment = moment;
        this.kill = kill;
    }

    Moment moment() {
        return moment;
    }

    /** Takes note of a call before it is carried out; whether the child was killed for it. */
    boolean isLast(String call) {
        synchronized (this) {
            movesObjects |= call.equals("S3 PUT"); // the store is tried out right before
            String kind = movesObjects ? call + LATE : call;
            int count = seen.merge(kind, 1, Integer::sum);
            if (killed || !kind.equals(moment.call()) || count < moment.nth()) {
                return false;
            }
            killed = true;
        }
        kill.run();
        return true;
    }

    synchronized boolean hasKilled() {
        return killed;
    }

    synchronized Map<String, Integer> seen() {
        return Map.copyOf(seen);
    }
}
