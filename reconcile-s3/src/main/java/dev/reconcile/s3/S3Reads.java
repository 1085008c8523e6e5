package dev.reconcile.s3;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.ListPage;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Versioning;
import dev.reconcile.store.protocol.ContentAnswer;
import dev.reconcile.store.protocol.HeadAnswer;
import dev.reconcile.store.protocol.HttpAnswer;
import dev.reconcile.store.protocol.ListAnswer;
import dev.reconcile.store.protocol.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/** Listing and looking. */
final class S3Reads {

    private final Access access;

    S3Reads(Access access) {
        this.access = access;
    }

    ListPage list(ListRequest request) {
        if (Thread.currentThread().isInterrupted()) {
            throw failed(request, Doubt.INTERRUPTED, "the thread was interrupted"); // H91
        }
        ListOrder order = access.profile().listOrder();
        if (ListAnswer.isBeyond(request, order)) {
            return new ListPage(List.of(), null);
        }
        ObjectKey after = ListAnswer.startAfter(request, order);
        Call call = Call.forListing(request.maxKeys(), access.readsListings());
        try {
            ListObjectsV2Request.Builder asked = ListObjectsV2Request.builder()
                    .bucket(access.endpoint().bucket())
                    .encodingType("url") // H35
                    .maxKeys(request.maxKeys())
                    .continuationToken(request.token())
                    .startAfter(after == null ? null : after.value())
                    .expectedBucketOwner(access.owner()) // H30
                    .overrideConfiguration(call.override(access.callTimeout()));
            if (!request.prefix().isEmpty()) {
                asked.prefix(request.prefix());
            }
            ListObjectsV2Response answer = access.client().listObjectsV2(asked.build());
            ListAnswer.Listing listing = call.listing().orElseGet(() -> listing(answer));
            return ListAnswer.page(request, access.endpoint().bucket(), order, Sdk.http(answer), listing);
        } catch (StoreException e) {
            throw failed(request, e.doubt(), "the answer is no page: " + e.getMessage());
        } catch (RuntimeException e) { // H37: not all that the SDK throws is an SdkException
            Refusal refusal = Sdk.refusal(e, call);
            throw failed(request, refusal.doubt(), refusal.reason());
        }
    }

    private static ListAnswer.Listing listing(ListObjectsV2Response answer) {
        return new ListAnswer.Listing(
                answer.name(),
                answer.prefix(),
                Call.STILL_ENCODED.equals(answer.encodingTypeAsString()) ? "url" : null,
                answer.isTruncated(),
                answer.keyCount(),
                !answer.commonPrefixes().isEmpty(),
                answer.contents().stream()
                        .map(each -> new ListAnswer.Entry(
                                each.key(), each.size(), each.eTag(), each.lastModified(), each.storageClassAsString()))
                        .toList(),
                answer.nextContinuationToken());
    }

    private StoreException failed(ListRequest request, Doubt doubt, String reason) {
        return new StoreException(
                doubt,
                "Listing " + access.endpoint().identity() + ", prefix '" + ObjectKey.escape(request.prefix())
                        + "', failed: " + reason);
    }

    Presence stat(ObjectKey key) {
        return look(key, null, HeadAnswer::present);
    }

    Presence describe(ObjectKey key) {
        return look(key, ChecksumMode.ENABLED, HeadAnswer::described);
    }

    private Presence look(
            ObjectKey key, @Nullable ChecksumMode checksums, BiFunction<ObjectKey, HttpAnswer, Presence> reading) {
        if (Thread.currentThread().isInterrupted()) {
            return unknown(key, Doubt.INTERRUPTED, "the thread was interrupted"); // H91
        }
        Optional<String> problem = access.profile().keyRules().problem(key);
        if (problem.isPresent()) {
            return unknown(key, Doubt.UNSUPPORTED_KEY, "nothing was sent: " + problem.get()); // H40
        }
        Call call = Call.to(access.endpoint().path() + key.value());
        try {
            HeadObjectResponse answer = access.client()
                    .headObject(HeadObjectRequest.builder()
                            .bucket(access.endpoint().bucket())
                            .key(key.value())
                            .checksumMode(checksums)
                            .expectedBucketOwner(access.owner()) // H30
                            .overrideConfiguration(call.override(access.callTimeout()))
                            .build());
            Presence presence = reading.apply(key, Sdk.http(answer));
            return explained(key, presence);
        } catch (RuntimeException e) { // H21, H37: not all that the SDK throws is an SdkException
            return failed(key, e, call);
        }
    }

