package dev.reconcile.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Walks that wait for their next page, so that a directory of a million files isn't read anew for every thousand of them. Only a
 * help: a request whose walk isn't here any more starts a new one after its key. Thread-safe.
 */
final class OpenWalks {

    /** More listings than this at once, and the longest waiting one is forgotten. */
    private static final int MOST = 64;

    private final Map<ListRequest, DirectoryWalk> waiting = new LinkedHashMap<>();
    private long walks;

    /** Keeps the walk for the request that continues after {@code last}; returns that request. */
    synchronized ListRequest keep(DirectoryWalk walk, ListRequest request, ObjectKey last) {
        walks++;
        ListRequest next = request.continued(last, "walk-" + walks);
        waiting.put(anySize(next), walk);
        if (waiting.size() > MOST) {
            waiting.remove(waiting.keySet().iterator().next());
        }
        return next;
    }

    /** The walk that waits for this request; it waits no longer. */
    synchronized Optional<DirectoryWalk> take(ListRequest request) {
        return Optional.ofNullable(waiting.remove(anySize(request)));
    }

    synchronized void clear() {
        waiting.clear();
    }

    private static ListRequest anySize(ListRequest request) {
        return request.maxKeys(ListRequest.MAX_KEYS);
    }
}
