package dev.reconcile.s3;

import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Upload;
import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.store.Written;
import java.time.Instant;
import java.util.Map;

/** Every change that takes one request, on the same object. */
enum Changes {
    CREATE("PUT /bkt/key HTTP/1.1"),
    COPY("PUT /bkt/target HTTP/1.1"),
    REMOVE("DELETE /bkt/key HTTP/1.1"),
    UNSAFE_REMOVE("DELETE /bkt/key HTTP/1.1"),
    TAG("PUT /bkt/key?tagging HTTP/1.1"),
    ABORT("DELETE /bkt/key?uploadId=u1 HTTP/1.1");

    static final ObjectKey KEY = ObjectKey.of("key");

    private static final StoredObject OBJECT =
            new StoredObject(KEY, 3, "e1", Instant.parse("2026-10-21T07:28:00Z"), "STANDARD");

    private final String requestLine;

    Changes(String requestLine) {
        this.requestLine = requestLine;
    }

    Written in(WritableObjectStore store) {
        return switch (this) {
            case CREATE -> store.create(KEY, new byte[] {1, 2, 3});
            case COPY -> store.copy(OBJECT, ObjectKey.of("target"));
            case REMOVE -> store.remove(OBJECT);
            case UNSAFE_REMOVE -> store.unsafeRemove(KEY);
            case TAG -> store.tag(KEY, Map.of("a", "b"));
            case ABORT -> store.abort(new Upload(KEY, "u1", null));
        };
    }

    String requestLine() {
        return requestLine;
    }
}
