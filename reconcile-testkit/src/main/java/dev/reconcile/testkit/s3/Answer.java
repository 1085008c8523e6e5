package dev.reconcile.testkit.s3;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer before it is sent. A HEAD sends the headers and keeps the body to itself.
 *
 * @param foreign whether it pretends to come from something in between rather than from S3: it gets no request id (H4)
 */
record Answer(int status, Map<String, String> headers, Body body, boolean foreign) {

    Answer(int status, Map<String, String> headers, Body body) {
        this(status, headers, body, false);
    }

    /** What follows the headers. */
    interface Body {
        Body NONE = bytes(new byte[0]);

        long length();

        void writeTo(OutputStream out) throws IOException;

        static Body bytes(byte[] bytes) {
            return new Body() {
                @Override
                public long length() {
                    return bytes.length;
                }

                @Override
                public void writeTo(OutputStream out) throws IOException {
                    out.write(bytes);
                }
            };
        }

        /** So many zeros: the content of an object of which only the size is known. */
        static Body zeros(long length) {
            return new Body() {
                @Override
                public long length() {
                    return length;
                }

                @Override
                public void writeTo(OutputStream out) throws IOException {
                    byte[] block = new byte[(int) Math.min(length, 8192)];
                    for (long left = length; left > 0; left -= block.length) {
                        out.write(block, 0, (int) Math.min(left, block.length));
                    }
                }
            };
        }
    }

    static Answer empty(int status) {
        return new Answer(status, Map.of(), Body.NONE);
    }

    static Answer xml(int status, Xml xml) {
        return of(status, "application/xml", xml.utf8());
    }

    static Answer of(int status, String contentType, byte[] content) {
        return new Answer(status, Map.of("Content-Type", contentType), Body.bytes(content));
    }

    Answer with(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new Answer(status, all, body, foreign);
    }

    Answer asForeign() {
        return new Answer(status, headers, body, true);
    }
}
