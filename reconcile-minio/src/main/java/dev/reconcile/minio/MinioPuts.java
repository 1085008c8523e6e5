package dev.reconcile.minio;

import dev.reconcile.store.Content;
import dev.reconcile.store.NewObject;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Written;
import dev.reconcile.store.protocol.Change;
import dev.reconcile.store.protocol.Put;
import io.minio.Http;
import java.io.IOException;
import java.util.List;

/** The requests that write an object, each with the MD5 and the SHA-256 of its body. */
final class MinioPuts implements Put.Calls {

    private final Access access;
    private final CopyCalls copyCalls;

    /** @param copyCalls completes and aborts uploads */
    MinioPuts(Access access, CopyCalls copyCalls) {
        this.access = access;
        this.copyCalls = copyCalls;
    }

    @Override
    public Written once(Change change, NewObject object, byte[] md5) {
        Call call = withMetadata(Call.on(Http.Method.PUT, object.key()), object)
                .header("If-None-Match", "*")
                .needing("s3:PutObject")
                .body(object.contentType(), object.content(), md5)
                .within(access.putTimeout(object.content().size()));
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
                .needing(Put.PERMISSIONS);
        return copyCalls.begun(call);
    }

    @Override
    public Written part(ObjectKey key, String upload, int number, Content part) throws IOException {
        Call call = Call.on(Http.Method.PUT, key)
                .query("partNumber", String.valueOf(number))
                .query("uploadId", upload)
                .body("application/octet-stream", part, part.md5())
                .needing(Put.PERMISSIONS)
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
