package dev.reconcile.testkit.s3;

import dev.reconcile.store.ObjectKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bucket of this server, for tests to fill and to look into without the protocol. Thread-safe: changes happen one after the
 * other, reads never wait for them.
 */
public final class S3Bucket {

    private final Deviations deviations;
    private final KeyRule keyRule;
    private final InstantSource clock;
    private final ConcurrentNavigableMap<ObjectKey, S3Object> current;
    private final VersionHistory history = new VersionHistory();
    private final OpenUploads uploads = new OpenUploads();
    private final List<String> lockedPrefixes = new CopyOnWriteArrayList<>();
    private volatile Versioning versioning = Versioning.OFF;
    private volatile NavigableMap<ObjectKey, S3Object> settled;

    S3Bucket(Deviations deviations, InstantSource clock) {
        this.deviations = deviations;
        this.keyRule = new KeyRule(deviations);
        this.clock = clock;
        this.current = new ConcurrentSkipListMap<>(deviations.order().comparator());
        this.settled = new ConcurrentSkipListMap<>(deviations.order().comparator());
    }

    /** Puts an object with content, last modified now. */
    public S3Object put(String key, byte[] content) {
        return put(S3Object.of(key, content, clock.instant()));
    }

    /** Puts an object of which only size and time are kept; see {@link S3Object#withoutContent}. */
    public S3Object putEmpty(String key, long size, Instant lastModified) {
        return put(S3Object.withoutContent(key, size, lastModified));
    }

    /** Puts an object, under the bucket's versioning; answers it as it is kept. */
    public synchronized S3Object put(S3Object object) {
        ObjectKey identity = keyRule.identity(object.key());
        S3Object kept = object.withVersion(null);
        if (versioning != Versioning.OFF) {
            kept = history.add(identity, kept, current.get(identity), versioning);
        }
        current.put(identity, kept);
        return kept;
    }

    /** Changes what belongs to the current object without making a new version: tags, for instance. */
    synchronized void replaceAttributes(ObjectKey key, Attributes attributes) {
        ObjectKey identity = keyRule.identity(key);
        S3Object changed = current.computeIfPresent(identity, (k, object) -> object.withAttributes(attributes));
        if (changed != null) {
            history.replace(identity, changed);
        }
    }

    /** Removes the current object as a DELETE would, under the bucket's versioning; says whether there was one. */
    public boolean remove(String key) {
        ObjectKey asked = ObjectKey.of(key);
        boolean existed = current.containsKey(keyRule.identity(asked));
        delete(asked);
        return existed;
    }

    /** Answers the delete marker, or null where versioning is off. */
    synchronized @Nullable S3Object delete(ObjectKey key) {
        ObjectKey identity = keyRule.identity(key);
        S3Object removed = current.remove(identity);
        if (versioning == Versioning.OFF) {
            return null;
        }
        return history.add(identity, S3Object.deleteMarker(key, clock.instant()), removed, versioning);
    }

    /** Removes one version for good; answers it, or null if there was none. */
    synchronized @Nullable S3Object deleteVersion(ObjectKey key, String versionId) {
        ObjectKey identity = keyRule.identity(key);
        if (!history.knows(identity)) {
            return versionId.equals(VersionHistory.NULL) ? current.remove(identity) : null;
        }
        S3Object removed = history.remove(identity, versionId);
        S3Object latest = history.latest(identity);
        if (latest == null || latest.isDeleteMarker()) {
            current.remove(identity);
        } else {
            current.put(identity, latest);
        }
        return removed;
    }

    /** The keys of the current objects in the order of the listing. A copy: not for a million of them in a loop. */
    public List<String> keys() {
        return current.values().stream().map(object -> object.key().value()).toList();
    }

    /** How many current objects there are; takes time in proportion. */
    public int size() {
        return current.size();
    }

    /** The current object. */
    public Optional<S3Object> object(String key) {
        return Optional.ofNullable(current.get(keyRule.identity(ObjectKey.of(key))));
    }

    /** All versions and delete markers of a key, the newest first. */
    public synchronized List<S3Object> versions(String key) {
        ObjectKey identity = keyRule.identity(ObjectKey.of(key));
        S3Object only = current.get(identity);
        return history.knows(identity) ? history.all(identity) : only == null ? List.of() : List.of(only);
    }

    public Versioning versioning() {
        return versioning;
    }

    /** Sets the versioning state; {@link Versioning#OFF} can't be gone back to, as in S3. */
    public synchronized void versioning(Versioning state) {
        if (state == Versioning.OFF && versioning != Versioning.OFF) {
            throw new IllegalArgumentException("Versioning of a bucket can be suspended, but not switched off again");
        }
        versioning = state;
    }

    /** Refuses from now on to overwrite or delete what begins with the prefix (H16). */
    public void lock(String prefix) {
        lockedPrefixes.add(prefix);
    }

    boolean isLocked(ObjectKey key) {
        return deviations.support(Feature.OBJECT_LOCK) == Support.HONOURED
                && lockedPrefixes.stream().anyMatch(key.value()::startsWith);
    }

    /** H16: without versions a locked object isn't overwritten. */
    void checkUnlocked(ObjectKey key) {
        if (isLocked(key) && versioning == Versioning.OFF) {
            throw S3Error.accessDenied();
        }
    }

    /** Begins a multipart upload, as if at that time. */
    public synchronized S3Upload beginUpload(String key, Instant initiated) {
        return uploads.begin(ObjectKey.of(key), initiated, Attributes.NONE).upload();
    }

    /** The multipart uploads that were begun and neither completed nor aborted, in the order of their listing. */
    public synchronized List<S3Upload> unfinishedUploads() {
        return uploads.all().stream().map(OpenUpload::upload).toList();
    }

    /** Guarded by {@link #atomically}. */
    OpenUploads uploads() {
        return uploads;
    }

    /** With {@link Quirk#LAGGING_LISTS} or {@link Quirk#LAGGING_READS}: lets them see the bucket as it is now. */
    public synchronized void settle() {
        settled = new ConcurrentSkipListMap<>(current);
    }

    /** Runs a check and the change that depends on it with no other change between them. */
    synchronized <T extends @Nullable Object> T atomically(Supplier<T> change) {
        return change.get();
    }

    KeyRule keyRule() {
        return keyRule;
    }

    /** What a listing walks over. */
    NavigableMap<ObjectKey, S3Object> listed() {
        return deviations.has(Quirk.LAGGING_LISTS) ? settled : current;
    }

    /** What GET and HEAD see; null if there is nothing. */
    @Nullable
    S3Object readable(ObjectKey key) {
        return (deviations.has(Quirk.LAGGING_READS) ? settled : current).get(keyRule.identity(key));
    }

    @Nullable
    S3Object current(ObjectKey key) {
        return current.get(keyRule.identity(key));
    }

    synchronized @Nullable S3Object version(ObjectKey key, String versionId) {
        return versions(key.value()).stream()
                .filter(version -> versionId.equals(version.versionId() == null ? "null" : version.versionId()))
                .findFirst()
                .orElse(null);
    }

    /** The delete marker that hides older versions of a key, or null. */
    synchronized @Nullable S3Object deleteMarker(ObjectKey key) {
        S3Object latest = history.latest(keyRule.identity(key));
        return latest != null && latest.isDeleteMarker() ? latest : null;
    }
}
