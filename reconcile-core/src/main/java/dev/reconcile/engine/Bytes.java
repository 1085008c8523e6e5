package dev.reconcile.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** What one thread gathers to write: {@link java.io.ByteArrayOutputStream} without its locks, which would cost as much as the bytes. */
final class Bytes extends OutputStream {

    private byte[] gathered = new byte[512];
    private int size;

    int size() {
        return size;
    }

    @Override
    public void write(int octet) {
        if (size == gathered.length) {
            makeRoom(1);
        }
        gathered[size++] = (byte) octet;
    }

    @Override
    public void write(byte[] octets, int offset, int length) {
        if (length > gathered.length - size) {
            makeRoom(length);
        }
        System.arraycopy(octets, offset, gathered, size, length);
        size += length;
    }

    private void makeRoom(int length) {
        gathered = Arrays.copyOf(gathered, Math.max(2 * gathered.length, size + length));
    }

    byte[] copy() {
        return Arrays.copyOf(gathered, size);
    }

    /** Moves all of it. */
    void moveTo(OutputStream out) throws IOException {
        out.write(gathered, 0, size);
        clear();
    }

    void clear() {
        size = 0;
    }
}
