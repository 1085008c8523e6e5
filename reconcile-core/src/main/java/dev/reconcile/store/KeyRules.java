package dev.reconcile.store;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Which well-formed keys a store takes and keeps apart (H38 to H40, H43). A key outside the rules can't be looked up without
 * asking for another object, so a reference to it is unusable rather than missing.
 *
 * @param emptySegments a leading slash and {@code //}
 * @param dotSegments segments that are {@code .} or {@code ..}
 * @param maxSegmentBytes the longest part between two slashes, in bytes of UTF-8
 */
public record KeyRules(boolean emptySegments, boolean dotSegments, int maxSegmentBytes) {

    /** What AWS S3 takes: everything. */
    public static final KeyRules S3 = new KeyRules(true, true, ObjectKey.MAX_BYTES);

    /** What stores on a file system take: no empty and no dot segments, 255 bytes a segment. */
    public static final KeyRules FILE_SYSTEM = new KeyRules(false, false, 255);

    /** What is wrong with the key for this store, as a clause ("it has an empty segment"), or nothing. */
    public Optional<String> problem(ObjectKey key) {
        String value = key.value();
        int start = 0;
        while (start <= value.length()) {
            int slash = value.indexOf('/', start);
            int end = slash < 0 ? value.length() : slash;
            boolean trailing = slash < 0 && start == end; // "a/" is a directory marker, not an empty segment
            if (start == end && !trailing && !emptySegments) {
                return Optional.of("it has an empty segment (a leading slash or //), which this store doesn't keep");
            }
            if (!dotSegments && isDots(value, start, end)) {
                return Optional.of("it has a segment . or .., which this store doesn't keep");
            }
            if ((end - start) * 3 > maxSegmentBytes
                    && value.substring(start, end).getBytes(StandardCharsets.UTF_8).length > maxSegmentBytes) {
                return Optional.of("it has a segment of more than " + maxSegmentBytes + " bytes");
            }
            start = end + 1;
        }
        return Optional.empty();
    }

    private static boolean isDots(String value, int start, int end) {
        int length = end - start;
        return (length == 1 || length == 2) && value.startsWith("..".substring(2 - length), start);
    }
}
