package dev.reconcile.engine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sorted items in one file, with every thousandth of them and its place kept in memory. Many threads may read it. No channels
 * here: an interrupt of one thread would close them for all.
 */
final class SortedRun<T> {

    static final int STRIDE = 1000;

    private static final int BLOCK_BYTES = 1 << 16;
    private static final int BUFFER_BYTES = 8192;

    private record Milestone<T>(T item, long position) {}

    private final Codec<T> codec;
    private final Path path;
    private final RandomAccessFile file;
    private final List<Milestone<T>> milestones;
    private final long size;

    private SortedRun(Codec<T> codec, Path path, RandomAccessFile file, List<Milestone<T>> milestones, long size) {
        this.codec = codec;
        this.path = path;
        this.file = file;
        this.milestones = milestones;
        this.size = size;
    }

    static <T> SortedRun<T> write(Iterator<T> sorted, Codec<T> codec, Path directory) {
        try {
            Path path = Files.createTempFile(directory, "sorted-", ".run");
            List<Milestone<T>> milestones = new ArrayList<>();
            long size = 0;
            try (FileOutputStream file = new FileOutputStream(path.toFile())) {
                long written = 0;
                Bytes block = new Bytes();
                DataOutputStream out = new DataOutputStream(block);
                T previous = null;
                while (sorted.hasNext()) {
                    T item = sorted.next();
                    if (size % STRIDE == 0) {
                        milestones.add(new Milestone<>(item, written + block.size()));
                        previous = null; // so that reading can begin here
                    }
                    codec.write(item, previous, out);
                    previous = item;
                    size++;
                    if (block.size() >= BLOCK_BYTES) {
                        written += block.size();
                        block.moveTo(file);
                    }
                }
                block.moveTo(file);
            } catch (IOException | RuntimeException failed) {
                Files.deleteIfExists(path);
                throw failed;
            }
            RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
            SpillDirectory.removeEarly(path);
            return new SortedRun<>(codec, path, file, milestones, size);
        } catch (IOException failed) {
            throw new SpillException("writing to " + directory, failed);
        }
    }

    /** Every {@value #STRIDE}th item. */
    List<T> sample() {
        return milestones.stream().map(Milestone::item).toList();
    }

    /**
     * The items from the last milestone on that still lies before what is sought.
     *
     * @param before whether an item certainly lies before what is sought; true for a beginning of the run
     */
    CloseableIterator<T> from(Predicate<? super T> before) {
        int low = 0;
        int high = milestones.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (before.test(milestones.get(middle).item())) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int start = Math.max(0, low - 1);
        return new Reader(milestones.get(start).position(), size - (long) start * STRIDE);
    }

    void close() {
        try {
            file.close();
            Files.deleteIfExists(path);
        } catch (IOException failed) {
            throw new SpillException("removing " + path, failed);
        }
    }

    private final class Reader implements CloseableIterator<T> {

        private final DataInputStream in;
        private long left;
        private @Nullable T previous;

        private Reader(long position, long left) {
            this.in = new DataInputStream(new Window(position));
            this.left = left;
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
            boolean atMilestone = (size - left) % STRIDE == 0;
            left--;
            try {
                T item = codec.read(atMilestone ? null : previous, in);
                previous = item;
                return item;
            } catch (IOException failed) {
                throw new SpillException("reading " + path, failed);
            }
        }

        @Override
        public void close() {
            left = 0;
        }
    }

    /** A reader's own buffered view of the shared file. */
    private final class Window extends InputStream {

        private final byte[] buffer = new byte[BUFFER_BYTES];
        private long position;
        private int next;
        private int end;

        private Window(long position) {
            this.position = position;
        }

        private boolean refill() throws IOException {
            synchronized (file) {
                file.seek(position);
                end = file.read(buffer);
            }
            next = 0;
            position += Math.max(0, end);
            return end > 0;
        }

        @Override
        public int read() throws IOException {
            if (next >= end && !refill()) {
                return -1;
            }
            return buffer[next++] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (next >= end && !refill()) {
                return -1;
            }
            int taken = Math.min(length, end - next);
            System.arraycopy(buffer, next, target, offset, taken);
            next += taken;
            return taken;
        }
    }
}
