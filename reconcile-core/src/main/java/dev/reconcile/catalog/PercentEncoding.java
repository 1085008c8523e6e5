package dev.reconcile.catalog;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Percent-encoding in the path of a URL (RFC 3986). Not {@link java.net.URLDecoder}, which is for forms: it turns a plus into a
 * space (H36) and ill-formed UTF-8 into a replacement character.
 */
final class PercentEncoding {

    private static final HexFormat UPPER_CASE = HexFormat.of().withUpperCase();

    private PercentEncoding() {}

    /** Decodes once; null if an escape is cut short, isn't hexadecimal or isn't UTF-8. */
    static @Nullable String decode(String text) {
        int escape = text.indexOf('%');
        if (escape < 0) {
            return text;
        }
        StringBuilder decoded = new StringBuilder(text.length());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int from = 0;
        while (escape >= 0) {
            decoded.append(text, from, escape);
            bytes.reset();
            from = escape;
            while (from < text.length() && text.charAt(from) == '%') { // a character's bytes stand together
                if (from + 3 > text.length()
                        || !HexFormat.isHexDigit(text.charAt(from + 1))
                        || !HexFormat.isHexDigit(text.charAt(from + 2))) {
                    return null;
                }
                bytes.write(HexFormat.fromHexDigits(text, from + 1, from + 3));
                from += 3;
            }
            try {
                decoded.append(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())));
            } catch (CharacterCodingException notUtf8) {
                return null;
            }
            escape = text.indexOf('%', from);
        }
        return decoded.append(text, from, text.length()).toString();
    }

    /** Encodes all but slashes, RFC 3986's unreserved characters and those in {@code kept}. */
    static String encode(String text, String kept) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xFF);
            if (isUnreserved(c) || c == '/' || kept.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(UPPER_CASE.toHexDigits(octet));
            }
        }
        return encoded.toString();
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-._~".indexOf(c) >= 0;
    }
}
