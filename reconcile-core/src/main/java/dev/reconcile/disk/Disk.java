package dev.reconcile.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/** Files that only their owner may read, that are there after a power cut, and that an interrupted thread can write (H91). */
public final class Disk {

    private Disk() {}

    public static void makeDirectory(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Files.createDirectories(directory, ownersOnly(directory, "rwx------"));
        Path parent = directory.getParent();
        if (parent != null && Files.isReadable(parent)) {
            sync(parent);
        }
    }

    /** @throws FileAlreadyExistsException if it is there */
    public static void makeFile(Path file) throws IOException {
        Files.createFile(file, ownersOnly(file, "rw-------"));
        sync(parent(file));
    }

    private static FileAttribute<?>[] ownersOnly(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Replaces the file by one with this text: afterwards the one or the other is there, whatever happens. */
    public static void replace(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(fresh);
        makeUnsyncedFile(fresh);
        try (RandomAccessFile out = new RandomAccessFile(fresh.toFile(), "rw")) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.getFD().sync();
        }
        moveIntoPlace(fresh, file);
    }

    /** Makes durable which files are in a directory. Windows keeps that by itself, and lets nobody open a directory. */
    public static void sync(Path directory) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                    channel.force(true);
                    return;
                } catch (ClosedByInterruptException onceMore) {
                    interrupted |= Thread.interrupted();
                } catch (AccessDeniedException denied) {
                    if (ownersOnly(directory, "rwx------").length > 0) {
                        throw denied;
                    }
                    return;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What tells a file from any other that comes in its place. */
    public static Object identity(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return key == null ? file.toRealPath() : key;
    }

    /** A new file that nobody else may read, to be written and then {@linkplain #moveIntoPlace moved}. */
    public static void makeUnsyncedFile(Path file) throws IOException {
        Files.createFile(file, ownersOnly(file, "rw-------"));
    }

    /** Gives a finished, synced file its name, in the place of what has it. */
    public static void moveIntoPlace(Path fresh, Path file) throws IOException {
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(parent(file));
    }

    public static Path parent(Path file) {
        return Objects.requireNonNull(file.getParent());
    }
}
