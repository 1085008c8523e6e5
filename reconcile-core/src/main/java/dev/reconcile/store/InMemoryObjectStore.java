package dev.reconcile.store;

import dev.reconcile.store.Written.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory, for tests of applications that use this library and for trying it out. It behaves as AWS S3 does: keys in
 * the order of their UTF-8 bytes, start-after paging, a new ETag for everything that is put and the same one for a copy,
 * preconditions, tags, versions. Thread-safe; a page is consistent in itself, and a change happens whole or not at all.
 */
public final class InMemoryObjectStore implements WritableObjectStore {

    private static final int MOST_TAGS = 10;

    private final MemoryVersions objects = new MemoryVersions();
    private final MemoryUploads uploads = new MemoryUploads();
    private final StoreProfile profile;
    private final InstantSource clock;
    private long puts;

    public InMemoryObjectStore() {
        this("memory", InstantSource.system());
    }

    /** @param clock gives the last-modified time of what is put */
    public InMemoryObjectStore(String name, InstantSource clock) {
        this.profile = new StoreProfile("memory:" + name, ListOrder.UTF8, KeyRules.S3);
        this.clock = clock;
    }

    /** Puts an object of so many bytes, last modified now. Only its size is kept. */
    public StoredObject put(String key, long size) {
        return put(key, size, clock.instant());
    }

    /** As {@link #put(String, long)}, last modified then. */
    public synchronized StoredObject put(String key, long size, Instant lastModified) {
        return put(ObjectKey.of(key), size, lastModified, null, Map.of()).object();
    }

    /** Puts an object with content, last modified now. */
    public StoredObject put(String key, byte[] content) {
        return put(key, content, Map.of());
    }

    /** Puts an object with content and metadata, last modified now. Tags are put by {@link #tag}. */
    public synchronized StoredObject put(String key, byte[] content, Map<String, String> metadata) {
        return put(ObjectKey.of(key), content.length, clock.instant(), content, metadata)
                .object();
    }

    private MemoryVersion put(
            ObjectKey key, long size, Instant lastModified, byte @Nullable [] content, Map<String, String> metadata) {
        StoredObject object = new StoredObject(key, size, "memory" + ++puts, lastModified, "STANDARD");
        return objects.put(MemoryVersion.of(object, content, metadata));
    }

    /** Removes an object, whatever it is by now; says whether there was one. */
    public synchronized boolean remove(String key) {
        boolean existed = objects.current(ObjectKey.of(key)) != null;
        objects.remove(ObjectKey.of(key), clock.instant());
        return existed;
    }

    /** A copy of the object's content; empty if there is no object or only its size is kept. */
    public Optional<byte[]> content(String key) {
        return Optional.ofNullable(objects.current(ObjectKey.of(key))).map(MemoryVersion::content);
    }

    /** The object's metadata; empty if there is no object. */
    public Map<String, String> metadata(String key) {
        MemoryVersion version = objects.current(ObjectKey.of(key));
        return version == null ? Map.of() : version.metadata();
    }

    /** Every version of an object that is kept, the newest first; delete markers aren't among them. */
    public synchronized List<StoredObject> versions(String key) {
        return objects.all(ObjectKey.of(key)).stream()
                .filter(version -> !version.isMarker())
                .map(MemoryVersion::object)
                .toList();
    }

    /**
     * Sets the versioning state. Default: off.
     *
     * @throws IllegalArgumentException if it is to be switched off again, which S3 can't either
     */
    public synchronized void versioning(Versioning state) {
        objects.state(state);
    }

    /** Begins a multipart upload now. There is no way to finish it. */
    public Upload beginUpload(String key) {
        return beginUpload(key, clock.instant());
    }

    /** Begins a multipart upload then. */
    public synchronized Upload beginUpload(String key, Instant initiated) {
        return uploads.begin(ObjectKey.of(key), initiated);
    }

    @Override
    public StoreProfile profile() {
        return profile;
    }

