package dev.reconcile.s3;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.KeyRules;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.ListPage;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.ObjectStore;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoreProfile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.S3Exception;

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
 */
public final class S3ObjectStore implements ObjectStore {

    /** The default: everything that AWS takes but for segments {@code .} and {@code ..} (H39). */
    public static final KeyRules KEY_RULES = new KeyRules(true, false, ObjectKey.MAX_BYTES);

    static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

    private final S3Client client;
    private final boolean ownsClient;
    private final Endpoint endpoint;
    private final StoreProfile profile;
    private final @Nullable String expectedBucketOwner;
    private final boolean requireRequestId;
    private final Duration callTimeout;

    private S3ObjectStore(Builder builder, Endpoint endpoint) {
        this.client = builder.client;
        this.ownsClient = builder.ownsClient;
        this.endpoint = endpoint;
        this.profile = new StoreProfile(endpoint.identity(), builder.listOrder, builder.keyRules, endpoint.bucket());
        this.expectedBucketOwner = builder.expectedBucketOwner;
        this.requireRequestId = builder.requireRequestId;
        this.callTimeout = builder.callTimeout;
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
        return profile;
    }

    @Override
    public ListPage list(ListRequest request) {
        if (Thread.currentThread().isInterrupted()) {
            throw failed(request, Doubt.INTERRUPTED, "the thread was interrupted"); // H91
        }
        ObjectKey after = startAfter(request);
        if (after != null && liesBeyond(after, request.prefix())) {
            return new ListPage(List.of(), null);
        }
        Call call = Call.toBucket();
        try {
            ListObjectsV2Request.Builder listing = ListObjectsV2Request.builder()
                    .bucket(endpoint.bucket())
                    .encodingType("url") // H35
                    .maxKeys(request.maxKeys())
                    .continuationToken(request.token())
                    .startAfter(after == null ? null : after.value())
                    .expectedBucketOwner(expectedBucketOwner) // H30
                    .overrideConfiguration(call.override(callTimeout));
            if (!request.prefix().isEmpty()) {
                listing.prefix(request.prefix());
            }
            return ListAnswer.page(
                    request, endpoint.bucket(), profile.listOrder(), client.listObjectsV2(listing.build()));
        } catch (StoreException e) {
            throw failed(request, e.doubt(), "the answer is no page: " + e.getMessage());
        } catch (RuntimeException e) { // H37: not all that the SDK throws is an SdkException
            Refusal refusal = Refusal.of(e, call);
            throw failed(request, refusal.doubt(), refusal.reason());
        }
    }

    /** Only the first page names a key: later ones are the token's. One before the prefix isn't sent, as some stores refuse it. */
    private @Nullable ObjectKey startAfter(ListRequest request) {
        ObjectKey after = request.token() == null ? request.after() : null;
        boolean needless = after != null
                && profile.listOrder() == ListOrder.UTF8
                && !request.prefix().isEmpty()
                && after.compareTo(ObjectKey.of(request.prefix())) < 0;
        return needless ? null : after;
    }

    /** Whether a key comes after everything under the prefix. */
    private boolean liesBeyond(ObjectKey after, String prefix) {
        return profile.listOrder() == ListOrder.UTF8 && !after.value().startsWith(prefix);
    }

    private StoreException failed(ListRequest request, Doubt doubt, String reason) {
        return new StoreException(
                doubt,
                "Listing " + endpoint.identity() + ", prefix '" + ObjectKey.escape(request.prefix()) + "', failed: "
                        + reason);
    }

    @Override
    public Presence stat(ObjectKey key) {
        if (Thread.currentThread().isInterrupted()) {
            return unknown(key, Doubt.INTERRUPTED, "the thread was interrupted"); // H91
        }
        Optional<String> problem = profile.keyRules().problem(key);
        if (problem.isPresent()) {
            return unknown(key, Doubt.UNSUPPORTED_KEY, "nothing was sent: " + problem.get()); // H40
        }
        Call call = Call.to(endpoint.path() + key.value());
        try {
            Presence presence = HeadAnswer.present(
                    key,
                    client.headObject(HeadObjectRequest.builder()
                            .bucket(endpoint.bucket())
                            .key(key.value())
                            .expectedBucketOwner(expectedBucketOwner) // H30
                            .overrideConfiguration(call.override(callTimeout))
                            .build()));
            return explained(key, presence);
        } catch (RuntimeException e) { // H21, H37: not all that the SDK throws is an SdkException
            return failed(key, e, call);
        }
    }

    private Presence failed(ObjectKey key, RuntimeException thrown, Call call) {
        if (call.wasRefused()) {
            return unknown(
                    key,
                    Doubt.UNSUPPORTED_KEY,
                    "nothing was sent: the client would ask for another key (H38), perhaps for an interceptor of its own");
        }
        if (thrown instanceof S3Exception answer && !Thread.currentThread().isInterrupted()) {
            Optional<Presence> absent = HeadAnswer.absent(answer, requireRequestId);
            if (absent.isPresent()) {
                return explained(key, absent.get());
            }
        }
        Refusal refusal = Refusal.of(thrown, call);
        return unknown(key, refusal.doubt(), refusal.reason());
    }

    private Presence explained(ObjectKey key, Presence presence) {
        return presence instanceof Presence.Unknown unknown
                ? unknown(key, unknown.doubt(), unknown.detail())
                : presence;
    }

    private Presence unknown(ObjectKey key, Doubt doubt, String reason) {
        return Presence.unknown(
                doubt, "Looking at '" + key + "' in " + endpoint.identity() + " proves nothing: " + reason);
    }

    @Override
    public void close() {
        if (ownsClient) {
            try {
                client.close();
            } catch (RuntimeException e) {
                // nobody could do anything about it, and the contract is never to throw
            }
        }
    }

    @Override
    public String toString() {
        return "S3ObjectStore[" + endpoint.identity() + "]";
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

        /** How long a call may take in all (H92). Default: 30 s, or the connection's. */
        public Builder callTimeout(Duration limit) {
            this.callTimeout = requirePositive(limit);
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
                return new S3ObjectStore(this, Endpoint.of(client, bucket));
            } catch (IllegalArgumentException e) {
                if (ownsClient) {
                    client.close();
                }
                throw e;
            }
        }
    }
}
