package dev.reconcile.testkit.s3;

import dev.reconcile.store.ObjectKey;
import org.jspecify.annotations.Nullable;

/**
 * What a ListObjectsV2 request asks for.
 *
 * @param maxKeys already capped as the store does
 * @param encoded whether {@code encoding-type=url} was asked for and is honoured
 */
record ListQuery(
        String prefix,
        String delimiter,
        @Nullable String startAfter,
        @Nullable String token,
        int maxKeys,
        boolean encoded) {

    private static final int CAP = 1000;

    static ListQuery of(S3Request request, Deviations deviations) {
        String encoding = request.parameter("encoding-type");
        if (encoding != null && !encoding.equals("url")) {
            throw S3Error.invalidArgument("Invalid Encoding Method specified in Request");
        }
        String startAfter = request.parameter("start-after");
        if (startAfter != null && (startAfter.isEmpty() || !deviations.honours(Feature.START_AFTER))) {
            startAfter = null;
        }
        String prefix = request.parameter("prefix", "");
        checkLength(prefix);
        checkLength(startAfter == null ? "" : startAfter);
        return new ListQuery(
                prefix,
                request.parameter("delimiter", ""),
                startAfter,
                request.parameter("continuation-token"),
                maxKeys(request.parameter("max-keys"), deviations),
                encoding != null && deviations.honours(Feature.ENCODING_TYPE));
    }

    private static void checkLength(String text) {
        try {
            if (!text.isEmpty()) {
                ObjectKey.of(text);
            }
        } catch (ObjectKey.InvalidKeyException tooLong) {
            throw S3Error.of(400, "KeyTooLongError", "Your key is too long");
        }
    }

    private static int maxKeys(@Nullable String asked, Deviations deviations) {
        if (asked == null || asked.isEmpty()) {
            return CAP;
        }
        try {
            int number = Integer.parseInt(asked);
            if (number >= 0) {
                return deviations.has(Quirk.MAX_KEYS_NOT_CAPPED) ? number : Math.min(number, CAP);
            }
        } catch (NumberFormatException notANumber) {
            // falls through to the refusal
        }
        throw S3Error.invalidArgument("Argument maxKeys must be an integer between 0 and 2147483647");
    }

    /** Where to begin; null for the beginning of the bucket. A token outweighs start-after, as in S3. */
    @Nullable
    ListPosition start() {
        if (token != null) {
            return ListPosition.ofToken(token);
        }
        return startAfter == null ? null : ListPosition.after(ObjectKey.of(startAfter));
    }
}
