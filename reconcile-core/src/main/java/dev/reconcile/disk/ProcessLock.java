package dev.reconcile.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A lock of the operating system on a file. The kernel gives it back when the process dies, and never before, so no time has to be
 * measured and a holder that was paused isn't stale (H83). Thread-safe.
 */
public final class ProcessLock {

    /**
     * The channels of all lock files ever opened, which stay open: on POSIX systems, closing any channel of a file gives back every
     * lock that this process has on it.
     */
    private static final Map<Object, FileChannel> CHANNELS = new HashMap<>();

    private final Path file;
    private final Object identity;
    private final FileLock lock;

    private ProcessLock(Path file, Object identity, FileLock lock) {
        this.file = file;
        this.identity = identity;
        this.lock = lock;
    }

    /** The lock, on a file that is made if it isn't there; null if somebody else, here or in another process, has it. */
    public static @Nullable ProcessLock take(Path file) throws IOException {
        synchronized (CHANNELS) {
            makeIfAbsent(file);
            Object identity = Disk.identity(file);
            FileLock lock = lock(file, identity);
            return lock == null ? null : new ProcessLock(file, identity, lock);
        }
    }

    private static void makeIfAbsent(Path file) throws IOException {
        try {
            Disk.makeFile(file);
        } catch (FileAlreadyExistsException there) {
            if (!Files.isRegularFile(file)) {
                throw there;
            }
        }
    }

    private static @Nullable FileLock lock(Path file, Object identity) throws IOException {
        FileChannel channel = CHANNELS.get(identity);
        if (channel == null || !channel.isOpen()) {
            channel = FileChannel.open(file, StandardOpenOption.WRITE);
            CHANNELS.put(identity, channel);
        }
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException inThisProcess) {
            return null;
        }
    }

    /** Whether the lock still keeps others out: its file hasn't been removed or replaced. */
    public boolean isHeld() {
        try {
            return lock.isValid() && Disk.identity(file).equals(identity);
        } catch (IOException gone) {
            return false;
        }
    }

    public void release() throws IOException {
        lock.release();
    }
}
