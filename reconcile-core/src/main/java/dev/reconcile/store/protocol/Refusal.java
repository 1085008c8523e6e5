package dev.reconcile.store.protocol;

import dev.reconcile.store.Doubt;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What a failed request proves, which is nothing, and why.
 *
 * @param reason a clause for a message: status, error code and request id at most, never the vendor's text (H100)
 */
public record Refusal(Doubt doubt, String reason) {

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._+/=-]{1,100}");

    private static final String REACHABLE = ": check that the server is up, and the endpoint's scheme, host and port";

    private static final Map<String, Doubt> CODES = Stream.of(
                    codes(Doubt.UNAVAILABLE, "InternalError ServiceUnavailable RequestTimeout OperationAborted Busy"),
                    codes(
                            Doubt.THROTTLED, // H89
                            "SlowDown SlowDownRead SlowDownWrite Throttling ThrottlingException ThrottledException"
                                    + " RequestThrottled RequestLimitExceeded TooManyRequests"
                                    + " TooManyRequestsException BandwidthLimitExceeded"),
                    codes(
                            Doubt.FORBIDDEN, // H2, H11, H12
                            "AccessDenied AllAccessDisabled AccountProblem ExpiredToken ExpiredRequest InvalidToken"
                                    + " TokenRefreshRequired InvalidAccessKeyId SignatureDoesNotMatch"
                                    + " RequestTimeTooSkewed RequestExpired InvalidSecurity NotSignedUp Unauthorized"),
                    codes(
                            Doubt.WRONG_ENDPOINT, // H1, H3
                            "NoSuchBucket PermanentRedirect TemporaryRedirect Redirect MovedPermanently"
                                    + " AuthorizationHeaderMalformed IllegalLocationConstraintException"
                                    + " InvalidBucketName InvalidRegionName"))
            .flatMap(codes -> codes.entrySet().stream())
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private static Map<String, Doubt> codes(Doubt doubt, String names) {
        return Stream.of(names.split(" ")).collect(Collectors.toMap(name -> name, name -> doubt));
    }

    /**
     * What an answer with a status that is no success says of itself.
     *
     * @param code the store's error code, as it came; null if it named none
     * @param permissions those that the request takes, for the advice if they are missing
     */
    public static Refusal answered(HttpAnswer http, @Nullable String code, String permissions) {
        String known = token(code);
        String region = token(http.first("x-amz-bucket-region").orElse(null));
        Doubt doubt = known == null ? null : CODES.get(known);
        if (doubt == null) {
            doubt = isThrottled(http.status(), known) ? Doubt.THROTTLED : ofStatus(http.status(), region);
        }
        return new Refusal(doubt, seen(http, known) + advice(doubt, http.status(), region, permissions));
    }

    /** H89: an answer to HEAD has no body, so a 503 alone is all that it says of SlowDown. */
    private static boolean isThrottled(int status, @Nullable String code) {
        return status == 429 || (status == 503 && code == null);
    }

    private static Doubt ofStatus(int status, @Nullable String region) {
        if (status >= 500 || status == 408) {
            return Doubt.UNAVAILABLE; // H10
        }
        return switch (status) {
            case 401, 403, 407 -> Doubt.FORBIDDEN; // H2
            case 300, 301, 302, 303, 305, 306, 307, 308, 404, 410, 421 -> Doubt.WRONG_ENDPOINT; // H3, H4
            case 400 -> region == null ? Doubt.MALFORMED : Doubt.WRONG_ENDPOINT;
            default -> Doubt.MALFORMED;
        };
    }

    private static String seen(HttpAnswer http, @Nullable String code) {
        String id = token(http.first("x-amz-request-id").orElse(null));
        return "status " + http.status() + (code == null ? "" : " " + code)
                + (id == null ? "" : " (request " + id + ")");
    }

    private static String advice(Doubt doubt, int status, @Nullable String region, String permissions) {
        return switch (doubt) {
            case FORBIDDEN ->
                ": check the credentials (key, secret), the machine's clock, the permissions " + permissions
                        + " and, if one is set, the expected bucket owner";
            case WRONG_ENDPOINT ->
                region == null
                        ? ": check endpoint, region and bucket name"
                        : ": the bucket is in region " + region + ", use that one's endpoint";
            case MALFORMED -> // H3, H12, H18
                status == 400
                        ? ": a wrong region, an expired credential, or an object that needs its own key (SSE-C)"
                        : "";
            default -> "";
        };
    }

    /** The text if it is what a code or an id looks like; a store could put anything there (H98). */
    private static @Nullable String token(@Nullable String text) {
        return text != null && TOKEN.matcher(text).matches() ? text : null;
    }

    /** No whole answer within the call's time (H92). */
    public static Refusal late() {
        return new Refusal(Doubt.UNAVAILABLE, "there was no whole answer within the call's time" + REACHABLE);
    }

    /** No whole answer, for this exception, of which only the type is told (H100). */
    public static Refusal unanswered(Throwable thrown) {
        return causedBy(thrown, SSLException.class)
                ? new Refusal(
                        Doubt.WRONG_ENDPOINT, "no secure connection: check the endpoint's scheme, host and certificate")
                : new Refusal(Doubt.UNAVAILABLE, "no answer (" + kind(thrown) + ")" + REACHABLE);
    }

    /** Nothing was sent, as there was nothing to sign it with (H12). */
    public static Refusal unsigned(Throwable thrown) {
        return new Refusal(
                Doubt.FORBIDDEN,
                "no request could be signed (" + kind(thrown) + "): check the credentials and the region");
    }

    /** There was an answer, and it breaks the protocol. */
    public static Refusal unreadable(Throwable thrown) {
        return new Refusal(Doubt.MALFORMED, "the answer can't be read (" + kind(thrown) + ")");
    }

    /** The thread was interrupted; keeps its flag set (H91). */
    public static Refusal interrupted() {
        Thread.currentThread().interrupt();
        return new Refusal(Doubt.INTERRUPTED, "the thread was interrupted");
    }

    public static boolean causedBy(Throwable thrown, Class<? extends Throwable> type) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            if (type.isInstance(each)) {
                return true;
            }
        }
        return false;
    }

    private static String kind(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName();
    }
}
