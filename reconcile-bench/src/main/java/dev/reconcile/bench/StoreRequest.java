package dev.reconcile.bench;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The request line, taken apart. */
record StoreRequest(String method, String path, Map<String, String> query) {

    /** @param line as {@code GET /bench?list-type=2 HTTP/1.1} */
    static StoreRequest parse(String line) {
        String[] parts = line.split(" ", 3);
        String target = parts[1];
        int mark = target.indexOf('?');
        Map<String, String> query = new HashMap<>();
        if (mark >= 0) {
            for (String pair : target.substring(mark + 1).split("&", -1)) {
                int equals = pair.indexOf('=');
                query.put(
                        decoded(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return new StoreRequest(parts[0], decoded((mark < 0 ? target : target.substring(0, mark))), query);
    }

    /** No key of ours has a plus sign, so one is a space wherever it stands. */
    private static String decoded(String text) {
        return text.indexOf('%') < 0 && text.indexOf('+') < 0 ? text : URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    boolean isAdministrative() {
        return path.startsWith("/-/");
    }

    /** Null for a request about the bucket. */
    @Nullable
    String key() {
        int slash = path.indexOf('/', 1);
        return slash < 0 || slash == path.length() - 1 ? null : path.substring(slash + 1);
    }

    String parameter(String name, String otherwise) {
        return query.getOrDefault(name, otherwise);
    }
}
