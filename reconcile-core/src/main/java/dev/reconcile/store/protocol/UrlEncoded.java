package dev.reconcile.store.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Text in the encoding that {@code encoding-type=url} asks for. Decoded once and strictly (H36, H37): the SDK's own decoder makes
 * replacement characters of bytes that aren't UTF-8, so that two keys become one.
 */
public final class UrlEncoded {

    private UrlEncoded() {}

    /** The decoded text; a plus is a space, as AWS writes one. */
    public static String decode(String encoded) throws CharacterCodingException {
        return decode(encoded, true);
    }

    /** The decoded path of a request; a plus is a plus. */
    public static String decodePath(String encoded) throws CharacterCodingException {
        return decode(encoded, false);
    }

    /** The text as part of a path: everything escaped but what never needs it, and slashes. */
    public static String encodePath(String path) {
        StringBuilder encoded = new StringBuilder(path.length() + 16);
        for (byte each : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xFF);
            boolean harmless = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "-._~/".indexOf(c) >= 0;
            encoded.append(harmless ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return encoded.toString();
    }

    private static String decode(String encoded, boolean plusIsSpace) throws CharacterCodingException {
        if (encoded.indexOf('%') < 0 && encoded.indexOf('+') < 0) {
            return encoded;
        }
        byte[] bytes = encoded.getBytes(StandardCharsets.UTF_8); // what a store left unescaped stands for itself
        int length = 0; // of what is decoded, in place: it never gets longer
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%') {
                bytes[length++] = (byte) (16 * hexDigit(bytes, i + 1) + hexDigit(bytes, i + 2));
                i += 2;
            } else {
                bytes[length++] = plusIsSpace && bytes[i] == '+' ? (byte) ' ' : bytes[i];
            }
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes, 0, length))
                .toString();
    }

    private static int hexDigit(byte[] text, int at) throws CharacterCodingException {
        int digit = at < text.length ? Character.digit(text[at], 16) : -1;
        if (digit < 0) {
            throw new CharacterCodingException();
        }
        return digit;
    }
}
