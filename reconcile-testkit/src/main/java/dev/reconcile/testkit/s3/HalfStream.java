package dev.reconcile.testkit.s3;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Lets so many bytes through and drops the rest. */
final class HalfStream extends FilterOutputStream {

    private long left;

    HalfStream(OutputStream out, long left) {
        super(out);
        this.left = left;
    }

    @Override
    public void write(int b) throws IOException {
        if (left > 0) {
            out.write(b);
            left--;
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int passing = (int) Math.min(left, length);
        out.write(bytes, offset, passing);
        left -= passing;
    }
}
