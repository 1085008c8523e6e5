package dev.reconcile.minio;

import dev.reconcile.store.protocol.HttpAnswer;
import dev.reconcile.store.protocol.Refusal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A whole answer. Used by one thread. */
final class Answer {

    private final HttpAnswer head;
    private final byte[] body;
    private @Nullable Xml root;
    private boolean parsed; // when it is asked for: a body may be an object's content

    Answer(HttpAnswer head, byte[] body) {
        this.head = head;
        this.body = body;
    }

    /** Not to be changed. */
    byte[] body() {
        return body;
    }

    HttpAnswer head() {
        return head;
    }

    /** Whether it claims to be one: stores report what fails late as an error under a status of success (H78). */
    boolean isSuccess() {
        return head.status() >= 200 && head.status() < 300 && root("Error").isEmpty();
    }

    /** The body, if it is XML to its end and its root is this element. */
    Optional<Xml> root(String name) {
        if (!parsed) {
            root = Xml.parse(body).orElse(null);
            parsed = true;
        }
        return Optional.ofNullable(root).filter(found -> found.name().equals(name));
    }

    /** The code of an error; null if there is none. Where there is no body, as to HEAD, MinIO says it in a header. */
    @Nullable
    String code() {
        return root("Error")
                .map(error -> error.text("Code"))
                .or(() -> head.first("x-minio-error-code"))
                .orElse(null);
    }

    Refusal refusal(String permissions) {
        return Refusal.answered(head, code(), permissions);
    }

    @Nullable
    String version() {
        return head.first("x-amz-version-id").orElse(null);
    }
}
