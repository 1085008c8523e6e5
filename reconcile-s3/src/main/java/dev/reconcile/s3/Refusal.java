package dev.reconcile.s3;

import dev.reconcile.store.Doubt;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * What a failed request proves, which is nothing, and why.
 *
 * @param reason a clause for a message: status, error code and request id at most, never the vendor's text (H100)
 */
record Refusal(Doubt doubt, String reason) {

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._+/=-]{1,100}");

    private static final String REACHABLE = ": check that the server is up, and the endpoint's scheme, host and port";

    private static final Map<String, Doubt> CODES = Stream.of(
                    codes(
                            Doubt.UNAVAILABLE,
                            "SlowDown SlowDownRead InternalError ServiceUnavailable RequestTimeout Throttling"
                                    + " ThrottlingException TooManyRequests OperationAborted Busy"),
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

    /** Classifies whatever came out of the SDK; keeps an interrupt's flag set (H91). */
    static Refusal of(RuntimeException thrown, Call call) {
        if (isInterrupt(thrown)) {
            Thread.currentThread().interrupt();
            return new Refusal(Doubt.INTERRUPTED, "the thread was interrupted");
        }
        if (thrown instanceof AwsServiceException answer && answer.statusCode() > 0) {
            return answered(answer, call);
        }
        if (causedBy(thrown, ApiCallTimeoutException.class) || causedBy(thrown, ApiCallAttemptTimeoutException.class)) {
            return new Refusal(Doubt.UNAVAILABLE, "there was no whole answer within the call's time" + REACHABLE);
        }
        if (causedBy(thrown, SSLException.class)) {
            return new Refusal(
                    Doubt.WRONG_ENDPOINT, "no secure connection: check the endpoint's scheme, host and certificate");
        }
        if (causedBy(thrown, IOException.class)) {
            return new Refusal(Doubt.UNAVAILABLE, "no answer (" + kind(thrown) + ")" + REACHABLE);
        }
        if (!call.wasSent()) {
            return new Refusal(
                    Doubt.FORBIDDEN,
                    "no request could be signed (" + kind(thrown) + "): check the credentials and the region");
        }
        return new Refusal(Doubt.MALFORMED, "the answer can't be read (" + kind(thrown) + ")");
    }

    private static Refusal answered(AwsServiceException answer, Call call) {
        AwsErrorDetails details = answer.awsErrorDetails();
        String code = details == null ? null : token(details.errorCode());
        Doubt doubt = code == null ? null : CODES.get(code);
        if (doubt == null) {
            doubt = ofStatus(answer);
        }
        return new Refusal(doubt, seen(answer, code) + advice(doubt, answer, call));
    }

    private static Doubt ofStatus(SdkServiceException answer) {
        int status = answer.statusCode();
        if (status >= 500 || status == 408 || status == 429) {
            return Doubt.UNAVAILABLE; // H10
        }
        return switch (status) {
            case 401, 403, 407 -> Doubt.FORBIDDEN; // H2
            case 300, 301, 302, 303, 305, 306, 307, 308, 404, 410, 421 -> Doubt.WRONG_ENDPOINT; // H3, H4
            case 400 -> bucketRegion(answer) == null ? Doubt.MALFORMED : Doubt.WRONG_ENDPOINT;
            default -> Doubt.MALFORMED;
        };
    }

    private static String seen(AwsServiceException answer, @Nullable String code) {
        String id = token(answer.requestId());
        return "status " + answer.statusCode()
                + (code == null ? "" : " " + code)
                + (id == null ? "" : " (request " + id + ")");
    }

    private static String advice(Doubt doubt, AwsServiceException answer, Call call) {
        String region = bucketRegion(answer);
        return switch (doubt) {
            case FORBIDDEN ->
                ": check the credentials (key, secret), the machine's clock, the permissions " + call.permissions()
                        + " and, if one is set, the expected bucket owner";
            case WRONG_ENDPOINT ->
                region == null
                        ? ": check endpoint, region and bucket name"
                        : ": the bucket is in region " + region + ", use that one's endpoint";
            case MALFORMED ->
                answer.statusCode() == 400
                        ? ": a wrong region, an expired credential, or an object that needs its own key (SSE-C)" // H3,
                        // H12,
                        // H18
                        : "";
            default -> "";
        };
    }

    private static @Nullable String bucketRegion(SdkServiceException answer) {
        AwsErrorDetails details = answer instanceof AwsServiceException aws ? aws.awsErrorDetails() : null;
        return details == null || details.sdkHttpResponse() == null
                ? null
                : token(details.sdkHttpResponse()
                        .firstMatchingHeader("x-amz-bucket-region")
                        .orElse(null));
    }

    /** The text if it is what a code or an id looks like; a store could put anything there (H98). */
    private static @Nullable String token(@Nullable String text) {
        return text != null && TOKEN.matcher(text).matches() ? text : null;
    }

    private static boolean isInterrupt(RuntimeException thrown) {
        return Thread.currentThread().isInterrupted()
                || causedBy(thrown, AbortedException.class)
                || causedBy(thrown, InterruptedException.class);
    }

    private static boolean causedBy(Throwable thrown, Class<? extends Throwable> type) {
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
