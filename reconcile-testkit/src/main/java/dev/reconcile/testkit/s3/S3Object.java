package dev.reconcile.testkit.s3;

import dev.reconcile.store.ObjectKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** One version of an object as this server keeps it. Immutable. */
public final class S3Object {

    private final ObjectKey key;
    private final long size;
    private final Instant lastModified;
    private final @Nullable String etag;
    private final byte @Nullable [] content;
    private final @Nullable String versionId;
    private final Attributes attributes;
    private final boolean deleteMarker;

    private S3Object(
            ObjectKey key,
            long size,
            Instant lastModified,
            @Nullable String etag,
            byte @Nullable [] content,
            @Nullable String versionId,
            Attributes attributes,
            boolean deleteMarker) {
        this.key = key;
        this.size = size;
        this.lastModified = lastModified;
        this.etag = etag;
        this.content = content;
        this.versionId = versionId;
        this.attributes = attributes;
        this.deleteMarker = deleteMarker;
    }

    /** An object with content; its ETag is the MD5. */
    public static S3Object of(String key, byte[] content, Instant lastModified) {
        return new S3Object(
                ObjectKey.of(key),
                content.length,
                whole(lastModified),
                md5(content),
                content.clone(),
                null,
                Attributes.NONE,
                false);
    }

    /** An object of which only size and time are kept, so that a million fit into memory. Its content reads as zeros. */
    public static S3Object withoutContent(String key, long size, Instant lastModified) {
        if (size < 0) {
            throw new IllegalArgumentException("Invalid size of object " + ObjectKey.escape(key) + ": " + size);
        }
        return new S3Object(ObjectKey.of(key), size, whole(lastModified), null, null, null, Attributes.NONE, false);
    }

    static S3Object deleteMarker(ObjectKey key, Instant lastModified) {
        return new S3Object(key, 0, whole(lastModified), null, null, null, Attributes.NONE, true);
    }

    public S3Object withAttributes(Attributes newAttributes) {
        return new S3Object(key, size, lastModified, etag, content, versionId, newAttributes, deleteMarker);
    }

    /** With an ETag that isn't the MD5, as multipart uploads have (H19). */
    public S3Object withEtag(String newEtag) {
        return new S3Object(key, size, lastModified, newEtag, content, versionId, attributes, deleteMarker);
    }

    S3Object withVersion(@Nullable String id) {
        return new S3Object(key, size, lastModified, etag, content, id, attributes, deleteMarker);
    }

    /** The same content under another key, written now: what a copy makes. */
    S3Object copiedTo(ObjectKey newKey, Instant now) {
        return new S3Object(newKey, size, whole(now), etag(), content, null, attributes, deleteMarker);
    }

    public ObjectKey key() {
        return key;
    }

    /** In bytes. */
    public long size() {
        return size;
    }

    /** In whole seconds, as S3 keeps it. */
    public Instant lastModified() {
        return lastModified;
    }

    /** Without quotes. */
    public String etag() {
        return etag != null ? etag : invented();
    }

    /** Null in a bucket that was never versioned, {@code "null"} for a version from before or from while suspended. */
    public @Nullable String versionId() {
        return versionId;
    }

    public Attributes attributes() {
        return attributes;
    }

    public boolean isDeleteMarker() {
        return deleteMarker;
    }

    /** A copy of the content; null if only the size is kept. */
    public byte @Nullable [] content() {
        return content == null ? null : content.clone();
    }

    Answer.Body body() {
        return content == null ? Answer.Body.zeros(size) : Answer.Body.bytes(content);
    }

    /** Looks like an MD5 and changes with size and time; made when asked for, since a million strings would weigh a lot. */
    private String invented() {
        long a = Dice.mix(key.hashCode() * 0x9E3779B97F4A7C15L + size);
        long b = Dice.mix(a + lastModified.getEpochSecond());
        return HexFormat.of().toHexDigits(a) + HexFormat.of().toHexDigits(b);
    }

    private static Instant whole(Instant time) {
        Instant truncated = time.truncatedTo(ChronoUnit.SECONDS);
        return truncated.equals(time) ? time : truncated; // a million objects often share one instant
    }

    static String md5(byte[] content) {
        return HexFormat.of().formatHex(digest("MD5", content));
    }

    static byte[] digest(String algorithm, byte[] content) {
        try {
            return MessageDigest.getInstance(algorithm).digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has " + algorithm, e);
        }
    }

    @Override
    public String toString() {
        return "S3Object[" + key + ", " + size + " bytes, " + lastModified + (deleteMarker ? ", delete marker]" : "]");
    }
}
