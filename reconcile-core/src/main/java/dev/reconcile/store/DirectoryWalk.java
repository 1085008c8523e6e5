package dev.reconcile.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The files beneath a directory in the order of their keys, one at a time. It reads a directory when the order reaches it and
 * holds the names of those it is inside of, no others. Not thread-safe.
 */
final class DirectoryWalk {

    private final Path root;
    private final String prefix;
    private final @Nullable ObjectKey after;
    private final Deque<Queue<Entry>> open = new ArrayDeque<>();
    private @Nullable StoredObject putBack;
    private boolean started;

    private DirectoryWalk(Path root, String prefix, @Nullable ObjectKey after) {
        this.root = root;
        this.prefix = prefix;
        this.after = after;
    }

    static DirectoryWalk of(Path root, ListRequest request) {
        return new DirectoryWalk(root, request.prefix(), request.after());
    }

    /** The next object, or null at the end. */
    @Nullable
    StoredObject next() throws IOException {
        StoredObject first = putBack;
        if (first != null) {
            putBack = null;
            return first;
        }
        if (!started) {
            open.push(read(root));
            started = true;
        }
        while (!open.isEmpty()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new StoreException(Doubt.INTERRUPTED, "Listing a directory was interrupted");
            }
            Entry entry = open.element().poll();
            if (entry == null) {
                open.pop();
            } else if (entry.directory) {
                enter(entry.path);
            } else {
                StoredObject object = object(entry);
                if (object != null) {
                    return object;
                }
            }
        }
        return null;
    }

    /** Makes {@link #next()} give this one again. */
    void putBack(StoredObject object) {
        putBack = object;
    }

    private void enter(Path directory) throws IOException {
        try {
            open.push(read(directory));
        } catch (NoSuchFileException | NotDirectoryException e) {
            // deleted or replaced since its parent was read; a file that took its place is the next listing's to show
        }
    }

    private static @Nullable StoredObject object(Entry entry) throws IOException {
        try {
            BasicFileAttributes now = attributes(entry.path);
            return now.isRegularFile() ? FileSystemObjectStore.object(entry.key, now) : null;
        } catch (NoSuchFileException deletedMeanwhile) {
            return null;
        }
    }

    private Queue<Entry> read(Path directory) throws IOException {
        Queue<Entry> entries = new PriorityQueue<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                Entry entry = entry(child);
                if (entry != null && concerns(entry)) {
                    entries.add(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return entries;
    }

    private @Nullable Entry entry(Path child) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = attributes(child);
        } catch (NoSuchFileException deletedMeanwhile) {
            return null;
        }
        if (!attributes.isDirectory() && !attributes.isRegularFile()) {
            return null; // H105: links aren't followed; sockets and devices are no objects
        }
        // a-b comes before a/b and a/b before a0: a directory takes the place of its name with the slash
        String text = keyText(root.relativize(child)) + (attributes.isDirectory() ? "/" : "");
        try {
            if (!child.equals(root.resolve(text))) {
                throw unlistable(text, "its bytes aren't text");
            }
            return new Entry(ObjectKey.of(text), child, attributes.isDirectory());
        } catch (InvalidPathException e) {
            throw unlistable(text, "the JVM's file name encoding (sun.jnu.encoding) can't carry it");
        } catch (ObjectKey.InvalidKeyException e) {
            throw unlistable(text, e.problem());
        }
    }

    private static StoreException unlistable(String text, String problem) {
        return new StoreException(
                Doubt.UNSUPPORTED_KEY,
                "Listing a directory: the name of file '" + ObjectKey.escape(text) + "' is no key, as " + problem
                        + ": rename it or keep it elsewhere");
    }

    /** Whether the entry, or anything in it, can be under the prefix and beyond the key to start after. */
    private boolean concerns(Entry entry) {
        String text = entry.key.value();
        boolean underPrefix = text.startsWith(prefix) || (entry.directory && prefix.startsWith(text));
        boolean beyond = after == null
                || entry.key.compareTo(after) > 0
                || (entry.directory && after.value().startsWith(text));
        return underPrefix && beyond;
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** A relative path as a key, with a slash between the names whatever the system's separator. */
    static String keyText(Path relative) {
        StringBuilder text = new StringBuilder();
        for (Path name : relative) {
            text.append(text.length() == 0 ? "" : "/").append(name);
        }
        return text.toString();
    }

    private record Entry(ObjectKey key, Path path, boolean directory) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return key.compareTo(other.key);
        }
    }
}
