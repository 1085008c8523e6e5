package dev.reconcile.testkit.s3;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Takes an {@code aws-chunked} body apart: {@code size[;chunk-signature=…] CRLF data CRLF …}, then the trailer. */
final class AwsChunked {

    private final byte[] encoded;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final Map<String, String> trailers = new TreeMap<>();
    private @Nullable Signing signing;
    private int position;

    private AwsChunked(byte[] encoded, @Nullable Signing signing) {
        this.encoded = encoded;
        this.signing = signing;
    }

    /** @param signing checks the signature of every chunk; null if they aren't signed or needn't be checked */
    static Payload decode(byte[] encoded, @Nullable Signing signing) {
        AwsChunked body = new AwsChunked(encoded, signing);
        while (body.readChunk()) {}
        body.readTrailer();
        return new Payload(body.content.toByteArray(), body.trailers);
    }

    /** Answers false for the chunk of no bytes, which is the last one. */
    private boolean readChunk() {
        String head = readLine();
        int semicolon = head.indexOf(';');
        int length;
        try {
            length = Integer.parseInt(semicolon < 0 ? head : head.substring(0, semicolon), 16);
        } catch (NumberFormatException noLength) {
            throw incomplete();
        }
        if (length < 0 || length > encoded.length - position) {
            throw incomplete();
        }
        byte[] chunk = Arrays.copyOfRange(encoded, position, position + length);
        position += length;
        content.writeBytes(chunk);
        if (signing != null) {
            signing = signing.chunk(chunk, after(head, "chunk-signature="));
        }
        if (length > 0 && !readLine().isEmpty()) {
            throw incomplete();
        }
        return length > 0;
    }

    private void readTrailer() {
        StringBuilder canonical = new StringBuilder();
        String signature = "";
        while (position < encoded.length) {
            String line = readLine();
            int colon = line.indexOf(':');
            if (colon > 0) {
                String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                String value = line.substring(colon + 1).strip();
                if (name.equals("x-amz-trailer-signature")) {
                    signature = value;
                } else {
                    trailers.put(name, value);
                    canonical.append(name).append(':').append(value).append('\n');
                }
            }
        }
        if (signing != null && !trailers.isEmpty()) {
            signing.trailer(canonical.toString(), signature);
        }
    }

    /** Up to a line feed or the end, without the line's end. */
    private String readLine() {
        int end = position;
        while (end < encoded.length && encoded[end] != '\n') {
            end++;
        }
        String line = new String(encoded, position, end - position, StandardCharsets.ISO_8859_1);
        position = Math.min(end + 1, encoded.length);
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    private static String after(String text, String marker) {
        int found = text.indexOf(marker);
        return found < 0 ? "" : text.substring(found + marker.length());
    }

    private static S3Error incomplete() {
        return S3Error.of(
                400,
                "IncompleteBody",
                "You did not provide the number of bytes specified by the Content-Length HTTP header");
    }
}
