package dev.reconcile.hook;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The suspects that wait, each once, in the order in which they came; those that are being looked at; and those that were a short while
 * ago. Bounded in all three. Thread-safe; nobody holds the lock for longer than it takes to pass something on.
 */
final class Inbox {

    private final int capacity;
    private final OverflowPolicy policy;
    private final Duration notAgainFor;
    private final InstantSource clock;

    /** Each with how often it got no answer while others did. */
    private final Map<Suspect, Integer> waiting = new LinkedHashMap<>();

    private final Map<Suspect, Integer> inHand = new LinkedHashMap<>();

    /** Until when they aren't looked at again; the oldest first. */
    private final Map<Suspect, Instant> lately = new LinkedHashMap<>();

    private final Map<Acceptance, Long> answers = new EnumMap<>(Acceptance.class);
    private long dropped;
    private boolean closed;
    private boolean abandoned;

    Inbox(int capacity, OverflowPolicy policy, Duration notAgainFor, InstantSource clock) {
        this.capacity = capacity;
        this.policy = policy;
        this.notAgainFor = notAgainFor;
        this.clock = clock;
    }

    synchronized Acceptance offer(Suspect suspect) {
        Acceptance answer = answer(suspect);
        answers.merge(answer, 1L, Long::sum);
        if (answer == Acceptance.ACCEPTED) {
            waiting.put(suspect, 0);
            notifyAll();
        }
        return answer;
    }

    private Acceptance answer(Suspect suspect) {
        if (closed) {
            return Acceptance.CLOSED;
        }
        if (waiting.containsKey(suspect) || inHand.containsKey(suspect)) {
            return Acceptance.ALREADY_QUEUED;
        }
        Instant until = lately.get(suspect);
        if (until != null && until.isAfter(clock.instant())) {
            return Acceptance.LOOKED_AT_LATELY;
        }
        if (waiting.size() < capacity) {
            return Acceptance.ACCEPTED;
        }
        dropped++;
        if (policy == OverflowPolicy.DROP_NEWEST) {
            return Acceptance.OVERFLOW;
        }
        Iterator<Suspect> oldest = waiting.keySet().iterator();
        oldest.next();
        oldest.remove();
        return Acceptance.ACCEPTED;
    }

    /** Up to so many of those that have waited longest, once there are any; none if there won't be. */
    synchronized List<Suspect> take(int most) throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        if (abandoned) {
            return List.of();
        }
        Iterator<Map.Entry<Suspect, Integer>> all = waiting.entrySet().iterator();
        while (all.hasNext() && inHand.size() < most) {
            Map.Entry<Suspect, Integer> next = all.next();
            inHand.put(next.getKey(), next.getValue());
            all.remove();
        }
        return List.copyOf(inHand.keySet());
    }

    /** Waits for that long, or until the rest is abandoned. */
    synchronized void pause(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && !abandoned; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** It was looked at. */
    synchronized void settled(Suspect suspect) {
        inHand.remove(suspect);
        lately.remove(suspect);
        lately.put(suspect, clock.instant().plus(notAgainFor));
        if (lately.size() > capacity) {
            lately.remove(lately.keySet().iterator().next());
        }
        notifyAll();
    }

    /**
     * It got no answer, and waits again, behind the others.
     *
     * @param whileOthersDid whether others did
     * @return how often that was so
     */
    synchronized int unanswered(Suspect suspect, boolean whileOthersDid) {
        int times = inHand.getOrDefault(suspect, 0) + (whileOthersDid ? 1 : 0);
        inHand.remove(suspect);
        waiting.put(suspect, times);
        return times;
    }

    /** Lets go of a suspect that waits. */
    synchronized void giveUp(Suspect suspect) {
        waiting.remove(suspect);
        settled(suspect);
    }

    /** What was looked at lately may be reported again. */
    synchronized void forgetLately() {
        lately.clear();
    }

    /** Whether everything was looked at before the time was over. */
    synchronized boolean awaitIdle(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); size() > 0 && left > 0 && !abandoned; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return size() == 0;
    }

    /** Takes nothing more. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Gives out nothing more either. */
    synchronized void abandon() {
        closed = true;
        abandoned = true;
        notifyAll();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized boolean isAbandoned() {
        return abandoned;
    }

    /** What nobody has looked at to the end. */
    synchronized List<Suspect> rest() {
        List<Suspect> all = new ArrayList<>(inHand.keySet());
        all.addAll(waiting.keySet());
        return List.copyOf(all);
    }

    synchronized long size() {
        return (long) waiting.size() + inHand.size();
    }

    synchronized long answered(Acceptance answer) {
        return answers.getOrDefault(answer, 0L);
    }

    synchronized long dropped() {
        return dropped;
    }
}
