package dev.reconcile.journal;

import dev.reconcile.disk.Disk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A journal's file, open for appending. A write that fails leaves no half line behind for the next one to continue; if not even
 * that can be seen to, or what was written can't be made durable, nothing is written any more. Thread-safe.
 */
final class JournalFile {

    private final Path path;
    private final Object identity;
    private final RandomAccessFile file; // a channel would be closed by an interrupt (H91)
    private long length;
    private @Nullable IOException failure;

    private JournalFile(Path path) throws IOException {
        this.path = path;
        this.identity = Disk.identity(path);
        this.file = new RandomAccessFile(path.toFile(), "rw");
    }

    /** An empty one that wasn't there before. */
    static JournalFile make(Path path) throws IOException {
        Disk.makeFile(path);
        return new JournalFile(path);
    }

    /** One that is there, without its torn tail. */
    static JournalFile open(Path path) throws IOException {
        long whole = JournalLines.wholeLength(path);
        JournalFile opened = new JournalFile(path);
        try {
            opened.cutTo(whole);
            opened.file.getFD().sync();
            return opened;
        } catch (IOException e) {
            opened.file.close();
            throw e;
        }
    }

    private void cutTo(long whole) throws IOException {
        if (file.length() != whole) {
            file.setLength(whole);
        }
        file.seek(whole);
        length = whole;
    }

    /** All lines in one write, so that no other comes between them. */
    synchronized void append(Iterable<String> lines) {
        refuseAfterFailure();
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        byte[] octets = text.toString().getBytes(StandardCharsets.UTF_8);
        try {
            file.write(octets);
            length += octets.length;
        } catch (IOException e) {
            takeBack(e);
            throw DiskFailure.of("Writing " + path, e);
        }
    }

    private void takeBack(IOException cause) {
        try {
            cutTo(length);
        } catch (IOException half) {
            failure = cause;
        }
    }

    /** Returns when everything written is durable, in a file that is still found under its name. */
    synchronized void sync() {
        refuseAfterFailure();
        try {
            file.getFD().sync();
            if (!Disk.identity(path).equals(identity)) {
                throw new IOException("another file came in its place");
            }
        } catch (IOException e) {
            failure = e; // what a failed sync left behind can't be told, not even by a later one
            throw DiskFailure.of("Making " + path + " durable", e);
        }
    }

    private void refuseAfterFailure() {
        if (failure != null) {
            throw DiskFailure.of("Writing " + path + ", after an earlier failure,", failure);
        }
    }

    synchronized void close() throws IOException {
        file.close();
    }
}
