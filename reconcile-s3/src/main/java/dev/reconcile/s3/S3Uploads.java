package dev.reconcile.s3;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.Upload;
import dev.reconcile.store.UploadPage;
import dev.reconcile.store.UploadRequest;
import dev.reconcile.store.Written;
import dev.reconcile.store.protocol.Change;
import dev.reconcile.store.protocol.Refusal;
import dev.reconcile.store.protocol.UploadsAnswer;
import dev.reconcile.store.protocol.WriteAnswer;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;

/** Multipart uploads that others began and didn't finish (H24). */
final class S3Uploads {

    private final Access access;

    S3Uploads(Access access) {
        this.access = access;
    }

    UploadPage list(UploadRequest request) {
        if (Thread.currentThread().isInterrupted()) {
            throw failed(request, Doubt.INTERRUPTED, "the thread was interrupted"); // H91
        }
        Call call = Call.toBucket().needing("s3:ListBucketMultipartUploads");
        Upload after = request.after();
        try {
            ListMultipartUploadsRequest.Builder listing = ListMultipartUploadsRequest.builder()
                    .bucket(access.endpoint().bucket())
                    .encodingType("url") // H35
                    .maxUploads(request.maxUploads())
                    .keyMarker(after == null ? null : after.key().value())
                    .uploadIdMarker(after == null ? null : after.id())
                    .expectedBucketOwner(access.owner()) // H30
                    .overrideConfiguration(call.override(access.callTimeout()));
            if (!request.prefix().isEmpty()) {
                listing.prefix(request.prefix());
            }
            ListMultipartUploadsResponse answer = access.client().listMultipartUploads(listing.build());
            return UploadsAnswer.page(
                    request,
                    access.endpoint().bucket(),
                    access.profile().listOrder(),
                    access.requireRequestId(),
                    Sdk.http(answer),
                    listing(answer));
        } catch (StoreException e) {
            throw failed(request, e.doubt(), "the answer is no page: " + e.getMessage());
        } catch (RuntimeException e) { // H37: not all that the SDK throws is an SdkException
            Refusal refusal = Sdk.refusal(e, call);
            throw failed(request, refusal.doubt(), refusal.reason());
        }
    }

    private static UploadsAnswer.Listing listing(ListMultipartUploadsResponse answer) {
        return new UploadsAnswer.Listing(
                answer.bucket(),
                answer.prefix(),
                Call.STILL_ENCODED.equals(answer.encodingTypeAsString()) ? "url" : null,
                answer.isTruncated(),
                !answer.commonPrefixes().isEmpty(),
                answer.uploads().stream()
                        .map(each -> new UploadsAnswer.Entry(each.key(), each.uploadId(), each.initiated()))
                        .toList(),
                answer.nextKeyMarker(),
                answer.nextUploadIdMarker());
    }

    private StoreException failed(UploadRequest request, Doubt doubt, String reason) {
        return new StoreException(
                doubt,
                "Listing the unfinished uploads of " + access.profile().identity() + ", prefix '"
                        + ObjectKey.escape(request.prefix()) + "', failed: " + reason);
    }

    Written abort(Upload upload) {
        Call call = Call.to(access.endpoint().path() + upload.key().value()).needing("s3:AbortMultipartUpload");
        return new Change(access.profile(), "Aborting an upload of", upload.key())
                .by(
                        () -> {
                            AbortMultipartUploadRequest request = AbortMultipartUploadRequest.builder()
                                    .bucket(access.endpoint().bucket())
                                    .key(upload.key().value())
                                    .uploadId(upload.id())
                                    .expectedBucketOwner(access.owner()) // H30
                                    .overrideConfiguration(call.override(access.callTimeout()))
                                    .build();
                            AbortMultipartUploadResponse answer =
                                    access.client().abortMultipartUpload(request);
                            return WriteAnswer.applied(
                                    Sdk.http(answer), access.requireRequestId(), null, null, 200, 204);
                        },
                        thrown -> Sdk.written(access, thrown, call));
    }
}
