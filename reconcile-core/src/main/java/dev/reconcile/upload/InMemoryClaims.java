package dev.reconcile.upload;

import dev.reconcile.store.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Claims that are gone with the process. */
final class InMemoryClaims implements Claims {

    private final InstantSource clock;
    private final Map<ObjectKey, Map<String, Instant>> ends = new HashMap<>();

    InMemoryClaims(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void claim(ObjectKey key, String upload, Duration lasting) {
        ends.computeIfAbsent(key, first -> new HashMap<>())
                .put(upload, clock.instant().plus(lasting));
    }

    @Override
    public synchronized void release(ObjectKey key, String upload) {
        Map<String, Instant> its = ends.get(key);
        if (its != null && its.remove(upload) != null && its.isEmpty()) {
            ends.remove(key);
        }
    }

    @Override
    public synchronized Set<ObjectKey> claimed(Collection<ObjectKey> keys) {
        Instant now = clock.instant();
        Set<ObjectKey> claimed = new HashSet<>();
        for (ObjectKey key : keys) {
            Map<String, Instant> its = ends.get(key);
            if (its != null && its.values().removeIf(end -> !end.isAfter(now)) && its.isEmpty()) {
                ends.remove(key);
            } else if (its != null) {
                claimed.add(key);
            }
        }
        return claimed;
    }

    @Override
    public synchronized boolean isClaimedBy(ObjectKey key, String upload) {
        Instant end = ends.getOrDefault(key, Map.of()).get(upload);
        return end != null && end.isAfter(clock.instant());
    }
}
