package dev.reconcile.r2;

import dev.reconcile.s3.S3ObjectStore;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.ListPage;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.NewObject;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoreProfile;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Tags;
import dev.reconcile.store.Upload;
import dev.reconcile.store.UploadPage;
import dev.reconcile.store.UploadRequest;
import dev.reconcile.store.Versioning;
import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.store.Written;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A bucket of Cloudflare R2, by its S3 interface. Thread-safe. What holds for {@link S3ObjectStore} holds here.
 *
 * <p>What is R2's own, from its documentation, read in November 2026:
 * <ul>
 *   <li>Keys are one if they are equal in Unicode's form NFC, whatever form they were uploaded in, and listings show the last one
 *       uploaded (H33). So a record may spell a key otherwise than the listing does. A fresh look finds the object all the same, and
 *       such an object is no orphan; it costs a request each.
 *   <li>It has no tags (H79) and no versions, so orphans can't be tagged, and what was deleted is gone.
 *   <li>DELETE isn't documented to honour If-Match (H76). The engine tries it out before it relies on it; unless that changes,
 *       orphans are only quarantined or deleted where {@code unsafeWithoutPreconditions} is set.
 *   <li>A busy bucket answers 429 (H10), and one key takes a write a second (H89): both are tried again within the retry budget.
 *   <li>A bucket of a {@link Jurisdiction} is at that one's endpoint only (H28).
 *   <li>With Sippy, objects that weren't copied yet are missing here, though nothing is wrong (H29): only dry runs make sense.
 * </ul>
 *
 * @see <a href="https://developers.cloudflare.com/r2/api/s3/api/">Cloudflare: S3 API compatibility</a>
 * @see <a href="https://developers.cloudflare.com/r2/reference/unicode-interoperability/">Cloudflare: Unicode interoperability</a>
 */
public final class R2ObjectStore implements WritableObjectStore {

    private final S3ObjectStore s3;

    R2ObjectStore(S3ObjectStore s3) {
        this.s3 = s3;
    }

    /**
     * The bucket through a client of its own, which {@link #close()} closes. Asks nothing of the network.
     *
     * @throws IllegalArgumentException if the bucket's name can't be one
     */
    public static R2ObjectStore connect(R2Connection connection, String bucket) {
        return new R2ObjectStore(S3ObjectStore.connect(connection.s3(), bucket).build());
    }

    /**
     * The bucket as the application's own client reaches it. The client stays the application's to close.
     *
     * @throws IllegalArgumentException if the client's endpoint isn't R2's own: a custom domain, r2.dev (H27), another store
     */
    public static R2ObjectStore of(S3Client client, String bucket) {
        S3ObjectStore s3 = S3ObjectStore.of(client, bucket);
        R2Connection.requireR2(s3.profile().identity());
        return new R2ObjectStore(s3);
    }

    @Override
    public StoreProfile profile() {
        return s3.profile();
    }

    @Override
    public ListPage list(ListRequest request) {
        try {
            return s3.list(request);
        } catch (StoreException failed) {
            throw failed.doubt() == Doubt.WRONG_ENDPOINT || failed.doubt() == Doubt.FORBIDDEN
                    ? new StoreException(failed.doubt(), failed.getMessage() + ". " + whereBucketsAre())
                    : failed;
        }
    }

    /** H28. */
    private static String whereBucketsAre() {
        return "A bucket that was made in a jurisdiction is found at that one's endpoint only: see R2Connection.jurisdiction";
    }

    @Override
    public Presence stat(ObjectKey key) {
        return s3.stat(key);
    }

    @Override
    public Presence describe(ObjectKey key) {
        return s3.describe(key);
    }

    @Override
    public byte[] read(StoredObject object, long offset, int length) {
        return s3.read(object, offset, length);
    }

    @Override
    public Optional<Instant> now() {
        return s3.now();
    }

    @Override
    public Written create(ObjectKey key, byte[] content) {
        return s3.create(key, content);
    }

    @Override
    public Written put(NewObject object) {
        return s3.put(object);
    }

    @Override
    public Written copy(StoredObject source, ObjectKey target) {
        return s3.copy(source, target);
    }

    @Override
    public Written remove(StoredObject object) {
        return s3.remove(object);
    }

    @Override
    public Written unsafeRemove(ObjectKey key) {
        return s3.unsafeRemove(key);
    }

    @Override
    public Written removeMarker(ObjectKey key, String version) {
        return s3.removeMarker(key, version);
    }

    @Override
    public Versioning versioning() {
        return Versioning.OFF;
    }

    @Override
    public Tags tags(ObjectKey key) {
        return Tags.unknown("R2 keeps no tags");
    }

    @Override
    public Written tag(ObjectKey key, Map<String, String> tags) {
        return s3.tag(key, tags);
    }

    @Override
    public UploadPage uploads(UploadRequest request) {
        return s3.uploads(request);
    }

    @Override
    public Written abort(Upload upload) {
        return s3.abort(upload);
    }

    @Override
    public void close() {
        s3.close();
    }

    @Override
    public String toString() {
        return "R2ObjectStore[" + profile().identity() + "]";
    }
}
