package dev.reconcile.examples.admin;

import java.time.Duration;
import java.util.Map;

/** A call that is answered with an error, and why, in words for the caller. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Map<String, String> headers;

    private RefusedException(int status, String message, Map<String, String> headers) {
        super(message);
        this.status = status;
        this.headers = headers;
    }

    static RefusedException of(int status, String message) {
        return new RefusedException(status, message, Map.of());
    }

    /** Says no more than that: whoever has a wrong token isn't told what is wrong with it. */
    static RefusedException unauthorized() {
        return new RefusedException(
                401, "a valid bearer token is required", Map.of("WWW-Authenticate", "Bearer realm=\"reconcile\""));
    }

    static RefusedException methodNotAllowed(String allowed) {
        return new RefusedException(405, "this path takes " + allowed, Map.of("Allow", allowed));
    }

    static RefusedException tooMany(Duration period) {
        return new RefusedException(
                429,
                "too many calls, try again later",
                Map.of("Retry-After", String.valueOf(Math.max(1, period.toSeconds()))));
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
