package dev.reconcile.store;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/** A cyclic redundancy check, its highest byte first, as S3 writes it. */
final class CrcDigest extends MessageDigest {

    private final int length;
    private final java.util.zip.Checksum crc;

    CrcDigest(Checksum.Algorithm algorithm, java.util.zip.Checksum crc) {
        super(algorithm.name());
        this.length = algorithm.bytes();
        this.crc = crc;
    }

    @Override
    protected int engineGetDigestLength() {
        return length;
    }

    @Override
    protected void engineUpdate(byte input) {
        crc.update(input);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int count) {
        crc.update(input, offset, count);
    }

    @Override
    protected byte[] engineDigest() {
        byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(crc.getValue()).array();
        engineReset();
        return Arrays.copyOfRange(value, Long.BYTES - length, Long.BYTES);
    }

    @Override
    protected void engineReset() {
        crc.reset();
    }
}
