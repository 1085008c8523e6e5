package dev.reconcile.s3;

import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import dev.reconcile.store.protocol.Change;
import dev.reconcile.store.protocol.HeadAnswer;
import dev.reconcile.store.protocol.HttpAnswer;
import dev.reconcile.store.protocol.MultipartCopy;
import dev.reconcile.store.protocol.WriteAnswer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Creating, copying and removing, each with its precondition. */
final class S3Writes {

    private static final String ANY = "*";

    private final Access access;
    private final long copiedAtOnce;
    private final MultipartCopy multipartCopy;

    /** @param copiedAtOnce the largest object that one request copies */
    S3Writes(Access access, long copiedAtOnce, MultipartCopy multipartCopy) {
        this.access = access;
        this.copiedAtOnce = copiedAtOnce;
        this.multipartCopy = multipartCopy;
    }

    Written create(ObjectKey key, byte[] content) {
        Call call = Call.to(path(key)).needing("s3:PutObject");
        return new Change(access.profile(), "Creating", key)
                .by(
                        () -> {
                            PutObjectRequest request = PutObjectRequest.builder()
                                    .bucket(bucket())
                                    .key(key.value())
                                    .ifNoneMatch(ANY)
                                    .expectedBucketOwner(access.owner()) // H30
                                    .overrideConfiguration(call.override(access.callTimeout()))
                                    .build();
                            PutObjectResponse answer =
                                    access.client().putObject(request, RequestBody.fromBytes(content));
                            return WriteAnswer.appliedWithEtag(
                                    Sdk.http(answer), access.requireRequestId(), answer.eTag(), answer.versionId());
                        },
                        thrown -> Sdk.written(access, thrown, call));
    }

    Written copy(StoredObject source, ObjectKey target) {
        Change change = new Change(access.profile(), "Copying to '" + target + "'", source.key());
        String etag = source.etag();
        if (etag == null) {
            return change.withoutEtag();
        }
        for (ObjectKey each : List.of(source.key(), target)) {
            Written obstacle = change.obstacle(each);
            if (obstacle != null) {
                return obstacle;
            }
        }
        if (source.size() > copiedAtOnce) {
            return multipartCopy.copy(change, source, etag, target);
        }
        Call call = Call.copying(bucket() + "/" + source.key().value(), path(target))
                .needing("s3:GetObject, s3:GetObjectTagging, s3:PutObject and s3:PutObjectTagging");
        return change.by(
                () -> {
                    CopyObjectRequest request = CopyObjectRequest.builder()
                            .sourceBucket(bucket())
                            .sourceKey(source.key().value())
                            .copySourceIfMatch(Change.quoted(etag)) // H78
                            .destinationBucket(bucket())
                            .destinationKey(target.value())
                            .ifNoneMatch(ANY)
                            .storageClass(keptClass(source.storageClass()))
                            .expectedSourceBucketOwner(access.owner())
                            .expectedBucketOwner(access.owner()) // H30
                            .overrideConfiguration(call.override(access.copyTimeout(source.size())))
                            .build();
                    CopyObjectResponse answer = access.client().copyObject(request);
                    String written = answer.copyObjectResult() == null
                            ? null
                            : answer.copyObjectResult().eTag();
                    return WriteAnswer.appliedWithEtag(
                            Sdk.http(answer), access.requireRequestId(), written, answer.versionId());
                },
                thrown -> Sdk.written(access, thrown, call));
    }

    /** The standard class is what a copy has anyway, and some stores know no other. */
    static @Nullable String keptClass(@Nullable String storageClass) {
        return "STANDARD".equals(storageClass) ? null : storageClass;
    }

    Written remove(StoredObject object) {
        Change change = new Change(access.profile(), "Removing", object.key());
        String etag = object.etag();
        return etag == null ? change.withoutEtag() : delete(change, Change.quoted(etag), null); // H75
    }

    Written unsafeRemove(ObjectKey key) {
        return delete(new Change(access.profile(), "Removing", key), null, null);
    }

    Written removeMarker(ObjectKey key, String version) {
        Change change = new Change(access.profile(), "Removing the delete marker of", key);
        Written obstacle = latestIsOther(change, version);
        return obstacle != null ? obstacle : delete(change, null, version);
    }

    private Written delete(Change change, @Nullable String ifMatch, @Nullable String version) {
        Call call = Call.to(path(change.key())).needing(version == null ? "s3:DeleteObject" : "s3:DeleteObjectVersion");
        return change.by(
                () -> {
                    DeleteObjectRequest request = DeleteObjectRequest.builder()
                            .bucket(bucket())
                            .key(change.key().value())
                            .ifMatch(ifMatch)
                            .versionId(version)
                            .expectedBucketOwner(access.owner()) // H30
                            .overrideConfiguration(call.override(access.callTimeout()))
                            .build();
                    DeleteObjectResponse answer = access.client().deleteObject(request);
                    String marker = Boolean.TRUE.equals(answer.deleteMarker()) ? answer.versionId() : null; // H15
                    return WriteAnswer.applied(Sdk.http(answer), access.requireRequestId(), null, marker, 200, 204);
                },
                thrown -> Sdk.written(access, thrown, call));
    }

    /**
     * Why the version isn't to be removed: it isn't the latest, or no delete marker, as a look at the key shows (H14). Null if it
     * is both. What comes on top of it afterwards stays on top.
     */
    private @Nullable Written latestIsOther(Change change, String version) {
        Written obstacle = change.obstacle(change.key());
        if (obstacle != null) {
            return obstacle;
        }
        Call call = Call.to(path(change.key()));
        try {
            access.client()
                    .headObject(HeadObjectRequest.builder()
                            .bucket(bucket())
                            .key(change.key().value())
                            .expectedBucketOwner(access.owner()) // H30
                            .overrideConfiguration(call.override(access.callTimeout()))
                            .build());
            return change.not(Kind.CONFLICT, "the latest version is an object");
        } catch (S3Exception e) {
            Optional<HttpAnswer> http = Sdk.http(e).filter(answer -> answer.status() == 404);
            if (http.isEmpty() || (access.requireRequestId() && !http.get().hasRequestId())) {
                return change.explained(Sdk.written(access, e, call));
            }
            Written other = HeadAnswer.otherThanMarker(http.get(), version);
            return other == null ? null : change.explained(other);
        } catch (RuntimeException e) {
            return change.explained(Sdk.written(access, e, call));
        }
    }

    private String bucket() {
        return access.endpoint().bucket();
    }

    private String path(ObjectKey key) {
        return access.endpoint().path() + key.value();
    }
}
