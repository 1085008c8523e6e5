package dev.reconcile.engine;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Items put aside in parts, each of which one worker fills and another reads once, in the order in which they came: a little in memory,
 * more in one file of all. Thread-safe; a part isn't.
 */
final class Spool<T> implements AutoCloseable {

    private static final int BLOCK_BYTES = 1 << 16;

    /** So little stays in memory. */
    private static final int LITTLE_BYTES = 1 << 10;

    private record Block(long position, int length) {}

    private final Codec<T> codec;
    private final SpillDirectory directory;
    private @Nullable RandomAccessFile file;
    private @Nullable Path path;
    private long bytes;

    Spool(Codec<T> codec, SpillDirectory directory) {
        this.codec = codec;
        this.directory = directory;
    }

    /** On disk, in all. */
    synchronized long bytes() {
        return bytes;
    }

    Part part() {
        return new Part();
    }

    private synchronized Block append(byte[] block) {
        try {
            RandomAccessFile to = file;
            if (to == null) {
                path = Files.createTempFile(directory.path(), "listed-", ".spool");
                to = new RandomAccessFile(path.toFile(), "rw");
                file = to;
                SpillDirectory.removeEarly(path);
            }
            to.seek(bytes);
            to.write(block);
            Block written = new Block(bytes, block.length);
            bytes += block.length;
            return written;
        } catch (IOException failed) {
            throw new SpillException("writing to " + directory.path(), failed);
        }
    }

    private synchronized byte[] read(Block block) {
        byte[] content = new byte[block.length()];
        try {
            if (file == null) {
                throw new IOException("It is closed");
            }
            file.seek(block.position());
            file.readFully(content);
            return content;
        } catch (IOException failed) {
            throw new SpillException("reading " + path, failed);
        }
    }

    @Override
    public synchronized void close() {
        try {
            if (file != null && path != null) {
                file.close();
                file = null;
                Files.deleteIfExists(path);
            }
        } catch (IOException failed) {
            throw new SpillException("removing " + path, failed);
        }
    }

    /** Filled first, then read. */
    final class Part implements Iterator<T> {

        private final Queue<Block> blocks = new ArrayDeque<>();
        private @Nullable Bytes filling = new Bytes();
        private byte[] rest = {};
        private @Nullable DataInputStream in;
        private @Nullable T previous;
        private long left;

        private Part() {}

        void add(T item) {
            Bytes to = filling;
            if (to == null) {
                throw new IllegalStateException("It is sealed");
            }
            try {
                codec.write(item, previous, new DataOutputStream(to));
            } catch (IOException failed) {
                throw new SpillException("writing to memory", failed);
            }
            previous = item;
            left++;
            if (to.size() >= BLOCK_BYTES) {
                blocks.add(append(to.copy()));
                to.clear();
            }
        }

        /** All are in. What isn't read yet takes next to no memory. */
        void seal() {
            if (filling != null) {
                rest = filling.copy();
                if (rest.length > LITTLE_BYTES) {
                    blocks.add(append(rest));
                    rest = new byte[0];
                }
                filling = null;
                previous = null;
            }
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
            seal();
            try {
                if (in == null || in.available() == 0) {
                    Block block = blocks.poll();
                    in = new DataInputStream(new ByteArrayInputStream(block == null ? rest : read(block)));
                }
                T item = codec.read(previous, in);
                previous = item;
                left--;
                return item;
            } catch (IOException failed) {
                throw new SpillException("reading " + path, failed);
            }
        }
    }
}
