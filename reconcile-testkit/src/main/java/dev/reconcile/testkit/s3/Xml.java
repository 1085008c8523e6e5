package dev.reconcile.testkit.s3;

import java.nio.charset.StandardCharsets;

/** Writes a document element by element, as S3 does: no white space between elements. Not thread-safe. */
final class Xml {

    static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

    private final StringBuilder text;

    private Xml(StringBuilder text) {
        this.text = text;
    }

    static Xml document() {
        return document(256);
    }

    static Xml document(int expectedLength) {
        return new Xml(new StringBuilder(expectedLength).append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
    }

    Xml openRoot(String name) {
        text.append('<').append(name).append(" xmlns=\"").append(NAMESPACE).append("\">");
        return this;
    }

    Xml open(String name) {
        text.append('<').append(name).append('>');
        return this;
    }

    Xml close(String name) {
        text.append("</").append(name).append('>');
        return this;
    }

    Xml text(String value) {
        escape(value, false);
        return this;
    }

    Xml text(String name, String value) {
        open(name);
        escape(value, false);
        return close(name);
    }

    /** With control characters as they are: what comes out may be no XML (H35). */
    Xml rawText(String name, String value) {
        open(name);
        escape(value, true);
        return close(name);
    }

    Xml number(String name, long value) {
        open(name);
        text.append(value);
        return close(name);
    }

    private void escape(String value, boolean controlsRaw) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '&' -> text.append("&amp;");
                case '"' -> text.append("&quot;");
                default -> {
                    if (!controlsRaw && !isXml(c)) {
                        text.append("&#x")
                                .append(Integer.toHexString(c))
                                .append(';'); // as AWS does; parsers refuse most
                    } else {
                        text.append(c);
                    }
                }
            }
        }
    }

    private static boolean isXml(char c) {
        return (c >= ' ' && c < '\uFFFE') || c == '\n' || c == '\t';
    }

    byte[] utf8() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
