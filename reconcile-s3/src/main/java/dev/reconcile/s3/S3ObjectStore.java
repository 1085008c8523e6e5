package dev.reconcile.s3;

import dev.reconcile.store.KeyRules;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.ListPage;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.NewObject;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreProfile;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Tags;
import dev.reconcile.store.Upload;
import dev.reconcile.store.UploadPage;
import dev.reconcile.store.UploadRequest;
import dev.reconcile.store.Versioning;
import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.store.Written;
import dev.reconcile.store.protocol.Endpoint;
import dev.reconcile.store.protocol.MultipartCopy;
import dev.reconcile.store.protocol.Put;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A bucket of AWS S3, or of a store that speaks its protocol, through the AWS SDK for Java 2. Thread-safe.
 *
 * <p>Each call is one request, whatever the client's own retry settings (H88), and an answer counts only if it is whole and of
 * the configured endpoint itself: redirects, caches, proxies' pages and listings that don't say how they go on are no answers.
 *
 * <p>Keys, as measured on the wire with SDK 2.56 and its Apache 5 client, in path style as in virtual-host style: every key goes
 * out percent-encoded and decodes back to itself, and that is checked before every request. The second of two slashes, and a
 * leading one, go out as {@code %2F}, which a proxy in between may refuse. Segments {@code .} and {@code ..} go out as they are
 * and any proxy may resolve them into another key, so {@linkplain #KEY_RULES by default} they aren't sent at all (H39).
 *
 * <p>A change is made with preconditions, which some stores overlook (H76): whoever relies on them has to try them out first. A
 * copy keeps metadata, tags and storage class; it has no access control list and no lock of its source's, and the bucket's
 * default encryption (H78). Objects over 5 GiB are copied in parts, which makes another ETag; if that fails half way the upload is
 * aborted, and {@link #uploads} shows it if even that failed.
 */
public final class S3ObjectStore implements WritableObjectStore {

    /** The default: everything that AWS takes but for segments {@code .} and {@code ..} (H39). */
    public static final KeyRules KEY_RULES = new KeyRules(true, false, ObjectKey.MAX_BYTES);

    static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

    private final Access access;
    private final boolean ownsClient;
    private final S3Reads reads;
    private final S3Writes writes;
    private final Put puts;
    private final S3Tagging tagging;
    private final S3Uploads uploads;

    private S3ObjectStore(Builder builder, Endpoint endpoint) {
        this.access = new Access(
                builder.client,
                endpoint,
                new StoreProfile(endpoint.identity(), builder.listOrder, builder.keyRules, endpoint.bucket()),
                builder.expectedBucketOwner,
                builder.requireRequestId,
                builder.callTimeout,
                builder.readsListings);
        this.ownsClient = builder.ownsClient;
        this.reads = new S3Reads(access);
        this.tagging = new S3Tagging(access);
        this.writes = new S3Writes(
                access, builder.copiedAtOnce, new MultipartCopy(new CopyCalls(access, tagging), builder.partSize));
        this.puts = new Put(new S3Puts(access, new CopyCalls(access, tagging)), builder.putAtOnce, builder.putInParts);
        this.uploads = new S3Uploads(access);
    }

    /** The bucket as the application's own client reaches it. The client stays the application's to close. */
    public static S3ObjectStore of(S3Client client, String bucket) {
        return builder(client, bucket).build();
    }

    /** As {@link #of}, with options. */
    public static Builder builder(S3Client client, String bucket) {
        return new Builder(client, false, bucket, CALL_TIMEOUT);
    }

    /** The bucket through a client of its own, which {@link #close()} closes. */
    public static Builder connect(S3Connection connection, String bucket) {
        return new Builder(connection.open(), true, bucket, connection.callTimeout());
    }

    @Override
    public StoreProfile profile() {
        return access.profile();
    }

    @Override
    public ListPage list(ListRequest request) {
        return reads.list(request);
    }

    @Override
    public Presence stat(ObjectKey key) {
        return reads.stat(key);
    }

    @Override
    public Presence describe(ObjectKey key) {
        return reads.describe(key);
    }

    @Override
    public byte[] read(StoredObject object, long offset, int length) {
        return reads.read(object, offset, length);
    }

    @Override
    public Optional<Instant> now() {
        return reads.now();
    }

    @Override
    public Written create(ObjectKey key, byte[] content) {
        return writes.create(key, content);
    }

    @Override
    public Written put(NewObject object) {
        return puts.put(profile(), object);
    }

    @Override
    public Written copy(StoredObject source, ObjectKey target) {
        return writes.copy(source, target);
    }

    @Override
    public Written remove(StoredObject object) {
        return writes.remove(object);
    }

    @Override
    public Written unsafeRemove(ObjectKey key) {
        return writes.unsafeRemove(key);
    }

    @Override
    public Written removeMarker(ObjectKey key, String version) {
        return writes.removeMarker(key, version);
    }

    @Override
    public Versioning versioning() {
        return reads.versioning();
    }

    @Override
    public Tags tags(ObjectKey key) {
        return tagging.tags(key);
    }

    @Override
    public Written tag(ObjectKey key, Map<String, String> tags) {
        return tagging.tag(key, tags);
    }

    @Override
    public UploadPage uploads(UploadRequest request) {
        return uploads.list(request);
    }

    @Override
    public Written abort(Upload upload) {
        return uploads.abort(upload);
    }

    @Override
    public void close() {
        if (ownsClient) {
            try {
                access.client().close();
            } catch (RuntimeException e) {
                // nobody could do anything about it, and the contract is never to throw
            }
        }
    }

    @Override
    public String toString() {
        return "S3ObjectStore[" + access.profile().identity() + "]";
    }

    static Duration requirePositive(Duration limit) {
        if (limit.isZero() || limit.isNegative()) {
            throw new IllegalArgumentException("Invalid call timeout: " + limit + ", expected more than nothing");
        }
        return limit;
    }

    /** How the store behind the client behaves. Not thread-safe. */
    public static final class Builder {

        private final S3Client client;
        private final boolean ownsClient;
        private final String bucket;
        private ListOrder listOrder;
        private KeyRules keyRules = KEY_RULES;
        private @Nullable String expectedBucketOwner;
        private boolean requireRequestId = true;
        private Duration callTimeout;
        private long copiedAtOnce = MultipartCopy.NEEDED_ABOVE;
        private long partSize = MultipartCopy.PART_SIZE;
        private long putAtOnce = Put.AT_ONCE;
        private long putInParts = Put.PART_SIZE;
        private boolean readsListings = true;

        private Builder(S3Client client, boolean ownsClient, String bucket, Duration callTimeout) {
            this.client = client;
            this.ownsClient = ownsClient;
            this.bucket = bucket;
            this.callTimeout = callTimeout;
            this.listOrder = bucket.endsWith("--x-s3") ? ListOrder.NONE : ListOrder.UTF8; // H31: directory buckets
        }

        /** The order of listings. Default: by UTF-8 bytes, but none for AWS directory buckets. */
        public Builder listOrder(ListOrder order) {
            this.listOrder = order;
            return this;
        }

        /**
         * Which keys the store keeps apart. Default: {@link #KEY_RULES}. MinIO, which was measured to take {@code /a} for
         * {@code a}, and others that keep objects as files need {@link KeyRules#FILE_SYSTEM} (H40).
         */
        public Builder keyRules(KeyRules rules) {
            this.keyRules = rules;
            return this;
        }

        /** The AWS account that has to own the bucket, or every call fails (H30). Default: not checked. AWS only. */
        public Builder expectedBucketOwner(String accountId) {
            this.expectedBucketOwner = accountId;
            return this;
        }

        /**
         * Whether a 404 counts only with an {@code x-amz-request-id} header, which proxies and portals don't send (H4). Default:
         * yes. Switch it off only for a store that never sends one.
         */
        public Builder requireRequestId(boolean required) {
            this.requireRequestId = required;
            return this;
        }

        /**
         * How long a call may take in all (H92). Default: 30 s, or the connection's. A copy may take a second longer for every
         * 32 MiB.
         */
        public Builder callTimeout(Duration limit) {
            this.callTimeout = requirePositive(limit);
            return this;
        }

        /** From which size on objects are copied in parts of that size, for tests. */
        Builder copying(long atOnce, long inParts) {
            this.copiedAtOnce = atOnce;
            this.partSize = inParts;
            return this;
        }

        /** From which size on objects are sent in parts of that size, for tests. */
        Builder putting(long atOnce, long inParts) {
            this.putAtOnce = atOnce;
            this.putInParts = inParts;
            return this;
        }

        /** Whether plain listings are read here and not by the SDK, for tests of both. */
        Builder readingListings(boolean here) {
            this.readsListings = here;
            return this;
        }

        /**
         * Asks nothing of the network.
         *
         * @throws IllegalArgumentException if the bucket or the client's endpoint is one that can't be reconciled: an access
         *     point (H26), a CDN's or a website's host (H27)
         */
        public S3ObjectStore build() {
            try {
                return new S3ObjectStore(
                        this,
                        Endpoint.of(
                                bucket,
                                key -> client.utilities()
                                        .getUrl(url -> url.bucket(bucket).key(key))));
            } catch (IllegalArgumentException e) {
                if (ownsClient) {
                    client.close();
                }
                throw e;
            }
        }
    }
}
