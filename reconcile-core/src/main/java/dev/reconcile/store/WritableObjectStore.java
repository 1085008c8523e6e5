package dev.reconcile.store;

import java.util.Map;

/**
 * An object store in which orphans may be changed. Everything that {@link ObjectStore} says holds here too: thread-safe, no
 * retries, no vendor exception. None of these methods throws for what the store or the network did; that is a {@link Written}.
 *
 * <p>Whether a store honours the preconditions sent isn't taken on trust: some ignore them and remove the object all the same
 * (H54, H76). The engine tries them out on keys of its own, under its reserved prefix, before it relies on them.
 */
public interface WritableObjectStore extends ObjectStore {

    /** Writes a small object, unless the key is taken (If-None-Match). */
    Written create(ObjectKey key, byte[] content);

    /**
     * Writes an object of any size with content type and metadata, unless the key is taken (If-None-Match), which is a CONFLICT. The
     * content is checked before it is sent, sent with a checksum that the store verifies, and a content that isn't what it declares to be is
     * REFUSED with nothing written. The metadata has to come back by {@link #describe}, by which an answer that was lost is settled. There is no half object: large ones are sent in parts that only the last request makes an object of.
     */
    Written put(NewObject object);

    /**
     * Copies inside the store, with metadata and, where there are any, tags: only while the source still has its ETag, and only to
     * a key that isn't taken. What a store can't check is left to the engine, which knows from its probes. Objects of any size.
     */
    Written copy(StoredObject source, ObjectKey target);

    /**
     * Removes the object only while it still has this ETag (If-Match). In a versioned bucket that leaves a delete marker, whose
     * version is in the answer; a version is never removed.
     */
    Written remove(StoredObject object);

    /** Removes whatever has this key now. */
    Written unsafeRemove(ObjectKey key);

    /** Takes a delete marker away, so that the object is there again, if the marker is still the latest version. */
    Written removeMarker(ObjectKey key, String version);

    /** Whether removing keeps the versions; asked of the store each time. */
    Versioning versioning();

    /** The object's tags; unknown if the store has none to give or didn't answer. */
    Tags tags(ObjectKey key);

    /** Puts these in the place of all tags of the object. */
    Written tag(ObjectKey key, Map<String, String> tags);

    /**
     * One page of the multipart uploads that were begun and neither completed nor aborted, in any order, whole or not at all.
     *
     * @throws StoreException if there is no such page, or the store can't tell
     */
    UploadPage uploads(UploadRequest request);

    /** Aborts an unfinished upload. Its parts are gone for good. */
    Written abort(Upload upload);
}
