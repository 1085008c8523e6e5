package dev.reconcile.store;

import dev.reconcile.ReconcileException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The key of an object: well-formed text of 1 to 1024 bytes of UTF-8. Identity is bytes: no case folding, no Unicode
 * normalisation (H34, H44). The order is that of the unsigned UTF-8 bytes, which is how AWS lists (H31) and is not the order of
 * {@link String} (H32). Immutable and thread-safe.
 */
public sealed class ObjectKey implements Comparable<ObjectKey> {

    /** S3's limit, in bytes of UTF-8 and not in characters (H43). */
    public static final int MAX_BYTES = 1024;

    private final String value;

    private ObjectKey(String value) {
        this.value = value;
    }

    /**
     * @throws InvalidKeyException if the text is empty, holds half a surrogate pair (H41) or is longer than
     *     {@value #MAX_BYTES} bytes (H43)
     */
    public static ObjectKey of(String value) {
        if (!value.isEmpty() && value.length() <= MAX_BYTES && isAscii(value)) {
            return new ObjectKey(value); // as nearly all are
        }
        String problem = problem(value);
        if (problem != null) {
            throw new InvalidKeyException(value, problem);
        }
        return hasSurrogates(value) ? new Supplementary(value) : new ObjectKey(value);
    }

    private static @Nullable String problem(String value) {
        if (value.isEmpty()) {
            return "it is empty";
        }
        int bytes;
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
            bytes = encoded.remaining();
        } catch (CharacterCodingException halfAPair) {
            return "it holds half a surrogate pair, which has no UTF-8 form"; // H41
        }
        return bytes <= MAX_BYTES ? null : "it is " + bytes + " bytes of UTF-8, more than " + MAX_BYTES; // H43
    }

    private static boolean isAscii(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasSurrogates(String value) {
        return value.codePoints().anyMatch(Character::isSupplementaryCodePoint);
    }

    /** The key itself, unescaped. For logs and messages use {@link #toString()}. */
    public String value() {
        return value;
    }

    public byte[] utf8() {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Compares as unsigned UTF-8 bytes would (H32), without encoding. UTF-8 orders by code point, and so do strings where neither has
     * surrogates: they are compared by what the JVM has for that, which takes half the time.
     */
    @Override
    public int compareTo(ObjectKey other) {
        return other instanceof Supplementary ? -other.compareTo(this) : value.compareTo(other.value);
    }

    /** A key with surrogates, which are less than some chars of less than they stand for. A class of its own, as a field would cost each key. */
    private static final class Supplementary extends ObjectKey {

        private Supplementary(String value) {
            super(value);
        }

        @Override
        public int compareTo(ObjectKey other) {
            String a = value();
            String b = other.value;
            int length = Math.min(a.length(), b.length());
            for (int i = 0; i < length; i++) {
                char x = a.charAt(i);
                char y = b.charAt(i);
                if (x != y) {
                    return Integer.compare(rank(x), rank(y));
                }
            }
            return Integer.compare(a.length(), b.length());
        }

        /** A surrogate stands for a code point above U+FFFF, so it ranks above every other char. */
        private static int rank(char c) {
            return Character.isSurrogate(c) ? c + 0x10000 : c;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ObjectKey that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** The key with control characters, line separators and backslashes escaped, safe in a log line (H98). */
    @Override
    public String toString() {
        return escape(value);
    }

    /** Escapes any text for a log line, a message or a report: no control or format character survives (H98). */
    public static String escape(String text) {
        StringBuilder escaped = null;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean harmless = isHarmless(c);
            if (!harmless && escaped == null) {
                escaped = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (escaped != null) {
                if (harmless) {
                    escaped.appendCodePoint(c);
                } else if (c == '\\') {
                    escaped.append("\\\\");
                } else {
                    escaped.append(String.format(c <= 0xFFFF ? "\\u%04x" : "\\u{%x}", c));
                }
            }
            i += Character.charCount(c);
        }
        return escaped == null ? text : escaped.toString();
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> c != '\\';
        };
    }

    /** The text isn't a key: the message says why, with the text escaped and cut short. */
    public static final class InvalidKeyException extends ReconcileException {

        private static final long serialVersionUID = 1L;

        private final String problem;

        private InvalidKeyException(String value, String problem) {
            super("Invalid object key: " + problem + ": '" + abbreviated(value) + "'", null);
            this.problem = problem;
        }

        /** What is wrong, as a clause: "it is empty". */
        public String problem() {
            return problem;
        }

        private static String abbreviated(String value) {
            String escaped = escape(value);
            return escaped.length() <= 80 ? escaped : escaped.substring(0, 80) + "…";
        }
    }
}
