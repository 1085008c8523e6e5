package dev.reconcile.s3;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.Upload;
import dev.reconcile.store.UploadPage;
import dev.reconcile.store.UploadRequest;
import dev.reconcile.store.Written;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;

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
            return UploadsAnswer.page(request, access, access.client().listMultipartUploads(listing.build()));
        } catch (StoreException e) {
            throw failed(request, e.doubt(), "the answer is no page: " + e.getMessage());
        } catch (RuntimeException e) { // H37: not all that the SDK throws is an SdkException
            Refusal refusal = Refusal.of(e, call);
            throw failed(request, refusal.doubt(), refusal.reason());
        }
    }

    private StoreException failed(UploadRequest request, Doubt doubt, String reason) {
        return new StoreException(
                doubt,
                "Listing the unfinished uploads of " + access.profile().identity() + ", prefix '"
                        + ObjectKey.escape(request.prefix()) + "', failed: " + reason);
    }

    Written abort(Upload upload) {
        Call call = Call.to(access.endpoint().path() + upload.key().value()).needing("s3:AbortMultipartUpload");
        return new Change(access, "Aborting an upload of", upload.key()).by(call, () -> {
            AbortMultipartUploadRequest request = AbortMultipartUploadRequest.builder()
                    .bucket(access.endpoint().bucket())
                    .key(upload.key().value())
                    .uploadId(upload.id())
                    .expectedBucketOwner(access.owner()) // H30
                    .overrideConfiguration(call.override(access.callTimeout()))
                    .build();
            AbortMultipartUploadResponse answer = access.client().abortMultipartUpload(request);
            return WriteAnswer.applied(access, answer.sdkHttpResponse(), null, null, 200, 204);
        });
    }
}
