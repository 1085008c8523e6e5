package dev.reconcile.s3;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * What an answer says has become of a change. Only an answer of the store itself says anything, and all that isn't plainly one
 * of the four others is UNKNOWN: it may have happened (H63).
 */
final class WriteAnswer {

    private WriteAnswer() {}

    /** Applied, if the status is one of those by which a store says so: the SDK takes any 2xx for a success. */
    static Written applied(
            Access access, SdkHttpResponse http, @Nullable String etag, @Nullable String version, Integer... statuses) {
        if (!Arrays.asList(statuses).contains(http.statusCode())) {
            return Written.not(Kind.UNKNOWN, "status " + http.statusCode() + " isn't what a store answers");
        }
        if (!access.isTheStores(http)) {
            return notTheStores(http.statusCode());
        }
        return Written.applied(HeadAnswer.unquoted(etag), version);
    }

    /** As {@link #applied}, of a store that has to tell the ETag of what it wrote; a copy that failed late has none (H78). */
    static Written appliedWithEtag(
            Access access, SdkHttpResponse http, @Nullable String etag, @Nullable String version) {
        return HeadAnswer.unquoted(etag) == null
                ? Written.not(Kind.UNKNOWN, "status " + http.statusCode() + " without an ETag is no store's answer")
                : applied(access, http, etag, version, 200);
    }

    /** What a failure says; keeps an interrupt's flag set (H91). */
    static Written failed(Access access, RuntimeException thrown, Call call) {
        Refusal refusal = Refusal.of(thrown, call);
        if (refusal.doubt() == Doubt.INTERRUPTED) {
            return Written.not(Kind.UNKNOWN, refusal.reason());
        }
        if (call.wasRefused()) {
            return Written.not(
                    Kind.REFUSED,
                    "nothing was sent: the client would name another key (H38), perhaps for an interceptor of its own");
        }
        if (!call.wasSent() && refusal.doubt() == Doubt.FORBIDDEN) { // H12: there are no credentials
            return Written.not(Kind.REFUSED, "nothing was sent: " + refusal.reason());
        }
        AwsErrorDetails details = thrown instanceof AwsServiceException answer ? answer.awsErrorDetails() : null;
        SdkHttpResponse http = details == null ? null : details.sdkHttpResponse();
        if (details == null || http == null) {
            return Written.not(Kind.UNKNOWN, refusal.reason());
        }
        return access.isTheStores(http)
                ? Written.not(kind(http.statusCode(), String.valueOf(details.errorCode()), refusal), refusal.reason())
                : notTheStores(http.statusCode());
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
