package dev.reconcile.minio;

import dev.reconcile.store.Content;
import dev.reconcile.store.ObjectKey;
import io.minio.Http;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request about the bucket or one of its objects. Changed in place; not thread-safe. */
final class Call {

    private final Http.Method method;
    private final @Nullable ObjectKey key;
    private final Map<String, String> query = new LinkedHashMap<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private String contentType = "application/octet-stream";
    private byte @Nullable [] body;
    private @Nullable Content content;
    private byte @Nullable [] contentMd5;
    private String permissions = "s3:ListBucket and s3:GetObject";
    private @Nullable Duration limit;

    private Call(Http.Method method, @Nullable ObjectKey key) {
        this.method = method;
        this.key = key;
    }

    static Call onBucket(Http.Method method) {
        return new Call(method, null);
    }

    static Call on(Http.Method method, ObjectKey key) {
        return new Call(method, key);
    }

    /** Nothing is added for null. */
    Call query(String name, @Nullable String value) {
        if (value != null) {
            query.put(name, value);
        }
        return this;
    }

    /** Nothing is added for null. */
    Call header(String name, @Nullable String value) {
        if (value != null) {
            headers.put(name, value);
        }
        return this;
    }

    Call body(String type, byte[] bytes) {
        contentType = type;
        body = bytes.clone();
        return this;
    }

    /** A body that is sent as it is read, with its checksums. */
    Call body(String type, Content sent, byte[] md5) {
        contentType = type;
        content = sent;
        contentMd5 = md5.clone();
        return this;
    }

    /** Names the permissions that it takes, for the advice if they are missing. Default: those for reading. */
    Call needing(String names) {
        permissions = names;
        return this;
    }

    /** How long it may take, if that isn't what every call may (H92). */
    Call within(Duration time) {
        limit = time;
        return this;
    }

    Http.Method method() {
        return method;
    }

    @Nullable
    ObjectKey key() {
        return key;
    }

    Map<String, String> query() {
        return query;
    }

    Map<String, String> headers() {
        return headers;
    }

    String contentType() {
        return contentType;
    }

    byte @Nullable [] body() {
        return body;
    }

    @Nullable
    Content content() {
        return content;
    }

    /** Of the content, if there is one. */
    byte @Nullable [] contentMd5() {
        return contentMd5;
    }

    String permissions() {
        return permissions;
    }

    @Nullable
    Duration limit() {
        return limit;
    }
}
