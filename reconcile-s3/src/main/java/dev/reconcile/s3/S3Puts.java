package dev.reconcile.s3;

import dev.reconcile.store.Content;
import dev.reconcile.store.NewObject;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Written;
import dev.reconcile.store.protocol.Change;
import dev.reconcile.store.protocol.MultipartCopy.NotCopied;
import dev.reconcile.store.protocol.Put;
import dev.reconcile.store.protocol.WriteAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * The requests that write an object. What is sent carries its MD5 in {@code Content-MD5}, which every store has verified from the first day
 * on; the newer checksums are refused by some (H95).
 */
final class S3Puts implements Put.Calls {

    private final Access access;
    private final CopyCalls copyCalls;

    /** @param copyCalls completes and aborts uploads */
    S3Puts(Access access, CopyCalls copyCalls) {
        this.access = access;
        this.copyCalls = copyCalls;
    }

    @Override
    public Written once(Change change, NewObject object, byte[] md5) {
        Content content = object.content();
        Call call = Call.to(path(object.key())).needing("s3:PutObject");
        return change.by(
                () -> {
                    PutObjectRequest request = PutObjectRequest.builder()
                            .bucket(bucket())
                            .key(object.key().value())
                            .ifNoneMatch("*")
                            .contentType(object.contentType())
                            .contentMD5(base64(md5))
                            .metadata(object.metadata())
                            .expectedBucketOwner(access.owner()) // H30
                            .overrideConfiguration(call.override(access.putTimeout(content.size())))
                            .build();
                    PutObjectResponse answer = access.client().putObject(request, body(content, object.contentType()));
                    return WriteAnswer.appliedWithEtag(
                            Sdk.http(answer), access.requireRequestId(), answer.eTag(), answer.versionId());
                },
                thrown -> Sdk.written(access, thrown, call));
    }

    private static String base64(byte[] md5) {
        return Base64.getEncoder().encodeToString(md5);
    }

    private static RequestBody body(Content content, String type) {
        return RequestBody.fromContentProvider(
                () -> {
                    try {
                        return content.open();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                content.size(),
                type);
    }

    @Override
    public String begin(NewObject object) {
        Call call = Call.to(path(object.key())).needing(Put.PERMISSIONS);
        CreateMultipartUploadRequest request = CreateMultipartUploadRequest.builder()
                .bucket(bucket())
                .key(object.key().value())
                .contentType(object.contentType())
                .metadata(object.metadata())
                .expectedBucketOwner(access.owner())
                .overrideConfiguration(call.override(access.callTimeout()))
                .build();
        CreateMultipartUploadResponse answer =
                copyCalls.sent(call, () -> access.client().createMultipartUpload(request));
        return copyCalls.upload(answer);
    }

    @Override
    public Written part(ObjectKey key, String upload, int number, Content part) throws IOException {
        Call call = Call.to(path(key)).needing(Put.PERMISSIONS);
        UploadPartRequest request = UploadPartRequest.builder()
                .bucket(bucket())
                .key(key.value())
                .uploadId(upload)
                .partNumber(number)
                .contentMD5(base64(part.md5()))
                .expectedBucketOwner(access.owner())
                .overrideConfiguration(call.override(access.putTimeout(part.size())))
                .build();
        UploadPartResponse answer =
                copyCalls.sent(call, () -> access.client().uploadPart(request, body(part, "application/octet-stream")));
        return WriteAnswer.appliedWithEtag(Sdk.http(answer), access.requireRequestId(), answer.eTag(), null);
    }

    /** @throws NotCopied if it isn't known to be completed */
    @Override
    public Written complete(ObjectKey key, String upload, List<String> etags) {
        return copyCalls.complete(key, upload, etags);
    }

    @Override
    public void abort(ObjectKey key, String upload) {
        copyCalls.abort(key, upload);
    }

    private String bucket() {
        return access.endpoint().bucket();
    }

    private String path(ObjectKey key) {
        return access.endpoint().path() + key.value();
    }
}
