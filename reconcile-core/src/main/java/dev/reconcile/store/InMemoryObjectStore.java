package dev.reconcile.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory, for tests of applications that use this library and for trying it out. It behaves as AWS S3 does: keys in
 * the order of their UTF-8 bytes, start-after paging, a new ETag for every write. Thread-safe; a page is consistent in itself.
 */
public final class InMemoryObjectStore implements ObjectStore {

    private final ConcurrentNavigableMap<ObjectKey, StoredObject> objects = new ConcurrentSkipListMap<>();
    private final AtomicLong writes = new AtomicLong();
    private final StoreProfile profile;
    private final InstantSource clock;

    public InMemoryObjectStore() {
        this("memory", InstantSource.system());
    }

    /** @param clock gives the last-modified time of what is put */
    public InMemoryObjectStore(String name, InstantSource clock) {
        this.profile = new StoreProfile("memory:" + name, ListOrder.UTF8, KeyRules.S3);
        this.clock = clock;
    }

    /** Puts an object of so many bytes, last modified now. */
    public StoredObject put(String key, long size) {
        return put(key, size, clock.instant());
    }

    public StoredObject put(String key, long size, Instant lastModified) {
        StoredObject object = new StoredObject(
                ObjectKey.of(key), size, "memory-" + writes.incrementAndGet(), lastModified, "STANDARD");
        objects.put(object.key(), object);
        return object;
    }

    /** Removes an object; says whether there was one. */
    public boolean remove(String key) {
        return objects.remove(ObjectKey.of(key)) != null;
    }

    @Override
    public StoreProfile profile() {
        return profile;
    }

    @Override
    public ListPage list(ListRequest request) {
        if (Thread.currentThread().isInterrupted()) {
            throw new StoreException(Doubt.INTERRUPTED, "Listing was interrupted");
        }
        List<StoredObject> page = new ArrayList<>();
        for (StoredObject object : from(request.prefix(), request.after()).values()) {
            if (!object.key().value().startsWith(request.prefix())) {
                break;
            }
            if (page.size() == request.maxKeys()) {
                return new ListPage(
                        page, request.continued(page.get(page.size() - 1).key(), null));
            }
            page.add(object);
        }
        return new ListPage(page, null);
    }

    /** The objects from the first that can be under the prefix and beyond {@code after}. */
    private NavigableMap<ObjectKey, StoredObject> from(String prefix, @Nullable ObjectKey after) {
        ObjectKey first = prefix.isEmpty() ? null : ObjectKey.of(prefix);
        if (after != null && (first == null || after.compareTo(first) >= 0)) {
            return objects.tailMap(after, false);
        }
        return first == null ? objects : objects.tailMap(first, true);
    }

    @Override
    public Presence stat(ObjectKey key) {
        if (Thread.currentThread().isInterrupted()) {
            return Presence.unknown(Doubt.INTERRUPTED, "The look was interrupted");
        }
        StoredObject object = objects.get(key);
        return object == null ? Presence.absent() : Presence.present(object);
    }

    @Override
    public void close() {}
}
