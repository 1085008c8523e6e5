package dev.reconcile.minio;

import dev.reconcile.store.Content;
import dev.reconcile.store.NewObject;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import dev.reconcile.store.protocol.Change;
import dev.reconcile.store.protocol.MultipartPut;
import io.minio.Http;
import java.io.IOException;
import java.util.List;

/** Writing objects of any size, each request with the MD5 and the SHA-256 of its body. */
final class MinioPuts implements MultipartPut.Calls {

    private final Access access;
    private final long atOnce;
    private final CopyCalls copyCalls;
    private final MultipartPut multipart;

    /**
     * @param atOnce the largest object that one request writes
     * @param copyCalls completes and aborts uploads
     */
    MinioPuts(Access access, long atOnce, CopyCalls copyCalls, long partSize) {
        this.access = access;
        this.atOnce = atOnce;
        this.copyCalls = copyCalls;
        this.multipart = new MultipartPut(this, partSize);
    }

    Written put(NewObject object) {
        Change change = new Change(access.profile(), "Writing", object.key());
        Content content = object.content();
        if (content.size() > atOnce) {
            return multipart.put(change, object);
        }
        Written obstacle = change.obstacle(object.key());
        if (obstacle != null) {
            return obstacle;
        }
        Call call = withMetadata(Call.on(Http.Method.PUT, object.key()), object)
                .header("If-None-Match", "*")
                .needing("s3:PutObject")
                .within(access.putTimeout(content.size()));
        try {
            call.body(object.contentType(), content, content.md5());
        } catch (Content.WrongContentException e) {
            return change.not(Kind.REFUSED, "nothing was sent: " + e.getMessage());
        } catch (IOException e) {
            return change.not(Kind.REFUSED, "nothing was sent: the content can't be read");
        }
        return access.change(
                change,
                call,
                answer -> access.appliedWithEtag(
                        answer, answer.head().first("ETag").orElse(null)));
    }

    private static Call withMetadata(Call call, NewObject object) {
        object.metadata().forEach((name, value) -> call.header("x-amz-meta-" + name, value));
        return call;
    }

    @Override
    public String begin(NewObject object) {
        Call call = withMetadata(Call.on(Http.Method.POST, object.key()), object)
                .query("uploads", "")
                .header("Content-Type", object.contentType())
                .needing(MultipartPut.PERMISSIONS);
        return copyCalls.begun(call);
    }

    @Override
    public Written part(ObjectKey key, String upload, int number, Content part) throws IOException {
        Call call = Call.on(Http.Method.PUT, key)
                .query("partNumber", String.valueOf(number))
                .query("uploadId", upload)
                .body("application/octet-stream", part, part.md5())
                .needing(MultipartPut.PERMISSIONS)
                .within(access.putTimeout(part.size()));
        return access.written(
                call,
                copyCalls.sent(call),
                answer -> access.appliedWithEtag(
                        answer, answer.head().first("ETag").orElse(null)));
    }

    @Override
    public Written complete(ObjectKey key, String upload, List<String> etags) {
        return copyCalls.complete(key, upload, etags);
    }

    @Override
    public void abort(ObjectKey key, String upload) {
        copyCalls.abort(key, upload);
    }
}
