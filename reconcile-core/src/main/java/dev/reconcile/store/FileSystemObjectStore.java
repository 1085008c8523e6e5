package dev.reconcile.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A directory as a bucket: every regular file beneath it is an object, its key the relative path with {@code /} between the
 * names. Keys are listed in the order of their UTF-8 bytes, and a listing that starts after a key doesn't walk what lies before
 * it.
 *
 * <p>Nothing outside the directory is ever looked at (H105): symbolic links are neither followed nor listed, and a look through
 * one is Unknown. So is a look at a key that the file system takes for another name's file, as those that fold case or Unicode
 * forms do (H34, H44), at one that ends in a slash, since a directory is no object, and at one that the JVM's file name encoding
 * can't carry: give it a UTF-8 locale.
 *
 * <p>The ETag is made of modification time, size and the file's identity, not of its content: two writes of the same length
 * within one tick of the file system's clock can share one. No error is evidence: what can't be read is Unknown or a
 * {@link StoreException}, and a directory that vanished or was replaced since this object was made, as an unmounted volume is,
 * counts as the wrong endpoint and never as empty. Thread-safe.
 */
public final class FileSystemObjectStore implements ObjectStore {

    private final Path root;
    private final @Nullable Object rootIdentity;
    private final StoreProfile profile;
    private final OpenWalks openWalks = new OpenWalks();

    private FileSystemObjectStore(Path root, @Nullable Object rootIdentity) {
        this.root = root;
        this.rootIdentity = rootIdentity;
        this.profile = new StoreProfile(root.toUri().toString(), ListOrder.UTF8, KeyRules.FILE_SYSTEM);
    }

    /**
     * The files beneath an existing directory.
     *
     * @throws StoreException if it isn't there, isn't a directory or can't be read
     */
    public static FileSystemObjectStore of(Path directory) {
        try {
            Path root = directory.toRealPath();
            BasicFileAttributes attributes = Files.readAttributes(root, BasicFileAttributes.class);
            if (!attributes.isDirectory()) {
                throw new NotDirectoryException(directory.toString());
            }
            return new FileSystemObjectStore(root, attributes.fileKey());
        } catch (IOException e) {
            throw new StoreException(
                    Doubt.WRONG_ENDPOINT,
                    "Opening a directory as a store: " + shown(directory)
                            + " isn't a directory that can be read: create it or name another",
                    e);
        }
    }

    @Override
    public StoreProfile profile() {
        return profile;
    }

    @Override
    public ListPage list(ListRequest request) {
        DirectoryWalk walk = openWalks.take(request).orElseGet(() -> DirectoryWalk.of(root, request));
        try {
            List<StoredObject> page = new ArrayList<>();
            StoredObject object = walk.next();
            while (object != null && page.size() < request.maxKeys()) {
                page.add(object);
                object = walk.next();
            }
            requireRoot();
            if (object == null) {
                return new ListPage(page, null);
            }
            walk.putBack(object);
            return new ListPage(
                    page,
                    openWalks.keep(walk, request, page.get(page.size() - 1).key()));
        } catch (IOException e) {
            throw new StoreException(doubt(e), "Listing " + shown(root) + " failed (" + kind(e) + ")", e);
        }
    }

    @Override
    public Presence stat(ObjectKey key) {
        if (Thread.currentThread().isInterrupted()) {
            return Presence.unknown(Doubt.INTERRUPTED, "The thread was interrupted before the look");
        }
        Optional<String> problem = profile.keyRules().problem(key);
        if (problem.isPresent()) {
            return Presence.unknown(
                    Doubt.UNSUPPORTED_KEY, "Nothing was looked up for key '" + key + "': " + problem.get());
        }
        try {
            return look(key);
        } catch (InvalidPathException e) {
            return Presence.unknown(
                    Doubt.UNSUPPORTED_KEY,
                    "Key '" + key + "' is no file name here: check the JVM's file name encoding (sun.jnu.encoding)");
        } catch (IOException e) {
            return Presence.unknown(doubt(e), "Looking at file '" + key + "' failed (" + kind(e) + ")");
        }
    }

