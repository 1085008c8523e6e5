package dev.reconcile.s3;

import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import dev.reconcile.store.protocol.Change;
import dev.reconcile.store.protocol.MultipartCopy;
import dev.reconcile.store.protocol.MultipartCopy.NotCopied;
import dev.reconcile.store.protocol.WriteAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

/** The requests of a copy in parts, by the SDK. */
final class CopyCalls implements MultipartCopy.Calls {

    private final Access access;
    private final S3Tagging tagging;

    CopyCalls(Access access, S3Tagging tagging) {
        this.access = access;
        this.tagging = tagging;
    }

    private Map<String, String> tags(ObjectKey key) {
        Call call = tagging.reading(key);
        return sent(call, () -> {
            try {
                return tagging.read(key, call);
            } catch (S3Exception e) {
                if (e.statusCode() == 501) { // H79: a store without tags
                    return Map.of();
                }
                throw e;
            }
        });
    }

    private HeadObjectResponse head(StoredObject source, String etag) {
        Call call = Call.to(path(source.key())).needing(MultipartCopy.PERMISSIONS);
        HeadObjectResponse head;
        try {
            head = sent(
                    call,
                    () -> access.client()
                            .headObject(HeadObjectRequest.builder()
                                    .bucket(bucket())
                                    .key(source.key().value())
                                    .ifMatch(Change.quoted(etag))
                                    .expectedBucketOwner(access.owner())
                                    .overrideConfiguration(call.override(access.callTimeout()))
                                    .build()));
        } catch (NotCopied e) {
            throw MultipartCopy.withoutSource(e.outcome());
        }
        MultipartCopy.requireSource(Sdk.http(head), source, etag);
        return head;
    }

    @Override
    public String begin(StoredObject source, String etag, ObjectKey target) {
        Map<String, String> tags = tags(source.key());
        HeadObjectResponse head = head(source, etag);
        Call call = Call.to(path(target)).needing(MultipartCopy.PERMISSIONS);
        AwsRequestOverrideConfiguration.Builder override = call.override(access.callTimeout()).toBuilder();
        if (head.expiresString() != null) {
            override.putHeader("Expires", head.expiresString()); // as it is: it needn't be a time
        }
        CreateMultipartUploadRequest.Builder request = CreateMultipartUploadRequest.builder()
                .bucket(bucket())
                .key(target.value())
                .contentType(head.contentType())
                .contentEncoding(head.contentEncoding())
                .contentLanguage(head.contentLanguage())
                .contentDisposition(head.contentDisposition())
                .cacheControl(head.cacheControl())
                .metadata(head.metadata())
                .storageClass(S3Writes.keptClass(source.storageClass()))
                .expectedBucketOwner(access.owner())
                .overrideConfiguration(override.build());
        if (!tags.isEmpty()) {
            request.tagging(S3Tagging.tagging(tags));
        }
        return upload(sent(call, () -> access.client().createMultipartUpload(request.build())));
    }

    /** The id of an upload that was begun. */
    String upload(CreateMultipartUploadResponse answer) {
        String id = answer.uploadId();
        if (id == null
                || id.isEmpty()
                || (access.requireRequestId() && !Sdk.http(answer).hasRequestId())) {
            throw new NotCopied(Kind.UNKNOWN, "no upload could be begun: the answer is no store's");
        }
        return id;
    }

    @Override
    public Written part(StoredObject source, String etag, ObjectKey target, MultipartCopy.Part part) {
        Call call = Call.copying(bucket() + "/" + source.key().value(), path(target))
                .needing(MultipartCopy.PERMISSIONS);
        UploadPartCopyRequest request = UploadPartCopyRequest.builder()
                .sourceBucket(bucket())
                .sourceKey(source.key().value())
                .copySourceIfMatch(Change.quoted(etag)) // H78: every part of the same object
                .copySourceRange(part.range())
                .destinationBucket(bucket())
                .destinationKey(target.value())
                .uploadId(part.upload())
                .partNumber(part.number())
                .expectedSourceBucketOwner(access.owner())
                .expectedBucketOwner(access.owner())
                .overrideConfiguration(call.override(access.copyTimeout(part.last() - part.first())))
                .build();
        UploadPartCopyResponse answer = sent(call, () -> access.client().uploadPartCopy(request));
        String written =
                answer.copyPartResult() == null ? null : answer.copyPartResult().eTag();
        return WriteAnswer.appliedWithEtag(Sdk.http(answer), access.requireRequestId(), written, null);
    }

    @Override
    public Written complete(ObjectKey target, String upload, List<String> etags) {
        List<CompletedPart> parts = new ArrayList<>();
        for (String etag : etags) {
            parts.add(CompletedPart.builder()
                    .partNumber(parts.size() + 1)
                    .eTag(Change.quoted(etag))
                    .build());
        }
        Call call = Call.to(path(target)).needing(MultipartCopy.PERMISSIONS);
        CompleteMultipartUploadRequest request = CompleteMultipartUploadRequest.builder()
                .bucket(bucket())
                .key(target.value())
                .uploadId(upload)
                .multipartUpload(CompletedMultipartUpload.builder().parts(parts).build())
                .ifNoneMatch("*")
                .expectedBucketOwner(access.owner())
                .overrideConfiguration(call.override(access.copyTimeout(0)))
                .build();
        CompleteMultipartUploadResponse answer =
                sent(call, () -> access.client().completeMultipartUpload(request));
        return WriteAnswer.appliedWithEtag(
                Sdk.http(answer), access.requireRequestId(), answer.eTag(), answer.versionId());
    }

    @Override
    public void abort(ObjectKey target, String upload) {
        Call call = Call.to(path(target));
        try {
            access.client()
                    .abortMultipartUpload(AbortMultipartUploadRequest.builder()
                            .bucket(bucket())
                            .key(target.value())
                            .uploadId(upload)
                            .expectedBucketOwner(access.owner())
                            .overrideConfiguration(call.override(access.callTimeout()))
                            .build());
        } catch (RuntimeException e) {
            Sdk.refusal(e, call); // it stays among the unfinished uploads; an interrupt's flag stays set
        }
    }

    <T> T sent(Call call, Supplier<T> request) {
        try {
            return request.get();
        } catch (RuntimeException e) { // H37: not all that the SDK throws is an SdkException
            throw new NotCopied(Sdk.written(access, e, call));
        }
    }

    private String bucket() {
        return access.endpoint().bucket();
    }

    private String path(ObjectKey key) {
        return access.endpoint().path() + key.value();
    }
}
