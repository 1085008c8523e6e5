package dev.reconcile.testkit;

import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Upload;
import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.store.Written;
import java.time.Instant;
import java.util.Map;

/** Every change of a {@link WritableObjectStore} that takes one request, on the same object. */
public enum WireChange {
    CREATE("PUT", "key"),
    COPY("PUT", "target"),
    REMOVE("DELETE", "key"),
    UNSAFE_REMOVE("DELETE", "key"),
    TAG("PUT", "key?tagging"),
    ABORT("DELETE", "key?uploadId=u1");

    /** What they are about; a copy goes to {@code target}. */
    public static final ObjectKey KEY = ObjectKey.of("key");

    private static final StoredObject OBJECT =
            new StoredObject(KEY, 3, "e1", Instant.parse("2026-10-21T07:28:00Z"), "STANDARD");

    private final String request;

    WireChange(String method, String target) {
        this.request = method + " /bkt/" + target;
    }

    /** Makes this change. */
    public Written in(WritableObjectStore store) {
        return switch (this) {
            case CREATE -> store.create(KEY, new byte[] {1, 2, 3});
            case COPY -> store.copy(OBJECT, ObjectKey.of("target"));
            case REMOVE -> store.remove(OBJECT);
            case UNSAFE_REMOVE -> store.unsafeRemove(KEY);
            case TAG -> store.tag(KEY, Map.of("a", "b"));
            case ABORT -> store.abort(new Upload(KEY, "u1", null));
        };
    }

    String request() {
        return request;
    }

    boolean writes() {
        return this == CREATE || this == COPY;
    }
}
