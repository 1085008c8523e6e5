package dev.reconcile.testkit.s3;

import dev.reconcile.store.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where a page begins. To the client it is a continuation token that means nothing.
 *
 * @param inclusive whether the key itself may be on the page
 */
record ListPosition(ObjectKey key, boolean inclusive) {

    /** A position before every key. */
    static final ListPosition BEGINNING = at(ObjectKey.of("\0"));

    static ListPosition at(ObjectKey key) {
        return new ListPosition(key, true);
    }

    static ListPosition after(ObjectKey key) {
        return new ListPosition(key, false);
    }

    /** Behind all keys that begin with the prefix, in UTF-8 order; just behind the key where no such position can be named. */
    static ListPosition beyond(String prefix, ObjectKey key) {
        int last = prefix.codePointBefore(prefix.length());
        if (last == Character.MAX_CODE_POINT) {
            return after(key);
        }
        int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
        String head = prefix.substring(0, prefix.length() - Character.charCount(last));
        String beyond = head + Character.toString(next);
        return beyond.getBytes(StandardCharsets.UTF_8).length > ObjectKey.MAX_BYTES
                ? after(key)
                : at(ObjectKey.of(beyond));
    }

    String token() {
        String text = (inclusive ? "i" : "x") + key.value();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static ListPosition ofToken(String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            if (text.startsWith("i")) {
                return at(ObjectKey.of(text.substring(1)));
            }
            if (text.startsWith("x")) {
                return after(ObjectKey.of(text.substring(1)));
            }
        } catch (IllegalArgumentException | ObjectKey.InvalidKeyException notOurs) {
            // falls through to the refusal
        }
        throw S3Error.invalidArgument("The continuation token provided is incorrect");
    }
}
