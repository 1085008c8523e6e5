package dev.reconcile.engine;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Items put aside in the order in which they come, and read once: a little in memory, more on disk. Not thread-safe. */
final class Spool<T> implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 16;

    private final Codec<T> codec;
    private final SpillDirectory directory;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(buffer);
    private @Nullable Path file;
    private @Nullable FileOutputStream spilled;
    private @Nullable T last;
    private long size;

    Spool(Codec<T> codec, SpillDirectory directory) {
        this.codec = codec;
        this.directory = directory;
    }

    void add(T item) {
        try {
            codec.write(item, last, out);
            if (buffer.size() >= BUFFER_BYTES) {
                if (spilled == null) {
                    file = Files.createTempFile(directory.path(), "listed-", ".spool");
                    spilled = new FileOutputStream(file.toFile());
                }
                buffer.writeTo(spilled);
                buffer.reset();
            }
        } catch (IOException failed) {
            throw new SpillException("writing to " + directory.path(), failed);
        }
        last = item;
        size++;
    }

    /** All of them; to be called once, when all are in. */
    CloseableIterator<T> read() {
        try {
            InputStream rest = new ByteArrayInputStream(buffer.toByteArray());
            InputStream all = rest;
            if (spilled != null && file != null) {
                buffer.writeTo(spilled);
                spilled.close();
                all = new BufferedInputStream(new FileInputStream(file.toFile()), BUFFER_BYTES);
            }
            return new Reader(new DataInputStream(all));
        } catch (IOException failed) {
            throw new SpillException("reading what was put aside in " + directory.path(), failed);
        }
    }

    @Override
    public void close() {
        try {
            if (spilled != null && file != null) {
                spilled.close();
                Files.deleteIfExists(file);
            }
        } catch (IOException failed) {
            throw new SpillException("removing " + file, failed);
        }
    }

    private final class Reader implements CloseableIterator<T> {

        private final DataInputStream in;
        private @Nullable T previous;
        private long left = size;

        private Reader(DataInputStream in) {
            this.in = in;
        }

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public T next() {
            if (left == 0) {
                throw new NoSuchElementException();
            }
            try {
                T item = codec.read(previous, in);
                previous = item;
                if (--left == 0) {
                    in.close();
                }
                return item;
            } catch (IOException failed) {
                throw new SpillException("reading " + file, failed);
            }
        }

        @Override
        public void close() {
            try {
                in.close();
            } catch (IOException failed) {
                throw new SpillException("reading " + file, failed);
            }
        }
    }
}