    /** H105: opens no link, and only what the look just saw; that it was it to the end shows another look. */
    @Override
    public byte[] read(StoredObject object, long offset, int length) {
        Objects.checkFromIndexSize(offset, length, object.size());
        requireSame(object);
        ByteBuffer content = ByteBuffer.allocate(length);
        try (SeekableByteChannel file = Files.newByteChannel(
                root.resolve(object.key().value()), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            file.position(offset);
            while (content.hasRemaining() && file.read(content) >= 0) {
                // on
            }
        } catch (IOException e) {
            throw new StoreException(
                    e instanceof NoSuchFileException ? Doubt.INCOMPARABLE : doubt(e),
                    "Reading file '" + object.key() + "' failed (" + kind(e) + ")",
                    e);
        }
        requireSame(object);
        return content.hasRemaining() ? Arrays.copyOf(content.array(), content.position()) : content.array();
    }

    private void requireSame(StoredObject object) {
        Presence now = stat(object.key());
        if (now instanceof Presence.Unknown unknown) {
            throw new StoreException(unknown.doubt(), unknown.detail());
        }
        if (!(now instanceof Presence.Present there) || !there.object().isSameStateAs(object)) {
            throw new StoreException(Doubt.INCOMPARABLE, "File '" + object.key() + "' isn't what was seen any more");
        }
    }

    private Presence look(ObjectKey key) throws IOException {
        Path path = root.resolve(key.value());
        if (!relative(path)
                .equals(key.value())) { // a backslash where it separates names, a trailing slash, a lost byte
            return Presence.unknown(Doubt.UNSUPPORTED_KEY, "Key '" + key + "' isn't kept as a file name here");
        }
        Path real;
        BasicFileAttributes attributes;
        try {
            real = path.toRealPath();
            attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return absent(path);
        } catch (FileSystemException e) {
            if (liesBeneathAFile(path)) { // the system's error for this differs; "a" being a file, there is no "a/b"
                return absent(path);
            }
            throw e;
        }
        if (!real.toString().equals(path.toString())) { // H44, H105
            return Presence.unknown(
                    Doubt.UNSUPPORTED_KEY, "Key '" + key + "' leads through a link, or to a file of another name");
        }
        if (attributes.isDirectory()) {
            return absent(path);
        }
        if (!attributes.isRegularFile()) {
            return Presence.unknown(
                    Doubt.UNSUPPORTED_KEY, "File '" + key + "' is neither a regular file nor a directory");
        }
        return Presence.present(object(key, attributes));
    }

    /** Absent if the path isn't there because of itself and not because of a link that leads nowhere, or of the root. */
    private Presence absent(Path path) throws IOException {
        for (Path each = path; !each.equals(root); each = Objects.requireNonNull(each.getParent())) {
            if (Files.isSymbolicLink(each)) { // H105
                return Presence.unknown(
                        Doubt.UNSUPPORTED_KEY, "File '" + shown(each) + "' is a link, which isn't followed");
            }
        }
        requireRoot();
        return Presence.absent();
    }

    private boolean liesBeneathAFile(Path path) {
        for (Path each = path.getParent(); each != null && !each.equals(root); each = each.getParent()) {
            if (Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) {
                return true;
            }
        }
        return false;
    }

    /** H1, H7: a vanished directory, or the bare mount point of a volume that is gone, must not pass for an empty bucket. */
    private void requireRoot() throws RootGoneException {
        try {
            BasicFileAttributes now = Files.readAttributes(root, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (now.isDirectory() && Objects.equals(rootIdentity, now.fileKey())) {
                return;
            }
        } catch (IOException gone) {
            throw new RootGoneException(gone);
        }
        throw new RootGoneException(null);
    }

    private String relative(Path path) {
        return DirectoryWalk.keyText(root.relativize(path));
    }

    static StoredObject object(ObjectKey key, BasicFileAttributes attributes) {
        String etag = Long.toHexString(attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS))
                + "-"
                + Long.toHexString(attributes.size())
                + "-"
                + Integer.toHexString(Objects.hashCode(attributes.fileKey()));
        return new StoredObject(
                key, attributes.size(), etag, attributes.lastModifiedTime().toInstant(), null);
    }

    private static Doubt doubt(IOException e) {
        if (e instanceof RootGoneException || e instanceof NoSuchFileException || e instanceof NotDirectoryException) {
            return Doubt.WRONG_ENDPOINT; // of a walk, only the root's own absence comes this far
        }
        return e instanceof AccessDeniedException ? Doubt.FORBIDDEN : Doubt.UNAVAILABLE;
    }

    private static String kind(IOException e) {
        return e instanceof RootGoneException
                ? "the directory is gone or was replaced: mount it again, or open the store anew"
                : e.getClass().getSimpleName();
    }

    private static String shown(Path path) {
        return "'" + ObjectKey.escape(path.toString()) + "'";
    }

    @Override
    public void close() {
        openWalks.clear();
    }

    private static final class RootGoneException extends IOException {

        private static final long serialVersionUID = 1L;

        RootGoneException(@Nullable IOException cause) {
            super("the root is gone", cause);
        }
    }
}
