package dev.reconcile.s3;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What an answer to HEAD says of an object. */
final class HeadAnswer {

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private HeadAnswer() {}

    /** Present, if this is the whole and fresh answer of a store. */
    static Presence present(ObjectKey key, HeadObjectResponse answer) {
        SdkHttpResponse http = answer.sdkHttpResponse();
        if (http.statusCode() != OK) { // the SDK takes any 2xx for a success
            return Presence.unknown(Doubt.MALFORMED, "status " + http.statusCode() + " where 200 or 404 was expected");
        }
        Optional<String> cache = signOfACache(http);
        if (cache.isPresent()) {
            return fromACache(cache.get());
        }
        Long size = answer.contentLength();
        List<String> sizes = http.matchingHeaders("Content-Length");
        if (size == null || size < 0 || sizes.stream().distinct().count() > 1) { // H21
            return Presence.unknown(Doubt.MALFORMED, "status 200 without one valid Content-Length: no store's answer");
        }
        if (answer.lastModified() == null) { // H21
            return Presence.unknown(Doubt.MALFORMED, "status 200 without a Last-Modified time: no store's answer");
        }
        return Presence.present(new StoredObject(
                key, size, unquoted(answer.eTag()), answer.lastModified(), answer.storageClassAsString()));
    }

    /**
     * Absent, if the endpoint itself says so (H1, H4, H27); empty if this is no 404. A current version that is a delete marker
     * answers 404 too, with x-amz-delete-marker (H14): the object is absent to everyone who reads it, so it is to us.
     */
    static Optional<Presence> absent(S3Exception thrown, boolean requireRequestId) {
        AwsErrorDetails details = thrown.awsErrorDetails();
        SdkHttpResponse http = details == null ? null : details.sdkHttpResponse();
        if (thrown.statusCode() != NOT_FOUND || http == null) {
            return Optional.empty();
        }
        if (!namesTheKey(details.errorCode())
                || !namesTheKey(http.firstMatchingHeader("x-minio-error-code").orElse(null))) { // H1
            return Optional.empty();
        }
        Optional<String> cache = signOfACache(http);
        if (cache.isPresent()) {
            return Optional.of(fromACache(cache.get()));
        }
        boolean signed = http.firstMatchingHeader("x-amz-request-id")
                .filter(id -> !id.isBlank())
                .isPresent();
        if (requireRequestId && !signed) { // H4: a portal's or a proxy's 404
            return Optional.of(Presence.unknown(
                    Doubt.WRONG_ENDPOINT,
                    "status 404 without x-amz-request-id, so not the store's own: check the endpoint for a proxy"
                            + " in between, or switch requireRequestId off for a store that never sends one"));
        }
        return Optional.of(Presence.absent());
    }

    private static boolean namesTheKey(@Nullable String errorCode) {
        return errorCode == null
                || errorCode.equals("NoSuchKey")
                || errorCode.equals("NotFound")
                || errorCode.equals("404");
    }

    private static Presence fromACache(String sign) {
        return Presence.unknown(
                Doubt.WRONG_ENDPOINT,
                "the answer came from a cache (" + sign + "): use the store's own S3 endpoint, not a CDN's"); // H27
    }

    /** The header that shows a cache in between, if any (H27). */
    static Optional<String> signOfACache(SdkHttpResponse http) {
        if (http.firstMatchingHeader("Age").isPresent()) {
            return Optional.of("Age");
        }
        for (String name : List.of("X-Cache", "CF-Cache-Status", "X-Cache-Status", "X-Proxy-Cache")) {
            String value = http.firstMatchingHeader(name).orElse("").toLowerCase(Locale.ROOT);
            boolean fresh =
                    value.isEmpty() || value.contains("miss") || value.contains("bypass") || value.contains("dynamic");
            if (!fresh) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /** An ETag without its quotes, so that those of listings and looks are the same. */
    static @Nullable String unquoted(@Nullable String etag) {
        if (etag == null || etag.isEmpty()) {
            return null;
        }
        boolean quoted = etag.length() >= 2 && etag.startsWith("\"") && etag.endsWith("\"");
        return quoted ? etag.substring(1, etag.length() - 1) : etag;
    }
}
