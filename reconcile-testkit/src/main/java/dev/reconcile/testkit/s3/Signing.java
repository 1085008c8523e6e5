package dev.reconcile.testkit.s3;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signing key of one request and the signature made with it, on which those of its chunks build.
 *
 * @param scope {@code date/region/s3/aws4_request}
 */
record Signing(SecretKeySpec key, String timestamp, String scope, String signature) {

    static final String EMPTY_HASH = sha256(new byte[0]);

    static SecretKeySpec key(String secret, String date, String region) {
        SecretKeySpec key = key(("AWS4" + secret).getBytes(StandardCharsets.UTF_8));
        for (String part : List.of(date, region, "s3", "aws4_request")) {
            key = key(hmac(key, part));
        }
        return key;
    }

    private static SecretKeySpec key(byte[] bytes) {
        return new SecretKeySpec(bytes, "HmacSHA256");
    }

    private static byte[] hmac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", e);
        }
    }

    static String hmacHex(SecretKeySpec key, String text) {
        return HexFormat.of().formatHex(hmac(key, text));
    }

    static String sha256(byte[] content) {
        return HexFormat.of().formatHex(S3Object.digest("SHA-256", content));
    }

    static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    static boolean isSame(String signature, String other) {
        return MessageDigest.isEqual(
                signature.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    /** Checks the signature of a chunk; answers what the next chunk is checked with. */
    Signing chunk(byte[] content, String claimed) {
        return next("AWS4-HMAC-SHA256-PAYLOAD", EMPTY_HASH + "\n" + sha256(content), claimed);
    }

    /** Checks the signature of the trailer. */
    Signing trailer(String canonicalTrailer, String claimed) {
        return next("AWS4-HMAC-SHA256-TRAILER", sha256(canonicalTrailer), claimed);
    }

    private Signing next(String algorithm, String hashes, String claimed) {
        String expected = hmacHex(key, String.join("\n", algorithm, timestamp, scope, signature, hashes));
        if (!isSame(expected, claimed)) {
            throw SignatureCheck.mismatch();
        }
        return new Signing(key, timestamp, scope, expected);
    }
}
