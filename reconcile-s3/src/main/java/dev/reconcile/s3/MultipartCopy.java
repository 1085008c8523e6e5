package dev.reconcile.s3;

import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import dev.reconcile.store.protocol.Change;
import dev.reconcile.store.protocol.HeadAnswer;
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

/**
 * A copy of an object that is too large for one request. Nothing is at the target until the last call; what an ordinary copy
 * takes along by itself, metadata and tags, is read first and sent along.
 */
final class MultipartCopy {

    /** What S3 copies at once. */
    static final long NEEDED_ABOVE = 5L << 30;

    /** Small enough to be copied within a call's time. */
    static final long PART_SIZE = 512L << 20;

    private static final int MOST_PARTS = 10_000;
    private static final String NEEDS =
            "s3:GetObject, s3:GetObjectTagging, s3:PutObject, s3:PutObjectTagging and s3:AbortMultipartUpload";

    private final Access access;
    private final S3Tagging tagging;
    private final long partSize;

    MultipartCopy(Access access, S3Tagging tagging, long partSize) {
        this.access = access;
        this.tagging = tagging;
        this.partSize = partSize;
    }

    Written copy(Change change, StoredObject source, String etag, ObjectKey target) {
        try {
            return change.explained(copied(source, etag, target));
        } catch (NotCopied e) {
            return change.explained(e.outcome);
        }
    }

    private Written copied(StoredObject source, String etag, ObjectKey target) {
        if (target.value().chars().anyMatch(MultipartCopy::isNoXml)) { // H35: the upload's id would be lost
            throw new NotCopied(Kind.REFUSED, "nothing was sent: no answer could name a target with such characters");
        }
        Map<String, String> tags = tags(source.key());
        HeadObjectResponse head = head(source, etag);
        String upload = begin(source, head, tags, target);
        boolean done = false;
        try {
            List<CompletedPart> parts = parts(source, etag, target, upload);
            Written written = complete(target, upload, parts);
            done = written.isApplied();
            return written;
        } finally {
            if (!done) {
                abort(target, upload);
            }
        }
    }

    private static boolean isNoXml(int c) {
        return (c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == 0xFFFE || c == 0xFFFF;
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
        Call call = Call.to(path(source.key())).needing(NEEDS);
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
            // H1: an answer to HEAD can't say whether it is the object that is missing or the bucket
            throw e.outcome.kind() == Kind.ABSENT ? new NotCopied(Kind.REFUSED, e.outcome.detail()) : e;
        }
        Long size = head.contentLength();
        if (!etag.equals(HeadAnswer.unquoted(head.eTag())) || size == null || size != source.size()) {
            throw new NotCopied(Kind.CONFLICT, "the source isn't what it was");
        }
        if (head.missingMeta() != null && head.missingMeta() > 0) {
            throw new NotCopied(Kind.REFUSED, "nothing was copied: some of its metadata can't be read");
        }
        return head;
    }

    private String begin(StoredObject source, HeadObjectResponse head, Map<String, String> tags, ObjectKey target) {
        Call call = Call.to(path(target)).needing(NEEDS);
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
        CreateMultipartUploadResponse answer = sent(call, () -> access.client().createMultipartUpload(request.build()));
        String id = answer.uploadId();
        if (id == null
                || id.isEmpty()
                || (access.requireRequestId() && !Sdk.http(answer).hasRequestId())) {
            throw new NotCopied(Kind.UNKNOWN, "no upload could be begun: the answer is no store's");
        }
        return id;
    }

    private List<CompletedPart> parts(StoredObject source, String etag, ObjectKey target, String upload) {
        long size = Math.max(partSize, (source.size() + MOST_PARTS - 1) / MOST_PARTS);
        List<CompletedPart> parts = new ArrayList<>();
        for (long first = 0; first < source.size(); first += size) {
            long last = Math.min(first + size, source.size()) - 1;
            int number = parts.size() + 1;
            String range = "bytes=" + first + "-" + last;
            Call call = Call.copying(bucket() + "/" + source.key().value(), path(target))
                    .needing(NEEDS);
            UploadPartCopyRequest request = UploadPartCopyRequest.builder()
                    .sourceBucket(bucket())
                    .sourceKey(source.key().value())
                    .copySourceIfMatch(Change.quoted(etag)) // H78: every part of the same object
                    .copySourceRange(range)
                    .destinationBucket(bucket())
                    .destinationKey(target.value())
                    .uploadId(upload)
                    .partNumber(number)
                    .expectedSourceBucketOwner(access.owner())
                    .expectedBucketOwner(access.owner())
                    .overrideConfiguration(call.override(access.copyTimeout(last - first)))
                    .build();
            UploadPartCopyResponse answer = sent(call, () -> access.client().uploadPartCopy(request));
            String part = answer.copyPartResult() == null
                    ? null
                    : answer.copyPartResult().eTag();
            Written copied = WriteAnswer.appliedWithEtag(Sdk.http(answer), access.requireRequestId(), part, null);
            if (!copied.isApplied()) {
                throw new NotCopied(copied);
            }
            parts.add(CompletedPart.builder().partNumber(number).eTag(part).build());
        }
        return parts;
    }

    private Written complete(ObjectKey target, String upload, List<CompletedPart> parts) {
        Call call = Call.to(path(target)).needing(NEEDS);
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

    /** Parts of an upload that nobody finishes cost as much as an object, so that it is aborted for an interrupted thread too. */
    private void abort(ObjectKey target, String upload) {
        boolean interrupted = Thread.interrupted();
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
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private <T> T sent(Call call, Supplier<T> request) {
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

    /** Ends a copy; never leaves this class. */
    private static final class NotCopied extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Written outcome;

        NotCopied(Written outcome) {
            super(outcome.detail(), null, false, false);
            this.outcome = outcome;
        }

        NotCopied(Kind kind, String reason) {
            this(Written.not(kind, reason));
        }
    }
}
