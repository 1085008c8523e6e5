package dev.reconcile.upload;

import dev.reconcile.store.Content;
import dev.reconcile.store.NewObject;
import dev.reconcile.store.ObjectKey;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What a host wants to have stored. The key has to be this upload's own: a key that is taken by other content is an
 * {@link InvalidArtifactException}, never overwritten.
 *
 * @param contentType a media type: {@code image/png}
 * @param metadata user metadata, as {@link NewObject} takes it; names that begin with {@code reconcile-} are this library's
 * @param correlationId what the request is called in logs, events and the spool: 1 to 128 characters of printable ASCII without spaces
 */
public record Artifact(
        ObjectKey key, Content content, String contentType, Map<String, String> metadata, String correlationId) {

    /** Which upload wrote an object: by this, an upload whose answer was lost is known again. */
    static final String UPLOAD = "reconcile-upload";

    /** The SHA-256 of the content, which the store has verified as it was written. */
    static final String SHA_256 = "reconcile-sha256";

    private static final Pattern CORRELATION_ID = Pattern.compile("[!-~]{1,128}");

    /**
     * @throws IllegalArgumentException if type, metadata or correlation id aren't what they have to be
     */
    public Artifact {
        metadata = Map.copyOf(metadata);
        if (!CORRELATION_ID.matcher(correlationId).matches()) {
            throw new IllegalArgumentException("Invalid correlation id: '" + ObjectKey.escape(correlationId)
                    + "', expected 1 to 128 characters of printable ASCII without spaces");
        }
        for (String name : metadata.keySet()) {
            if (name.startsWith("reconcile-")) {
                throw new IllegalArgumentException(
                        "Invalid name of metadata: '" + ObjectKey.escape(name) + "', reconcile- is reserved");
            }
        }
        object(key, content, contentType, metadata, "0".repeat(36));
    }

    /** Of the type {@code application/octet-stream}, without metadata, with a correlation id of its own. */
    public static Artifact of(ObjectKey key, Content content) {
        return new Artifact(
                key,
                content,
                "application/octet-stream",
                Map.of(),
                UUID.randomUUID().toString());
    }

    /** The same under this correlation id. */
    public Artifact correlatedBy(String id) {
        return new Artifact(key, content, contentType, metadata, id);
    }

    NewObject object(String upload) {
        return object(key, content, contentType, metadata, upload);
    }

    private static NewObject object(
            ObjectKey key, Content content, String contentType, Map<String, String> metadata, String upload) {
        Map<String, String> all = new TreeMap<>(metadata);
        all.put(UPLOAD, upload);
        all.put(SHA_256, content.sha256());
        return new NewObject(key, content, contentType, all);
    }
}
