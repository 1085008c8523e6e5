package dev.reconcile.engine;

import dev.reconcile.store.Checksum;
import dev.reconcile.store.Checksum.Algorithm;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** Computes several checksums over content as it comes in. Not thread-safe. */
final class ContentDigest {

    private final List<Sum> sums = new ArrayList<>();

    private record Sum(Algorithm algorithm, Consumer<byte[]> update, Supplier<byte[]> value) {}

    ContentDigest(Collection<Algorithm> algorithms) {
        algorithms.stream().distinct().forEach(algorithm -> sums.add(sum(algorithm)));
    }

    private static Sum sum(Algorithm algorithm) {
        return switch (algorithm) {
            case MD5 -> of(algorithm, "MD5");
            case SHA1 -> of(algorithm, "SHA-1");
            case SHA256 -> of(algorithm, "SHA-256");
            case CRC32 -> {
                CRC32 crc = new CRC32();
                yield new Sum(algorithm, crc::update, () -> fourBytes(crc.getValue()));
            }
            case CRC32C -> {
                CRC32C crc = new CRC32C();
                yield new Sum(algorithm, crc::update, () -> fourBytes(crc.getValue()));
            }
            case CRC64NVME -> {
                Crc64Nvme crc = new Crc64Nvme();
                yield new Sum(algorithm, crc::update, crc::value);
            }
        };
    }

    private static Sum of(Algorithm algorithm, String name) {
        try {
            MessageDigest digest = MessageDigest.getInstance(name);
            return new Sum(algorithm, digest::update, digest::digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has these
        }
    }

    private static byte[] fourBytes(long value) {
        return ByteBuffer.allocate(4).putInt((int) value).array();
    }

    void update(byte[] content) {
        sums.forEach(sum -> sum.update().accept(content));
    }

    /** To be called once, at the end. */
    List<Checksum> checksums() {
        return sums.stream()
                .map(sum -> Checksum.of(sum.algorithm(), sum.value().get()))
                .toList();
    }

    /** The polynomial of NVM Express, reflected: what S3 computes by default since 2024. */
    private static final class Crc64Nvme {

        private static final long POLYNOMIAL = 0x9a6c9329ac4bc9b5L;
        private static final long[] TABLE = table();

        private long crc = -1;

        private static long[] table() {
            long[] table = new long[256];
            for (int i = 0; i < table.length; i++) {
                long value = i;
                for (int bit = 0; bit < 8; bit++) {
                    value = (value & 1) == 0 ? value >>> 1 : (value >>> 1) ^ POLYNOMIAL;
                }
                table[i] = value;
            }
            return table;
        }

        private void update(byte[] content) {
            long value = crc;
            for (byte each : content) {
                value = TABLE[(int) (value ^ each) & 0xff] ^ (value >>> 8);
            }
            crc = value;
        }

        private byte[] value() {
            return ByteBuffer.allocate(8).putLong(~crc).array();
        }
    }
}
