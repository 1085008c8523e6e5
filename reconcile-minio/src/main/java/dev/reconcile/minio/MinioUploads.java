package dev.reconcile.minio;

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
import io.minio.Http;
import java.util.List;

/** Multipart uploads that others began and didn't finish (H24). */
final class MinioUploads {

    private final Access access;

    MinioUploads(Access access) {
        this.access = access;
    }

    UploadPage list(UploadRequest request) {
        Upload after = request.after();
        Call call = Call.onBucket(Http.Method.GET)
                .query("uploads", "")
                .query("encoding-type", "url") // H35
                .query("max-uploads", String.valueOf(request.maxUploads()))
                .query("key-marker", after == null ? null : after.key().value())
                .query("upload-id-marker", after == null ? null : after.id())
                .query("prefix", request.prefix().isEmpty() ? null : request.prefix())
                .needing("s3:ListBucketMultipartUploads");
        try {
            Answer answer = access.send(call);
            if (!answer.isSuccess()) {
                Refusal refusal = answer.refusal(call.permissions());
                throw failed(request, refusal.doubt(), refusal.reason());
            }
            return page(request, answer);
        } catch (NoAnswer e) {
            throw failed(request, e.refusal().doubt(), e.refusal().reason());
        }
    }

    private UploadPage page(UploadRequest request, Answer answer) {
        try {
            Xml root = answer.root("ListMultipartUploadsResult").orElse(new Xml("", "", List.of())); // H5
            return UploadsAnswer.page(
                    request,
                    access.endpoint().bucket(),
                    access.profile().listOrder(),
                    access.requireRequestId(),
                    answer.head(),
                    listing(root));
        } catch (StoreException e) {
            throw failed(request, e.doubt(), "the answer is no page: " + e.getMessage());
        }
    }

    private static UploadsAnswer.Listing listing(Xml root) {
        return new UploadsAnswer.Listing(
                root.text("Bucket"),
                root.text("Prefix"),
                root.text("EncodingType"),
                root.flag("IsTruncated"),
                !root.all("CommonPrefixes").isEmpty(),
                root.all("Upload").stream()
                        .map(each -> new UploadsAnswer.Entry(
                                each.text("Key"), each.text("UploadId"), each.time("Initiated")))
                        .toList(),
                root.text("NextKeyMarker"),
                root.text("NextUploadIdMarker"));
    }

    private StoreException failed(UploadRequest request, Doubt doubt, String reason) {
        return new StoreException(
                doubt,
                "Listing the unfinished uploads of " + access.profile().identity() + ", prefix '"
                        + ObjectKey.escape(request.prefix()) + "', failed: " + reason);
    }

    Written abort(Upload upload) {
        Call call = Call.on(Http.Method.DELETE, upload.key())
                .query("uploadId", upload.id())
                .needing("s3:AbortMultipartUpload");
        Change change = new Change(access.profile(), "Aborting an upload of", upload.key());
        return access.change(change, call, answer -> access.applied(answer, 200, 204));
    }
}
