package dev.reconcile.minio;

import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import dev.reconcile.store.protocol.Change;
import dev.reconcile.store.protocol.HeadAnswer;
import dev.reconcile.store.protocol.MultipartCopy;
import dev.reconcile.store.protocol.UrlEncoded;
import dev.reconcile.store.protocol.WriteAnswer;
import io.minio.Http;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Creating, copying and removing, each with its precondition. */
final class MinioWrites {

    private static final String ANY = "*";

    private final Access access;
    private final long copiedAtOnce;
    private final MultipartCopy multipartCopy;

    /** @param copiedAtOnce the largest object that one request copies */
    MinioWrites(Access access, long copiedAtOnce, MultipartCopy multipartCopy) {
        this.access = access;
        this.copiedAtOnce = copiedAtOnce;
        this.multipartCopy = multipartCopy;
    }

    Written create(ObjectKey key, byte[] content) {
        Call call = Call.on(Http.Method.PUT, key)
                .header("If-None-Match", ANY)
                .body("application/octet-stream", content)
                .needing("s3:PutObject");
        return access.change(
                change("Creating", key),
                call,
                answer -> access.appliedWithEtag(
                        answer, answer.head().first("ETag").orElse(null)));
    }

    Written copy(StoredObject source, ObjectKey target) {
        Change change = change("Copying to '" + target + "'", source.key());
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
        Call call = from(access, source, etag, Call.on(Http.Method.PUT, target))
                .header("If-None-Match", ANY)
                .header("x-amz-storage-class", keptClass(source.storageClass()))
                .needing("s3:GetObject, s3:GetObjectTagging, s3:PutObject and s3:PutObjectTagging")
                .within(access.copyTimeout(source.size()));
        return access.change(change, call, answer -> access.appliedWithEtag(answer, etag(answer, "CopyObjectResult")));
    }

    /** The call, copying from an object while it has this ETag (H78). */
    static Call from(Access access, StoredObject source, String etag, Call call) {
        String path = access.endpoint().bucket() + "/" + source.key().value();
        return call.header("x-amz-copy-source", UrlEncoded.encodePath(path))
                .header("x-amz-copy-source-if-match", Change.quoted(etag));
    }

    /** The ETag in the body of an answer, which alone shows that what began well ended well (H78). */
    static @Nullable String etag(Answer answer, String root) {
        return answer.root(root).map(result -> result.text("ETag")).orElse(null);
    }

    /** The standard class is what a copy has anyway, and some stores know no other. */
    static @Nullable String keptClass(@Nullable String storageClass) {
        return "STANDARD".equals(storageClass) ? null : storageClass;
    }

    Written remove(StoredObject object) {
        Change change = change("Removing", object.key());
        String etag = object.etag();
        return etag == null ? change.withoutEtag() : delete(change, Change.quoted(etag), null); // H75
    }

    Written unsafeRemove(ObjectKey key) {
        return delete(change("Removing", key), null, null);
    }

    Written removeMarker(ObjectKey key, String version) {
        Change change = change("Removing the delete marker of", key);
        Written obstacle = latestIsOther(change, version);
        return obstacle != null ? obstacle : delete(change, null, version);
    }

    private Written delete(Change change, @Nullable String ifMatch, @Nullable String version) {
        Call call = Call.on(Http.Method.DELETE, change.key())
                .header("If-Match", ifMatch)
                .query("versionId", version)
                .needing(version == null ? "s3:DeleteObject" : "s3:DeleteObjectVersion");
        return access.change(change, call, answer -> {
            boolean leftMarker = answer.head()
                    .first("x-amz-delete-marker")
                    .filter("true"::equalsIgnoreCase)
                    .isPresent();
            return WriteAnswer.applied(
                    answer.head(),
                    access.requireRequestId(),
                    null,
                    leftMarker ? answer.version() : null, // H15
                    200,
                    204);
        });
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
        try {
            Call call = Call.on(Http.Method.HEAD, change.key());
            Answer answer = access.send(call);
            if (answer.isSuccess()) {
                return change.not(Kind.CONFLICT, "the latest version is an object");
            }
            if (answer.head().status() != 404 || !access.isTheStores(answer)) {
                return change.explained(WriteAnswer.refused(
                        answer.head(), access.requireRequestId(), null, answer.refusal(call.permissions())));
            }
            Written other = HeadAnswer.otherThanMarker(answer.head(), version);
            return other == null ? null : change.explained(other);
        } catch (RuntimeException e) { // H37
            return change.explained(Access.notAnswered(e));
        }
    }

    private Change change(String doing, ObjectKey key) {
        return new Change(access.profile(), doing, key);
    }
}
