package dev.reconcile.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * A checksum over the whole content of an object. A checksum of the parts' checksums, as S3 gives for most multipart uploads, is
 * none (H20).
 *
 * @param hex in lower case, of the algorithm's length
 */
public record Checksum(Algorithm algorithm, String hex) {

    /** What S3 knows, and MD5. */
    public enum Algorithm {
        MD5(16),
        SHA1(20),
        SHA256(32),
        CRC32(4),
        CRC32C(4),
        CRC64NVME(8);

        private final int bytes;

        Algorithm(int bytes) {
            this.bytes = bytes;
        }

        /** How long a checksum is. */
        public int bytes() {
            return bytes;
        }

        /** One to compute it with, over nothing yet. Not thread-safe. */
        public MessageDigest digest() {
            return switch (this) {
                case MD5 -> named("MD5");
                case SHA1 -> named("SHA-1");
                case SHA256 -> named("SHA-256");
                case CRC32 -> new CrcDigest(this, new CRC32());
                case CRC32C -> new CrcDigest(this, new CRC32C());
                case CRC64NVME -> new CrcDigest(this, new Crc64Nvme());
            };
        }

        private static MessageDigest named(String name) {
            try {
                return MessageDigest.getInstance(name);
            } catch (NoSuchAlgorithmException everyJavaHasIt) {
                throw new IllegalStateException(everyJavaHasIt);
            }
        }
    }

    public Checksum {
        if (!hex.matches("[0-9a-f]{" + 2 * algorithm.bytes() + "}")) {
            throw new IllegalArgumentException("Invalid checksum: '" + ObjectKey.escape(hex) + "', expected "
                    + 2 * algorithm.bytes() + " hexadecimal digits in lower case for " + algorithm);
        }
    }

    /** That of these bytes. */
    public static Checksum over(Algorithm algorithm, byte[] content) {
        return of(algorithm, algorithm.digest().digest(content));
    }

    /** That of this text in UTF-8. */
    public static Checksum over(Algorithm algorithm, String text) {
        return over(algorithm, text.getBytes(StandardCharsets.UTF_8));
    }

    public static Checksum of(Algorithm algorithm, byte[] sum) {
        return new Checksum(algorithm, HexFormat.of().formatHex(sum));
    }

    /**
     * Reads what people write: hexadecimal digits in any case, or base 64. Empty for anything else; a text that could be both, as
     * none of these lengths can, is never guessed at.
     */
    public static Optional<Checksum> parse(Algorithm algorithm, String text) {
        String bare = text.strip();
        if (bare.length() == 2 * algorithm.bytes() && bare.matches("[0-9a-fA-F]+")) {
            return Optional.of(new Checksum(algorithm, bare.toLowerCase(Locale.ROOT)));
        }
        try {
            byte[] sum = Base64.getDecoder().decode(bare);
            return sum.length == algorithm.bytes() ? Optional.of(of(algorithm, sum)) : Optional.empty();
        } catch (IllegalArgumentException neither) {
            return Optional.empty();
        }
    }

    /** As S3's headers write it. */
    public String base64() {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }

    @Override
    public String toString() {
        return algorithm + " " + hex;
    }
}