    @Override
    public ListPage list(ListRequest request) {
        if (isInterrupted()) {
            throw new StoreException(Doubt.INTERRUPTED, "Listing was interrupted");
        }
        List<StoredObject> page = new ArrayList<>();
        for (MemoryVersion version : from(request.prefix(), request.after()).values()) {
            StoredObject object = version.object();
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
    private NavigableMap<ObjectKey, MemoryVersion> from(String prefix, @Nullable ObjectKey after) {
        ObjectKey first = prefix.isEmpty() ? null : ObjectKey.of(prefix);
        if (after != null && (first == null || after.compareTo(first) >= 0)) {
            return objects.current().tailMap(after, false);
        }
        return first == null ? objects.current() : objects.current().tailMap(first, true);
    }

    @Override
    public Presence stat(ObjectKey key) {
        if (isInterrupted()) {
            return Presence.unknown(Doubt.INTERRUPTED, "The look was interrupted");
        }
        MemoryVersion version = objects.current(key);
        return version == null ? Presence.absent() : Presence.present(version.object());
    }

    /** With the SHA-256 of a content that was put, and its metadata. */
    @Override
    public Presence describe(ObjectKey key) {
        Presence seen = stat(key);
        MemoryVersion version = objects.current(key);
        return seen instanceof Presence.Present && version != null
                ? Presence.present(version.object(), version.details())
                : seen;
    }

    @Override
    public byte[] read(StoredObject object, long offset, int length) {
        Objects.checkFromIndexSize(offset, length, object.size());
        if (isInterrupted()) {
            throw new StoreException(Doubt.INTERRUPTED, "Reading was interrupted");
        }
        MemoryVersion version = objects.current(object.key());
        if (version == null || !version.object().isSameStateAs(object)) {
            throw new StoreException(
                    Doubt.INCOMPARABLE, "The object '" + object.key() + "' isn't the one that was seen any more");
        }
        byte[] content = version.content();
        if (content == null) {
            throw new StoreException(Doubt.UNREADABLE, "Only the size of '" + object.key() + "' is kept");
        }
        return Arrays.copyOfRange(content, (int) offset, (int) offset + length);
    }

    @Override
    public synchronized Written create(ObjectKey key, byte[] content) {
        if (isInterrupted()) {
            return interrupted();
        }
        if (objects.current(key) != null) {
            return taken(key);
        }
        return applied(put(key, content.length, clock.instant(), content, Map.of()));
    }

    @Override
    public Written put(NewObject object) {
        ObjectKey key = object.key();
        byte[] bytes;
        try (InputStream in = object.content().open()) {
            Optional<String> problem = object.content().problem();
            if (problem.isPresent()) {
                return Written.not(
                        Kind.REFUSED, "The content of '" + key + "' isn't what was declared: " + problem.get());
            }
            bytes = in.readAllBytes();
        } catch (IOException e) {
            return Written.not(Kind.REFUSED, "The content of '" + key + "' can't be read");
        }
        return put(object, bytes);
    }

    private synchronized Written put(NewObject object, byte[] bytes) {
        if (isInterrupted()) {
            return interrupted();
        }
        if (objects.current(object.key()) != null) {
            return taken(object.key());
        }
        return applied(put(object.key(), bytes.length, clock.instant(), bytes, object.metadata()));
    }

    @Override
    public synchronized Written copy(StoredObject source, ObjectKey target) {
        Written refusal = refusal(source);
        if (refusal != null) {
            return refusal;
        }
        MemoryVersion found = objects.current(source.key());
        if (found == null || objects.current(target) != null) {
            return found == null ? absent(source.key()) : taken(target);
        }
        return applied(objects.put(found.copiedTo(target, clock.instant())));
    }

    @Override
    public synchronized Written remove(StoredObject object) {
        Written refusal = refusal(object);
        return refusal != null ? refusal : removed(object.key());
    }

    @Override
    public synchronized Written unsafeRemove(ObjectKey key) {
        return isInterrupted() ? interrupted() : removed(key);
    }

    private Written removed(ObjectKey key) {
        MemoryVersion marker = objects.remove(key, clock.instant());
        return Written.applied(null, marker == null ? null : marker.id());
    }

    @Override
    public synchronized Written removeMarker(ObjectKey key, String version) {
        if (isInterrupted()) {
            return interrupted();
        }
        List<MemoryVersion> all = objects.all(key);
        if (all.stream().noneMatch(each -> version.equals(each.id()))) {
            return absent(key);
        }
        if (!all.get(0).isMarker() || !version.equals(all.get(0).id())) {
            return Written.not(Kind.CONFLICT, "The latest version of '" + key + "' isn't that delete marker");
        }
        objects.uncover(key);
        return Written.applied(null, version);
    }

    @Override
    public synchronized Versioning versioning() {
        return isInterrupted() ? Versioning.UNKNOWN : objects.state();
    }

    @Override
    public Tags tags(ObjectKey key) {
        MemoryVersion version = isInterrupted() ? null : objects.current(key);
        return version != null ? Tags.of(version.tags()) : Tags.unknown("There is no object '" + key + "' to look at");
    }

    @Override
    public synchronized Written tag(ObjectKey key, Map<String, String> tags) {
        if (isInterrupted()) {
            return interrupted();
        }
        if (tags.size() > MOST_TAGS) {
            return Written.not(Kind.REFUSED, "An object has at most " + MOST_TAGS + " tags");
        }
        MemoryVersion version = objects.current(key);
        if (version == null) {
            return absent(key);
        }
        objects.replace(version.withTags(tags));
        return Written.applied(version.object().etag(), version.id());
    }

    @Override
    public synchronized UploadPage uploads(UploadRequest request) {
        if (isInterrupted()) {
            throw new StoreException(Doubt.INTERRUPTED, "Listing uploads was interrupted");
        }
        return uploads.page(request);
    }

    @Override
    public synchronized Written abort(Upload upload) {
        if (isInterrupted()) {
            return interrupted();
        }
        return uploads.abort(upload)
                ? Written.applied(null, null)
                : Written.not(Kind.ABSENT, "There is no such upload of '" + upload.key() + "'");
    }

    @Override
    public void close() {}

    /** Why the object can't be changed as the one that was seen; null if it can. */
    private @Nullable Written refusal(StoredObject seen) {
        if (isInterrupted()) {
            return interrupted();
        }
        if (seen.etag() == null) {
            return Written.not(Kind.REFUSED, "Without its ETag '" + seen.key() + "' can't be told from another");
        }
        MemoryVersion current = objects.current(seen.key());
        if (current == null) {
            return absent(seen.key());
        }
        return seen.etag().equals(current.object().etag())
                ? null
                : Written.not(Kind.CONFLICT, "The object '" + seen.key() + "' isn't the one that was seen");
    }

    private static boolean isInterrupted() {
        return Thread.currentThread().isInterrupted(); // H91: the flag stays
    }

    private static Written interrupted() {
        return Written.not(Kind.UNKNOWN, "The change was interrupted");
    }

    private static Written absent(ObjectKey key) {
        return Written.not(Kind.ABSENT, "There is no object '" + key + "', or no such version of it");
    }

    private static Written taken(ObjectKey key) {
        return Written.not(Kind.CONFLICT, "The key '" + key + "' is taken");
    }

    private static Written applied(MemoryVersion written) {
        return Written.applied(written.object().etag(), written.id());
    }
}
