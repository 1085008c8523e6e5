package dev.reconcile.testkit.s3;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a server was asked: how often in all, and the last requests themselves. Thread-safe. */
public final class RequestLog {

    private final int kept;
    private final Deque<S3Request> last = new ArrayDeque<>();
    private final Map<Operation, Long> counts = new EnumMap<>(Operation.class);

    RequestLog(int kept) {
        this.kept = kept;
    }

    synchronized void add(S3Request request) {
        counts.merge(request.operation(), 1L, Long::sum);
        if (last.size() == kept) {
            last.removeFirst();
        }
        if (kept > 0) {
            last.addLast(request);
        }
    }

    /** How many requests of that kind were understood since the beginning, those that met a fault or were refused included. */
    public synchronized long count(Operation operation) {
        return counts.getOrDefault(operation, 0L);
    }

    public synchronized long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The last requests, the oldest first. */
    public synchronized List<S3Request> last() {
        return List.copyOf(last);
    }

    /** The last requests of that kind, the oldest first. */
    public synchronized List<S3Request> last(Operation operation) {
        return last.stream().filter(request -> request.operation() == operation).toList();
    }

    /** Forgets everything and counts from zero. */
    public synchronized void clear() {
        last.clear();
        counts.clear();
    }
}
