package dev.reconcile.testkit.s3;

import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The decoded body of a request, proven to be what its sender declared, and the headers that came behind it. */
final class Payload {

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private final byte[] content;
    private final Map<String, String> trailers;

    Payload(byte[] content, Map<String, String> trailers) {
        this.content = content;
        this.trailers = Map.copyOf(trailers);
    }

    byte[] content() {
        return content;
    }

    /**
     * Decodes and checks a body.
     *
     * @param signing null for an anonymous request
     */
    static Payload read(S3Request request, byte[] body, @Nullable Signing signing) {
        String declared = request.header("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
        Payload payload = switch (declared) {
            case "UNSIGNED-PAYLOAD" -> new Payload(body, Map.of());
            case "STREAMING-UNSIGNED-PAYLOAD-TRAILER" -> AwsChunked.decode(body, null);
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" ->
                AwsChunked.decode(body, signing);
            default -> hashed(declared, body);
        };
        String length = request.header("x-amz-decoded-content-length");
        if (length != null && !length.equals(String.valueOf(payload.content.length))) {
            throw S3Error.of(400, "IncompleteBody", "The decoded body has not the length that was declared");
        }
        String md5 = request.header("content-md5");
        if (md5 != null && !md5.equals(Base64.getEncoder().encodeToString(S3Object.digest("MD5", payload.content)))) {
            throw S3Error.of(400, "BadDigest", "The Content-MD5 you specified did not match what we received.");
        }
        return payload;
    }

    private static Payload hashed(String declared, byte[] body) {
        if (!HASH.matcher(declared).matches()) {
            throw S3Error.invalidArgument(
                    "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-…, or a valid sha256 value.");
        }
        if (!declared.equals(Signing.sha256(body))) {
            throw S3Error.of(
                    400,
                    "XAmzContentSHA256Mismatch",
                    "The provided 'x-amz-content-sha256' header does not match what was computed.");
        }
        return new Payload(body, Map.of());
    }

    /** The checksums that the sender declared, in a header or behind the body; all of them right. */
    Map<String, String> checksums(S3Request request) {
        Map<String, String> declared = new TreeMap<>();
        request.headers().forEach((name, values) -> declared.put(name, values.get(0)));
        declared.putAll(trailers);
        declared.keySet().removeIf(name -> !Checksum.isDeclaration(name));
        declared.forEach((name, value) -> {
            if (!Checksum.of(name, content).equals(value)) {
                throw S3Error.of(400, "BadDigest", "The " + name + " you specified did not match what we received.");
            }
        });
        return declared;
    }
}
