package dev.reconcile.store;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * An object to be written.
 *
 * @param contentType a media type: {@code image/png}
 * @param metadata the user metadata, by names of lower-case letters, digits and {@code -}; values of printable ASCII without
 *     spaces at their ends, which is what every store gives back as it was
 */
public record NewObject(ObjectKey key, Content content, String contentType, Map<String, String> metadata) {

    /** What S3 takes, names and values together, in bytes. */
    public static final int MOST_METADATA = 2048;

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");
    private static final Pattern VALUE = Pattern.compile("[!-~]([ -~]*[!-~])?");
    private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(;[ -~]*)?");

    /**
     * @throws IllegalArgumentException if the content type or the metadata can't be sent as it is: which, and what is expected
     */
    public NewObject {
        metadata = Map.copyOf(new TreeMap<>(metadata));
        if (!TYPE.matcher(contentType).matches()) {
            throw new IllegalArgumentException("Invalid content type of " + key + ": '" + ObjectKey.escape(contentType)
                    + "', expected a media type such as image/png");
        }
        int bytes = 0;
        for (Map.Entry<String, String> each : metadata.entrySet()) {
            if (!NAME.matcher(each.getKey()).matches()) {
                throw new IllegalArgumentException("Invalid name of metadata of " + key + ": '"
                        + ObjectKey.escape(each.getKey().toLowerCase(Locale.ROOT))
                        + "', expected lower-case letters, digits and -");
            }
            if (!VALUE.matcher(each.getValue()).matches()) {
                throw new IllegalArgumentException("Invalid metadata '" + each.getKey() + "' of " + key
                        + ": expected printable ASCII without spaces at its ends");
            }
            bytes += each.getKey().length() + each.getValue().length();
        }
        if (bytes > MOST_METADATA) {
            throw new IllegalArgumentException(
                    "Invalid metadata of " + key + ": " + bytes + " bytes, more than " + MOST_METADATA);
        }
    }

    /** Without metadata, of the type {@code application/octet-stream}. */
    public static NewObject of(ObjectKey key, Content content) {
        return new NewObject(key, content, "application/octet-stream", Map.of());
    }
}
