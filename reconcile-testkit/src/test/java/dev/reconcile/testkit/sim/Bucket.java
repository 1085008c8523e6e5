package dev.reconcile.testkit.sim;

import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Upload;
import dev.reconcile.store.Versioning;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One bucket as it really is and was: every version of every object, and when it was what. */
final class Bucket {

    /** What a key held from a moment on; a null blob is nothing. */
    record Held(long moment, long at, String by, @Nullable Blob blob) {}

    /** A version; a null blob is a delete marker. */
    record Version(String id, @Nullable Blob blob) {}

    /** Hears of every change, after it. */
    interface Watcher {
        void changed(Bucket bucket, String by, String key, @Nullable Blob before, @Nullable Blob after);
    }

    final String name;
    Versioning versioning = Versioning.OFF;
    boolean honoursRemovePrecondition = true;
    boolean honoursCreatePrecondition = true;
    boolean honoursCopyPrecondition = true;
    boolean keepsTags = true;

    /** How long a change takes until listings show it (H25). */
    long listingLag;

    final Map<String, Upload> uploads = new TreeMap<>();
    private final Time time;
    private final Watcher watcher;
    private final TreeMap<ObjectKey, List<Version>> versions = new TreeMap<>();
    private final Map<String, List<Held>> history = new HashMap<>();
    private long numbers;

    Bucket(String name, Time time, Watcher watcher) {
        this.name = name;
        this.time = time;
        this.watcher = watcher;
    }

    @Nullable
    Blob at(String key) {
        List<Version> all = versions.get(ObjectKey.of(key));
        return all == null || all.isEmpty() ? null : all.get(all.size() - 1).blob();
    }

    /** What is there now, in the order of UTF-8. */
    List<Blob> blobs() {
        List<Blob> all = new ArrayList<>();
        versions.values().forEach(each -> {
            Blob latest = each.isEmpty() ? null : each.get(each.size() - 1).blob();
            if (latest != null) {
                all.add(latest);
            }
        });
        return all;
    }

    /** What a listing shows. */
    List<Blob> listed() {
        if (listingLag == 0) {
            return blobs();
        }
        List<Blob> all = new ArrayList<>();
        for (ObjectKey key : versions.keySet()) {
            Blob then = null;
            for (Held held : history.getOrDefault(key.value(), List.of())) {
                if (held.at() <= time.now() - listingLag) {
                    then = held.blob();
                }
            }
            if (then != null) {
                all.add(then);
            }
        }
        return all;
    }

    /** How many objects there ever were. */
    int everSeen() {
        return history.size();
    }

    List<Held> historyOf(String key) {
        return history.getOrDefault(key, List.of());
    }

    /** Whether what the key held was so at any moment since. */
    boolean wasEverSince(long moment, String key, Function<@Nullable Blob, Boolean> so) {
        Blob then = null;
        boolean ever = false;
        for (Held held : historyOf(key)) {
            if (held.moment() > moment) {
                ever |= so.apply(held.blob());
            } else {
                then = held.blob();
            }
        }
        return ever || so.apply(then);
    }

    /** What the key held at that moment. */
    @Nullable
    Blob heldAt(long moment, String key) {
        Blob then = null;
        for (Held held : historyOf(key)) {
            if (held.moment() <= moment) {
                then = held.blob();
            }
        }
        return then;
    }

    /** Whether nothing happened to the key since. */
    boolean isUntouchedSince(long at, String key) {
        return historyOf(key).stream().noneMatch(held -> held.at() >= at);
    }

    Blob put(String by, String key, long size, long content) {
        return put(by, key, size, content, time.store(), false);
    }

    Blob put(String by, String key, long size, long content, Instant begun, boolean multipart) {
        String etag = "e" + content + (multipart ? "-2" : "");
        return put(by, new Blob(key, size, etag, content, begun, time.now(), by, Map.of()));
    }

    Blob put(String by, Blob blob) {
        Blob before = at(blob.key());
        List<Version> all = versions.computeIfAbsent(ObjectKey.of(blob.key()), any -> new ArrayList<>());
        if (versioning != Versioning.ENABLED) {
            all.removeIf(version -> version.id().equals("null") || versioning == Versioning.OFF);
        }
        all.add(new Version(nextId(), blob));
        happened(by, blob.key(), before, blob);
        return blob;
    }

    private String nextId() {
        return versioning == Versioning.ENABLED ? "v" + ++numbers : "null";
    }

    /** Puts a state in the past, for the beginning. */
    void hadAllAlong(Blob blob) {
        versions.computeIfAbsent(ObjectKey.of(blob.key()), any -> new ArrayList<>())
                .add(new Version(nextId(), blob));
        history.computeIfAbsent(blob.key(), any -> new ArrayList<>())
                .add(new Held(0, blob.written(), blob.writer(), blob));
    }

    /** The delete marker's id, if it left one. */
    @Nullable
    String remove(String by, String key) {
        List<Version> all = versions.get(ObjectKey.of(key));
        Blob before = at(key);
        if (all == null || before == null) {
            return null;
        }
        String marker = null;
        switch (versioning) {
            case ENABLED -> {
                marker = nextId();
                all.add(new Version(marker, null));
            }
            case SUSPENDED -> {
                marker = "null";
                all.removeIf(version -> version.id().equals("null"));
                all.add(new Version(marker, null));
            }
            case OFF, UNKNOWN -> all.clear();
        }
        happened(by, key, before, null);
        return marker;
    }

    /** Whether the marker was the latest version, and is gone now. */
    boolean removeMarker(String by, String key, String version) {
        List<Version> all = versions.getOrDefault(ObjectKey.of(key), List.of());
        if (all.isEmpty()) {
            return false;
        }
        Version latest = all.get(all.size() - 1);
        if (!latest.id().equals(version) || latest.blob() != null) {
            return false;
        }
        all.remove(all.size() - 1);
        happened(by, key, null, at(key));
        return true;
    }

    void tag(String by, String key, Map<String, String> tags) {
        List<Version> all = versions.get(ObjectKey.of(key));
        Version latest = Objects.requireNonNull(all).get(all.size() - 1);
        Blob before = Objects.requireNonNull(latest.blob());
        Blob after = before.tagged(Map.copyOf(tags));
        all.set(all.size() - 1, new Version(latest.id(), after));
        happened(by, key, before, after);
    }

    /** Whether the bytes are still somewhere: under a key, or in an older version of it. */
    boolean keeps(Blob lost) {
        return versions.values().stream()
                .flatMap(List::stream)
                .anyMatch(version -> version.blob() != null && version.blob().hasBytesOf(lost));
    }

    private void happened(String by, String key, @Nullable Blob before, @Nullable Blob after) {
        history.computeIfAbsent(key, any -> new ArrayList<>()).add(new Held(time.nextMoment(), time.now(), by, after));
        watcher.changed(this, by, key, before, after);
    }
}
