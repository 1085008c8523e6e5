package dev.reconcile.s3;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.ListPage;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.Versioning;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.S3Exception;

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
        ObjectKey after = startAfter(request);
        if (after != null && liesBeyond(after, request.prefix())) {
            return new ListPage(List.of(), null);
        }
        Call call = Call.toBucket();
        try {
            ListObjectsV2Request.Builder listing = ListObjectsV2Request.builder()
                    .bucket(access.endpoint().bucket())
                    .encodingType("url") // H35
                    .maxKeys(request.maxKeys())
                    .continuationToken(request.token())
                    .startAfter(after == null ? null : after.value())
                    .expectedBucketOwner(access.owner()) // H30
                    .overrideConfiguration(call.override(access.callTimeout()));
            if (!request.prefix().isEmpty()) {
                listing.prefix(request.prefix());
            }
            return ListAnswer.page(
                    request,
                    access.endpoint().bucket(),
                    access.profile().listOrder(),
                    access.client().listObjectsV2(listing.build()));
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
                && access.profile().listOrder() == ListOrder.UTF8
                && !request.prefix().isEmpty()
                && after.compareTo(ObjectKey.of(request.prefix())) < 0;
        return needless ? null : after;
    }

    /** Whether a key comes after everything under the prefix. */
    private boolean liesBeyond(ObjectKey after, String prefix) {
        return access.profile().listOrder() == ListOrder.UTF8 && !after.value().startsWith(prefix);
    }

    private StoreException failed(ListRequest request, Doubt doubt, String reason) {
        return new StoreException(
                doubt,
                "Listing " + access.endpoint().identity() + ", prefix '" + ObjectKey.escape(request.prefix())
                        + "', failed: " + reason);
    }

    Presence stat(ObjectKey key) {
        if (Thread.currentThread().isInterrupted()) {
            return unknown(key, Doubt.INTERRUPTED, "the thread was interrupted"); // H91
        }
        Optional<String> problem = access.profile().keyRules().problem(key);
        if (problem.isPresent()) {
            return unknown(key, Doubt.UNSUPPORTED_KEY, "nothing was sent: " + problem.get()); // H40
        }
        Call call = Call.to(access.endpoint().path() + key.value());
        try {
            Presence presence = HeadAnswer.present(
                    key,
                    access.client()
                            .headObject(HeadObjectRequest.builder()
                                    .bucket(access.endpoint().bucket())
                                    .key(key.value())
                                    .expectedBucketOwner(access.owner()) // H30
                                    .overrideConfiguration(call.override(access.callTimeout()))
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
            Optional<Presence> absent = HeadAnswer.absent(answer, access.requireRequestId());
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
            if (!access.isTheStores(answer.sdkHttpResponse())) {
                return Versioning.UNKNOWN;
            }
            String status = answer.statusAsString();
            return status == null
                    ? Versioning.OFF
                    : status.equals("Enabled")
                            ? Versioning.ENABLED
                            : status.equals("Suspended") ? Versioning.SUSPENDED : Versioning.UNKNOWN;
        } catch (RuntimeException e) {
            Refusal.of(e, call); // keeps an interrupt's flag set
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
            SdkHttpResponse answer = access.client()
                    .headBucket(HeadBucketRequest.builder()
                            .bucket(access.endpoint().bucket())
                            .expectedBucketOwner(access.owner())
                            .overrideConfiguration(call.override(access.callTimeout()))
                            .build())
                    .sdkHttpResponse();
            boolean isFresh = answer.firstMatchingHeader("Age").isEmpty(); // a cache's answer is as old as it says
            return isFresh && access.isTheStores(answer)
                    ? answer.firstMatchingHeader("Date").map(S3Reads::time)
                    : Optional.empty();
        } catch (RuntimeException e) { // a date that is none, too
            Refusal.of(e, call); // keeps an interrupt's flag set
            return Optional.empty();
        }
    }

    private static Instant time(String date) {
        return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
    }
}
