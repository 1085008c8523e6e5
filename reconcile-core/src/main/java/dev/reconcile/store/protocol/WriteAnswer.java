package dev.reconcile.store.protocol;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What an answer says has become of a change. Only an answer of the store itself says anything, and all that isn't plainly one
 * of the four others is UNKNOWN: it may have happened (H63).
 */
public final class WriteAnswer {

    private WriteAnswer() {}

    /** Applied, if the status is one of those by which a store says so: clients take any 2xx for a success. */
    public static Written applied(
            HttpAnswer http,
            boolean requireRequestId,
            @Nullable String etag,
            @Nullable String version,
            Integer... statuses) {
        if (!Arrays.asList(statuses).contains(http.status())) {
            return Written.not(Kind.UNKNOWN, "status " + http.status() + " isn't what a store answers");
        }
        if (requireRequestId && !http.hasRequestId()) {
            return notTheStores(http.status());
        }
        return Written.applied(HeadAnswer.unquoted(etag), version);
    }

    /** As {@link #applied}, of a store that has to tell the ETag of what it wrote; a copy that failed late has none (H78). */
    public static Written appliedWithEtag(
            HttpAnswer http, boolean requireRequestId, @Nullable String etag, @Nullable String version) {
        return HeadAnswer.unquoted(etag) == null
                ? Written.not(Kind.UNKNOWN, "status " + http.status() + " without an ETag is no store's answer")
                : applied(http, requireRequestId, etag, version, 200);
    }

    /** What an answer says that is no success. */
    public static Written refused(HttpAnswer http, boolean requireRequestId, @Nullable String code, Refusal refusal) {
        return requireRequestId && !http.hasRequestId()
                ? notTheStores(http.status())
                : Written.not(kind(http.status(), String.valueOf(code), refusal), refusal.reason());
    }

    private static Kind kind(int status, String code, Refusal refusal) {
        return switch (status) {
            case 400 -> refusal.doubt() == Doubt.UNAVAILABLE ? Kind.UNKNOWN : Kind.REFUSED; // RequestTimeout is a 400
            case 403, 405, 501 -> Kind.REFUSED; // H16
            case 404 -> notFound(code);
            case 409 -> code.equals("ConditionalRequestConflict") ? Kind.CONFLICT : Kind.UNKNOWN;
            case 412 -> Kind.CONFLICT;
            default -> Kind.UNKNOWN;
        };
    }

    /** Only a 404 that names what isn't there says that it isn't (H1). */
    private static Kind notFound(String code) {
        return switch (code) {
            case "NoSuchKey", "NoSuchUpload", "NoSuchVersion" -> Kind.ABSENT;
            case "NoSuchBucket" -> Kind.REFUSED;
            default -> Kind.UNKNOWN;
        };
    }

    private static Written notTheStores(int status) {
        return Written.not(
                Kind.UNKNOWN,
                "status " + status + " without x-amz-request-id, so not the store's own: check the endpoint for a proxy"
                        + " in between"); // H4
    }
}
