package dev.reconcile.testkit.s3;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** The checksums of S3 that the Java platform can compute: all but CRC64NVME, which is refused with 501. */
final class Checksum {

    private static final String PREFIX = "x-amz-checksum-";
    private static final Set<String> NOT_ALGORITHMS =
            Set.of("x-amz-checksum-algorithm", "x-amz-checksum-mode", "x-amz-checksum-type");

    private Checksum() {}

    /** Whether a header declares a checksum of the body. */
    static boolean isDeclaration(String header) {
        return header.startsWith(PREFIX) && !NOT_ALGORITHMS.contains(header);
    }

    /** The value that the header should have, in base 64. */
    static String of(String header, byte[] content) {
        byte[] sum = switch (header.substring(PREFIX.length())) {
            case "crc32" -> {
                CRC32 crc = new CRC32();
                crc.update(content);
                yield fourBytes(crc.getValue());
            }
            case "crc32c" -> {
                CRC32C crc = new CRC32C();
                crc.update(content);
                yield fourBytes(crc.getValue());
            }
            case "sha1" -> S3Object.digest("SHA-1", content);
            case "sha256" -> S3Object.digest("SHA-256", content);
            default -> throw S3Error.notImplemented("This server has no " + header);
        };
        return Base64.getEncoder().encodeToString(sum);
    }

    private static byte[] fourBytes(long value) {
        return ByteBuffer.allocate(4).putInt((int) value).array();
    }
}