    byte[] read(StoredObject object, long offset, int length) {
        Objects.checkFromIndexSize(offset, length, object.size());
        ObjectKey key = object.key();
        if (Thread.currentThread().isInterrupted()) {
            throw unread(key, Doubt.INTERRUPTED, "the thread was interrupted"); // H91
        }
        Call call = Call.to(access.endpoint().path() + key.value());
        try {
            ResponseBytes<GetObjectResponse> answer = access.client()
                    .getObjectAsBytes(GetObjectRequest.builder()
                            .bucket(access.endpoint().bucket())
                            .key(key.value())
                            .range(ContentAnswer.range(offset, length))
                            .ifMatch(ContentAnswer.ifMatch(object))
                            .expectedBucketOwner(access.owner()) // H30
                            .overrideConfiguration(call.override(access.copyTimeout(length)))
                            .build());
            return ContentAnswer.part(Sdk.http(answer.response()), answer.asByteArrayUnsafe(), object, offset, length);
        } catch (StoreException e) {
            throw unread(key, e.doubt(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) { // H37
            Refusal refusal = Sdk.refusal(e, call);
            int status = Sdk.http(e).map(HttpAnswer::status).orElse(0);
            throw unread(key, ContentAnswer.doubt(status, Sdk.code(e), refusal.doubt()), refusal.reason());
        }
    }

    private StoreException unread(ObjectKey key, Doubt doubt, String reason) {
        return new StoreException(
                doubt, "Reading '" + key + "' in " + access.endpoint().identity() + " failed: " + reason);
    }

    private Presence failed(ObjectKey key, RuntimeException thrown, Call call) {
        if (call.wasRefused()) {
            return unknown(
                    key,
                    Doubt.UNSUPPORTED_KEY,
                    "nothing was sent: the client would ask for another key (H38), perhaps for an interceptor of its own");
        }
        Optional<HttpAnswer> http = Sdk.http(thrown);
        if (http.isPresent() && !Thread.currentThread().isInterrupted()) {
            Optional<Presence> absent = HeadAnswer.absent(http.get(), Sdk.code(thrown), access.requireRequestId());
            if (absent.isPresent()) {
                return explained(key, absent.get());
            }
        }
        Refusal refusal = Sdk.refusal(thrown, call);
        return unknown(key, refusal.doubt(), refusal.reason());
    }

    private Presence explained(ObjectKey key, Presence presence) {
        return presence instanceof Presence.Unknown unknown
                ? unknown(key, unknown.doubt(), unknown.detail())
                : presence;
    }

    private Presence unknown(ObjectKey key, Doubt doubt, String reason) {
        return Presence.unknown(
                doubt, "Looking at '" + key + "' in " + access.endpoint().identity() + " proves nothing: " + reason);
    }

    /** Only a store that says so keeps versions; no state at all is how S3 says that it never did. */
    Versioning versioning() {
        if (Thread.currentThread().isInterrupted()) {
            return Versioning.UNKNOWN; // H91
        }
        Call call = Call.toBucket();
        try {
            GetBucketVersioningResponse answer = access.client()
                    .getBucketVersioning(GetBucketVersioningRequest.builder()
                            .bucket(access.endpoint().bucket())
                            .expectedBucketOwner(access.owner())
                            .overrideConfiguration(call.override(access.callTimeout()))
                            .build());
            if (access.requireRequestId() && !Sdk.http(answer).hasRequestId()) {
                return Versioning.UNKNOWN;
            }
            String status = answer.statusAsString();
            return status == null
                    ? Versioning.OFF
                    : status.equals("Enabled")
                            ? Versioning.ENABLED
                            : status.equals("Suspended") ? Versioning.SUSPENDED : Versioning.UNKNOWN;
        } catch (RuntimeException e) {
            Sdk.refusal(e, call); // keeps an interrupt's flag set
            return Versioning.UNKNOWN;
        }
    }

    /** H61: by the date of an answer about the bucket, which takes no more permission than listing it. */
    Optional<Instant> now() {
        if (Thread.currentThread().isInterrupted()) {
            return Optional.empty(); // H91
        }
        Call call = Call.toBucket();
        try {
            HttpAnswer answer = Sdk.http(access.client()
                    .headBucket(HeadBucketRequest.builder()
                            .bucket(access.endpoint().bucket())
                            .expectedBucketOwner(access.owner())
                            .overrideConfiguration(call.override(access.callTimeout()))
                            .build()));
            return answer.now(access.requireRequestId());
        } catch (RuntimeException e) {
            Sdk.refusal(e, call); // keeps an interrupt's flag set
            return Optional.empty();
        }
    }
}
