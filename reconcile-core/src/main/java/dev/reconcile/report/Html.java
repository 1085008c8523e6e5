package dev.reconcile.report;

import dev.reconcile.store.ObjectKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;

/**
 * Writes HTML. A template is ours and goes out as it stands; each value takes the place of one {@code {}} of it, escaped: no control
 * or format character survives (H98), and nothing in it is markup, in text or between double quotes.
 */
final class Html {

    private final Writer out;

    Html(Writer out) {
        this.out = out;
    }

    /** Of an embedded script or style sheet, or a template without values. */
    Html put(String template) {
        try {
            out.write(template);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        return this;
    }

    /** @throws IllegalArgumentException if there are more or fewer values than places */
    Html put(String template, Object... values) {
        int from = 0;
        for (Object value : values) {
            int place = template.indexOf("{}", from);
            if (place < 0) {
                throw new IllegalArgumentException("Invalid template: too few places in " + template);
            }
            put(template.substring(from, place));
            put(escape(String.valueOf(value)));
            from = place + 2;
        }
        if (template.indexOf("{}", from) >= 0) {
            throw new IllegalArgumentException("Invalid template: too few values for " + template);
        }
        return put(template.substring(from));
    }

    Writer out() {
        return out;
    }

    /** For text and for attributes between double quotes. */
    static String escape(String text) {
        String harmless = ObjectKey.escape(text);
        StringBuilder escaped = null;
        for (int i = 0; i < harmless.length(); i++) {
            char c = harmless.charAt(i);
            String entity = switch (c) {
                case '&' -> "&amp;";
                case '<' -> "&lt;";
                case '>' -> "&gt;";
                case '"' -> "&quot;";
                case '\'' -> "&#39;";
                default -> "";
            };
            if (!entity.isEmpty() && escaped == null) {
                escaped = new StringBuilder(harmless.length() + 32).append(harmless, 0, i);
            }
            if (escaped != null) {
                if (entity.isEmpty()) {
                    escaped.append(c);
                } else {
                    escaped.append(entity);
                }
            }
        }
        return escaped == null ? harmless : escaped.toString();
    }
}
