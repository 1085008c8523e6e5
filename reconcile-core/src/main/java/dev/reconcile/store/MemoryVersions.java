package dev.reconcile.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Objects in memory under the rules of versioning (H15). Changes are for the store to guard; the current objects can be looked
 * at all the while.
 */
final class MemoryVersions {

    /** The version that is there without versioning, or written while it is suspended. */
    private static final String NULL = "null";

    private final ConcurrentNavigableMap<ObjectKey, MemoryVersion> current = new ConcurrentSkipListMap<>();
    /** Of the keys that were changed since versioning was switched on: every version, the newest first. */
    private final Map<ObjectKey, List<MemoryVersion>> history = new HashMap<>();

    private Versioning state = Versioning.OFF;
    private long ids;

    Versioning state() {
        return state;
    }

    void state(Versioning wanted) {
        boolean switchedOff = wanted == Versioning.OFF && state != Versioning.OFF;
        if (switchedOff || wanted == Versioning.UNKNOWN) {
            throw new IllegalArgumentException("Invalid versioning: " + wanted
                    + ", expected ENABLED, or SUSPENDED, which is as far as it can be gone back");
        }
        state = wanted;
    }

    ConcurrentNavigableMap<ObjectKey, MemoryVersion> current() {
        return current;
    }

    @Nullable
    MemoryVersion current(ObjectKey key) {
        return current.get(key);
    }

    /** Answers it as it is kept. */
    MemoryVersion put(MemoryVersion version) {
        ObjectKey key = version.object().key();
        MemoryVersion kept = state == Versioning.OFF ? version : onTop(version);
        current.put(key, kept);
        return kept;
    }

    /** Answers the delete marker, or null where versioning is off. */
    @Nullable
    MemoryVersion remove(ObjectKey key, Instant now) {
        MemoryVersion marker = state == Versioning.OFF ? null : onTop(MemoryVersion.deleteMarker(key, now));
        current.remove(key);
        return marker;
    }

    private MemoryVersion onTop(MemoryVersion version) {
        ObjectKey key = version.object().key();
        List<MemoryVersion> all = history.computeIfAbsent(key, unknown -> new ArrayList<>());
        MemoryVersion before = current.get(key);
        if (all.isEmpty() && before != null) {
            all.add(before.withId(NULL));
        }
        String id = state == Versioning.SUSPENDED ? NULL : "version" + ++ids;
        all.removeIf(each -> id.equals(each.id()));
        MemoryVersion added = version.withId(id);
        all.add(0, added);
        return added;
    }

    /** Every version of a key and every delete marker, the newest first. */
    List<MemoryVersion> all(ObjectKey key) {
        MemoryVersion only = current.get(key);
        List<MemoryVersion> known = history.get(key);
        return known != null ? List.copyOf(known) : only == null ? List.of() : List.of(only);
    }

    /** Takes the newest version away, for good; what was before it is current again. */
    void uncover(ObjectKey key) {
        List<MemoryVersion> all = history.getOrDefault(key, new ArrayList<>());
        all.remove(0);
        if (all.isEmpty() || all.get(0).isMarker()) {
            current.remove(key);
        } else {
            current.put(key, all.get(0));
        }
    }

    /** Puts a changed form of the current version in its place, without making a new one. */
    void replace(MemoryVersion changed) {
        ObjectKey key = changed.object().key();
        current.put(key, changed);
        history.getOrDefault(key, new ArrayList<>())
                .replaceAll(each -> Objects.equals(each.id(), changed.id()) ? changed : each);
    }
}
