package dev.reconcile.testkit.s3;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Checks AWS Signature Version 4 in the Authorization header. Presigned URLs are not offered. Thread-safe. */
final class SignatureCheck {

    private static final Duration TOLERANCE = Duration.ofMinutes(15);
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";

    private final Map<String, String> secrets;
    private final String region;
    private final InstantSource clock;
    private final boolean anonymousAllowed;

    /** @param secrets by access key */
    SignatureCheck(Map<String, String> secrets, String region, InstantSource clock, boolean anonymousAllowed) {
        this.secrets = Map.copyOf(secrets);
        this.region = region;
        this.clock = clock;
        this.anonymousAllowed = anonymousAllowed;
    }

    /** Answers what the chunks of the body are checked with; null for an anonymous request where those are allowed. */
    @Nullable
    Signing check(S3Request request) {
        String authorization = request.header("authorization");
        if (authorization == null) {
            if (anonymousAllowed) {
                return null;
            }
            throw S3Error.accessDenied();
        }
        if (!authorization.startsWith(ALGORITHM)) {
            throw S3Error.of(400, "InvalidRequest", "The authorization mechanism you have provided is not supported.");
        }
        Map<String, String> parts = parts(authorization.substring(ALGORITHM.length()));
        List<String> credential = List.of(parts.getOrDefault("Credential", "").split("/", -1));
        if (credential.size() != 5 || !parts.containsKey("SignedHeaders") || !parts.containsKey("Signature")) {
            throw malformed("The authorization header is malformed; it needs Credential, SignedHeaders and Signature.");
        }
        String secret = secrets.get(credential.get(0));
        if (secret == null) {
            throw S3Error.of(
                    403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.");
        }
        if (!credential.get(2).equals(region)) {
            throw malformed("The authorization header is malformed; the region '" + credential.get(2)
                            + "' is wrong; expecting '" + region + "'")
                    .with("x-amz-bucket-region", region);
        }
        String timestamp = timestamp(request);
        List<String> signedHeaders =
                List.of(parts.getOrDefault("SignedHeaders", "").split(";", -1));
        checkAllSigned(request, signedHeaders);
        String scope = String.join("/", credential.subList(1, 5));
        String canonical = canonical(request, signedHeaders);
        SecretKeySpec key = Signing.key(secret, credential.get(1), region);
        String expected =
                Signing.hmacHex(key, String.join("\n", ALGORITHM, timestamp, scope, Signing.sha256(canonical)));
        if (!timestamp.startsWith(credential.get(1))
                || !Signing.isSame(expected, parts.getOrDefault("Signature", ""))) {
            throw mismatch();
        }
        return new Signing(key, timestamp, scope, expected);
    }

    static S3Error mismatch() {
        return S3Error.of(
                403,
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided. Check your key and signing"
                        + " method.");
    }

    private static S3Error malformed(String message) {
        return S3Error.of(400, "AuthorizationHeaderMalformed", message);
    }

    private static Map<String, String> parts(String text) {
        Map<String, String> parts = new HashMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parts.put(
                        part.substring(0, equals).strip(),
                        part.substring(equals + 1).strip());
            }
        }
        return parts;
    }

    private String timestamp(S3Request request) {
        String timestamp = request.header("x-amz-date");
        Instant signed;
        try {
            if (timestamp == null) {
                String date = request.header("date", "");
                signed = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
                timestamp = TIMESTAMP.format(signed);
            } else {
                signed = Instant.from(TIMESTAMP.parse(timestamp));
            }
        } catch (DateTimeException unreadable) {
            throw S3Error.of(403, "AccessDenied", "AWS authentication requires a valid Date or x-amz-date header");
        }
        if (Duration.between(signed, clock.instant()).abs().compareTo(TOLERANCE) > 0) { // H11
            throw S3Error.of(
                    403,
                    "RequestTimeTooSkewed",
                    "The difference between the request time and the current time is too large.");
        }
        return timestamp;
    }

    private static void checkAllSigned(S3Request request, List<String> signedHeaders) {
        boolean allSigned = signedHeaders.contains("host")
                && request.headers().keySet().stream()
                        .filter(name -> name.startsWith("x-amz-"))
                        .allMatch(signedHeaders::contains);
        if (!allSigned) {
            throw S3Error.of(403, "AccessDenied", "There were headers present in the request which were not signed");
        }
        if (request.header("x-amz-content-sha256") == null) {
            throw S3Error.of(400, "InvalidRequest", "Missing required header for this request: x-amz-content-sha256");
        }
    }

    private static String canonical(S3Request request, List<String> signedHeaders) {
        String headers = signedHeaders.stream()
                .map(name -> name + ":" + canonicalValue(request.headers().getOrDefault(name, List.of())) + "\n")
                .collect(Collectors.joining());
        return String.join(
                "\n",
                request.method(),
                PercentCoding.encodeForSigning(PercentCoding.decodePath(request.path()), true),
                canonicalQuery(request.target()),
                headers,
                String.join(";", signedHeaders),
                request.header("x-amz-content-sha256", ""));
    }

    private static String canonicalValue(List<String> values) {
        return values.stream().map(value -> value.strip().replaceAll(" +", " ")).collect(Collectors.joining(","));
    }

    private static String canonicalQuery(String target) {
        int question = target.indexOf('?');
        if (question < 0) {
            return "";
        }
        Map<String, String> sorted = new TreeMap<>();
        Arrays.stream(target.substring(question + 1).split("&", -1))
                .filter(pair -> !pair.isEmpty())
                .forEach(pair -> {
                    int equals = pair.indexOf('=');
                    String name = equals < 0 ? pair : pair.substring(0, equals);
                    String value = equals < 0 ? "" : pair.substring(equals + 1);
                    sorted.put(reencoded(name), reencoded(value));
                });
        return sorted.entrySet().stream()
                .map(pair -> pair.getKey() + "=" + pair.getValue())
                .collect(Collectors.joining("&"));
    }

    private static String reencoded(String raw) {
        return PercentCoding.encodeForSigning(PercentCoding.decodeForm(raw), false);
    }
}
