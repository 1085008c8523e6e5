package dev.reconcile.store;

import dev.reconcile.store.Checksum.Algorithm;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Bytes to be written, of any size: where they come from, how many they are and their SHA-256. They are read more than once, to be
 * checked and to be sent again, so that a stream that can be read only once has to be put into a file first. Immutable; thread-safe if its
 * source is.
 */
public final class Content {

    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    private final Source source;
    private final long size;
    private final String sha256;

    private Content(Source source, long size, String sha256) {
        if (size < 0) {
            throw new IllegalArgumentException("Invalid size of content: " + size + " is negative");
        }
        if (!SHA_256.matcher(sha256).matches()) {
            throw new IllegalArgumentException(
                    "Invalid SHA-256: '" + ObjectKey.escape(sha256) + "', expected 64 lower-case hexadecimal digits");
        }
        this.source = source;
        this.size = size;
        this.sha256 = sha256;
    }

    /** Gives the same bytes each time. */
    @FunctionalInterface
    public interface Source {

        /** A new stream from the first byte on; whoever asked closes it. */
        InputStream open() throws IOException;
    }

    /** These bytes, as they are now. */
    public static Content of(byte[] bytes) {
        byte[] copy = bytes.clone();
        return new Content(
                () -> new ByteArrayInputStream(copy),
                copy.length,
                Checksum.over(Algorithm.SHA256, copy).hex());
    }

    /**
     * A file's bytes, which are read once here for their SHA-256. Until the content is written the file has to stay as it is.
     *
     * @throws UncheckedIOException if it can't be read
     */
    public static Content of(Path file) {
        Source source = () -> Files.newInputStream(file);
        try {
            Sum sum = sum(source);
            return new Content(source, sum.size(), sum.sha256());
        } catch (IOException e) {
            throw new UncheckedIOException("Reading " + ObjectKey.escape(file.toString()) + " failed", e);
        }
    }

    /**
     * What a source gives, with size and checksum as its owner knows them. Nothing is read now.
     *
     * @param size in bytes
     * @param sha256 64 lower-case hexadecimal digits
     */
    public static Content of(Source source, long size, String sha256) {
        return new Content(source, size, sha256);
    }

    /** A new stream from the first byte on; to be closed. */
    public InputStream open() throws IOException {
        return source.open();
    }

    /** In bytes. */
    public long size() {
        return size;
    }

    /** 64 lower-case hexadecimal digits. */
    public String sha256() {
        return sha256;
    }

    /**
     * What is wrong with the bytes that the source gives now, as a clause; nothing if they have the declared size and checksum.
     *
     * @throws IOException if they can't be read
     */
    public Optional<String> problem() throws IOException {
        return problem(sum(source));
    }

    /**
     * The MD5 of the bytes, in the same pass in which they are checked.
     *
     * @throws WrongContentException if they aren't what was declared
     */
    public byte[] md5() throws IOException {
        MessageDigest md5 = Algorithm.MD5.digest();
        Optional<String> problem = problem(sum(() -> new DigestInputStream(source.open(), md5)));
        if (problem.isPresent()) {
            throw new WrongContentException(problem.get());
        }
        return md5.digest();
    }

    private Optional<String> problem(Sum sum) {
        String actual = sum.sha256();
        if (sum.size() != size) {
            return Optional.of("it has " + sum.size() + " bytes, and " + size + " were declared");
        }
        return actual.equals(sha256)
                ? Optional.empty()
                : Optional.of("its SHA-256 is " + actual + ", and " + sha256 + " was declared");
    }

    private record Sum(long size, String sha256) {}

    private static Sum sum(Source source) throws IOException {
        MessageDigest digest = Algorithm.SHA256.digest();
        byte[] buffer = new byte[1 << 16];
        long size = 0;
        try (InputStream in = source.open()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                size += read;
            }
        }
        return new Sum(size, HexFormat.of().formatHex(digest.digest()));
    }

    @Override
    public String toString() {
        return "Content[" + size + " bytes, SHA-256 " + sha256 + "]";
    }

    /** The bytes aren't those that were declared. */
    public static final class WrongContentException extends IOException {

        private static final long serialVersionUID = 1L;

        WrongContentException(String problem) {
            super(problem);
        }
    }
}
