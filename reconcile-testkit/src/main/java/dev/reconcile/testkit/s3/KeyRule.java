package dev.reconcile.testkit.s3;

import dev.reconcile.store.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which keys a store takes, and which of them are the same to it. */
final class KeyRule {

    private static final Set<String> DOTS = Set.of(".", "..");

    private final Deviations deviations;

    KeyRule(Deviations deviations) {
        this.deviations = deviations;
    }

    /** The key of a request: legal, and with its dot segments resolved where the store does that. */
    ObjectKey accept(@Nullable String requested) {
        String key = requested == null ? "" : requested;
        List<String> segments = List.of(key.split("/", -1));
        if (deviations.has(Quirk.RESOLVES_DOT_SEGMENTS) && segments.stream().anyMatch(DOTS::contains)) {
            key = resolved(segments); // H39
        }
        boolean empty = key.startsWith("/") || key.contains("//");
        if (deviations.has(Quirk.REJECTS_EMPTY_SEGMENTS) && empty) {
            throw S3Error.of(400, "XMinioInvalidObjectName", "Object name contains unsupported characters."); // H40
        }
        if (deviations.has(Quirk.REJECTS_DOT_SEGMENTS) && segments.stream().anyMatch(DOTS::contains)) {
            throw S3Error.of(400, "XMinioInvalidResourceName", "Resource name contains bad components");
        }
        if (deviations.has(Quirk.REJECTS_LONG_SEGMENTS)
                && segments.stream().anyMatch(segment -> segment.getBytes(StandardCharsets.UTF_8).length > 255)) {
            throw S3Error.of(400, "KeyTooLongError", "Your key is too long"); // H43
        }
        try {
            return ObjectKey.of(key);
        } catch (ObjectKey.InvalidKeyException tooLong) {
            throw S3Error.of(400, "KeyTooLongError", "Your key is too long");
        }
    }

    private static String resolved(List<String> segments) {
        Deque<String> kept = new ArrayDeque<>();
        for (String segment : segments) {
            if (segment.equals("..")) {
                kept.pollLast();
            } else if (!segment.equals(".")) {
                kept.addLast(segment);
            }
        }
        return String.join("/", kept);
    }

    /** The form by which two keys are one object. */
    ObjectKey identity(ObjectKey key) {
        return deviations.has(Quirk.NORMALISES_TO_NFC) ? ObjectKey.of(normalised(key.value())) : key; // H33
    }

    String normalised(String text) {
        return deviations.has(Quirk.NORMALISES_TO_NFC) ? Normalizer.normalize(text, Normalizer.Form.NFC) : text;
    }
}
