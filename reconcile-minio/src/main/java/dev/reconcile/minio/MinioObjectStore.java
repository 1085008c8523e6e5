package dev.reconcile.minio;

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
import io.minio.MinioAsyncClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A bucket of MinIO, or of a store that speaks the S3 protocol, through minio-java. Thread-safe.
 *
 * <p>Each call is one request, whatever the client's HTTP client would repeat or follow (H4, H88), and an answer counts only if it
 * is whole and of the configured endpoint itself: redirects, caches, proxies' pages and listings that don't say how they go on are
 * no answers. The client may be the application's own, a {@link MinioAsyncClient}; a {@code MinioClient} keeps its connection to
 * itself, so build an asynchronous one beside it with the same endpoint, region and credentials.
 *
 * <p>Keys: minio-java takes one slash out of two, and with it {@code a/b} for {@code a//b} (H38), and resolves segments {@code .}
 * and {@code ..} (H39). {@linkplain #KEY_RULES By default} such keys aren't sent at all, as MinIO doesn't take them either; where
 * the rules are widened, a key that would become another on the wire isn't sent all the same.
 *
 * <p>MinIO overlooks the precondition of a removal and removes whatever is there (H76). So it does with the target of a copy. The
 * engine tries that out before it relies on it. A copy keeps metadata, tags and storage class; it has no lock of its source's, and the
 * bucket's default encryption (H78). Objects over 5 GiB are copied in parts, which makes another ETag; if that fails half way the
 * upload is aborted. MinIO lists unfinished uploads only of a key that the prefix names in full.
 */
public final class MinioObjectStore implements WritableObjectStore {

    /** The default: what MinIO takes, which keeps its objects as files (H40). */
    public static final KeyRules KEY_RULES = KeyRules.FILE_SYSTEM;

    /** What minio-java signs the length of. */
    private static final long MOST_AT_ONCE = Integer.MAX_VALUE;

    static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

    private final Access access;
    private final MinioAsyncClient client;
    private final boolean ownsClient;
    private final MinioReads reads;
    private final MinioWrites writes;
    private final Put puts;
    private final MinioTagging tagging;
    private final MinioUploads uploads;

    private MinioObjectStore(Builder builder, Requests requests, Endpoint endpoint) {
        this.access = new Access(
                requests,
                endpoint,
                new StoreProfile(endpoint.identity(), builder.listOrder, builder.keyRules, endpoint.bucket()),
                builder.requireRequestId,
                builder.callTimeout);
        this.client = builder.client;
        this.ownsClient = builder.ownsClient;
        this.reads = new MinioReads(access);
        this.tagging = new MinioTagging(access);
        this.writes = new MinioWrites(
                access, builder.copiedAtOnce, new MultipartCopy(new CopyCalls(access, tagging), builder.partSize));
        this.puts =
                new Put(new MinioPuts(access, new CopyCalls(access, tagging)), builder.putAtOnce, builder.putInParts);
        this.uploads = new MinioUploads(access);
    }

    /** The bucket as the application's own client reaches it. The client stays the application's to close. */
    public static MinioObjectStore of(MinioAsyncClient client, String bucket) {
        return builder(client, bucket).build();
    }

    /** As {@link #of}, with options. */
    public static Builder builder(MinioAsyncClient client, String bucket) {
        return new Builder(client, false, bucket, CALL_TIMEOUT);
    }

    /** The bucket through a client of its own, which {@link #close()} closes. */
    public static Builder connect(MinioConnection connection, String bucket) {
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
        try {
            access.requests().close();
            if (ownsClient) {
                client.close();
            }
        } catch (RuntimeException e) {
            // nobody could do anything about it, and the contract is never to throw
        }
    }

    @Override
    public String toString() {
        return "MinioObjectStore[" + access.profile().identity() + "]";
    }

    static Duration requirePositive(Duration limit) {
        if (limit.isZero() || limit.isNegative()) {
            throw new IllegalArgumentException("Invalid call timeout: " + limit + ", expected more than nothing");
        }
        return limit;
    }

    /** How the store behind the client behaves. Not thread-safe. */
    public static final class Builder {

        private final MinioAsyncClient client;
        private final boolean ownsClient;
        private final String bucket;
        private ListOrder listOrder = ListOrder.UTF8;
        private KeyRules keyRules = KEY_RULES;
        private boolean requireRequestId = true;
        private Duration callTimeout;
        private long copiedAtOnce = MultipartCopy.NEEDED_ABOVE;
        private long partSize = MultipartCopy.PART_SIZE;
        private long putAtOnce = MOST_AT_ONCE;
        private long putInParts = Put.PART_SIZE;

        private Builder(MinioAsyncClient client, boolean ownsClient, String bucket, Duration callTimeout) {
            this.client = client;
            this.ownsClient = ownsClient;
            this.bucket = bucket;
            this.callTimeout = callTimeout;
        }

        /** The order of listings. Default: by UTF-8 bytes, as MinIO and AWS list. */
        public Builder listOrder(ListOrder order) {
            this.listOrder = order;
            return this;
        }

        /** Which keys the store keeps apart. Default: {@link #KEY_RULES}. */
        public Builder keyRules(KeyRules rules) {
            this.keyRules = rules;
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

        /**
         * Asks nothing of the network.
         *
         * @throws IllegalArgumentException if the bucket or the client's endpoint is one that can't be reconciled: an access
         *     point (H26), a CDN's or a website's host (H27)
         */
        public MinioObjectStore build() {
            try {
                Requests requests = new Requests(client);
                return new MinioObjectStore(this, requests, Endpoint.of(bucket, key -> requests.url(bucket, key)));
            } catch (IllegalArgumentException e) {
                if (ownsClient) {
                    client.close();
                }
                throw e;
            }
        }
    }
}
