package dev.reconcile.testkit.s3;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The three ways in which S3 uses percent escapes. */
final class PercentCoding {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PercentCoding() {}

    /** Decodes a path or a copy source, once and strictly. A plus sign is a plus sign. */
    static String decodePath(String raw) {
        return decode(raw, false);
    }

    /** Decodes a query parameter, where a plus sign is a space. */
    static String decodeForm(String raw) {
        return decode(raw, true);
    }

    private static String decode(String raw, boolean plusIsSpace) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                if (i + 2 >= raw.length()
                        || !HexFormat.isHexDigit(raw.charAt(i + 1))
                        || !HexFormat.isHexDigit(raw.charAt(i + 2))) {
                    throw invalid();
                }
                bytes.write(HexFormat.fromHexDigits(raw, i + 1, i + 3));
                i += 2;
            } else if (c > 0xFF) {
                throw invalid(); // a request line is bytes, one char each
            } else {
                bytes.write(c == '+' && plusIsSpace ? ' ' : c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw invalid();
        }
    }

    private static S3Error invalid() {
        return S3Error.of(400, "InvalidURI", "Couldn't parse the specified URI.");
    }

    /** As SigV4 wants it: everything but letters, digits and {@code -._~} is escaped. */
    static String encodeForSigning(String text, boolean keepSlash) {
        return encode(text, keepSlash ? "-._~/" : "-._~", false);
    }

    /** As a listing with {@code encoding-type=url} has it: a space is a plus, the slash stays, the tilde doesn't (H36). */
    static String encodeForListing(String text) {
        return encode(text, "-._*/", true);
    }

    private static String encode(String text, String kept, boolean spaceIsPlus) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (isAlphanumeric(c) || kept.indexOf(c) >= 0) {
                encoded.append(c);
                i++;
            } else if (c == ' ' && spaceIsPlus) {
                encoded.append('+');
                i++;
            } else {
                int next = text.offsetByCodePoints(i, 1);
                for (byte b : text.substring(i, next).getBytes(StandardCharsets.UTF_8)) {
                    encoded.append('%').append(HEX.toHighHexDigit(b)).append(HEX.toLowHexDigit(b));
                }
                i = next;
            }
        }
        return encoded.toString();
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
