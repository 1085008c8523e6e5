package dev.reconcile.examples.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import dev.reconcile.store.ObjectKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call: what it asks, what it is answered, and the line about it in the audit log. Confined to one thread. */
final class Exchange {

    /** The logger of the audit lines. */
    static final String AUDIT = "dev.reconcile.examples.admin.audit";

    static final String JSON = "application/json; charset=utf-8";
    static final String TEXT = "text/plain; charset=utf-8";

    private static final Logger LOG = LoggerFactory.getLogger(AUDIT);
    private static final int LONGEST_BODY = 1024;

    private final HttpExchange http;
    private String subject = "-";
    private String asked = "";

    Exchange(HttpExchange http) {
        this.http = http;
    }

    HttpExchange http() {
        return http;
    }

    String path() {
        return http.getRequestURI().getRawPath();
    }

    String query() {
        String raw = http.getRequestURI().getRawQuery();
        return raw == null ? "" : raw;
    }

    boolean prefersAsync() {
        return http.getRequestHeaders().getOrDefault("Prefer", List.of()).stream()
                .anyMatch(value -> value.contains("respond-async"));
    }

    void by(String who) {
        subject = who;
    }

    void asks(String what) {
        asked = what;
    }

    void requireMethod(String allowed) throws RefusedException {
        if (!List.of(allowed.split(", ", -1)).contains(http.getRequestMethod())) {
            throw RefusedException.methodNotAllowed(allowed);
        }
    }

    /** Parameters are in the query; a body is never read. */
    void requireNoBody() throws RefusedException {
        String length = http.getRequestHeaders().getFirst("Content-Length");
        boolean small = length == null || (length.matches("[0-9]{1,4}") && Integer.parseInt(length) <= LONGEST_BODY);
        if (!small || http.getRequestHeaders().containsKey("Transfer-Encoding")) {
            throw RefusedException.of(413, "no body is expected: parameters are in the query");
        }
    }

    void header(String name, String value) {
        http.getResponseHeaders().set(name, value);
    }

    void answer(int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        begin(status, type, bytes.length);
        http.getResponseBody().write(bytes);
    }

    /** @param length 0 for a body that is sent in parts */
    void begin(int status, String type, long length) throws IOException {
        header("Content-Type", type);
        header("Cache-Control", "no-store");
        header("X-Content-Type-Options", "nosniff");
        http.sendResponseHeaders(status, length);
    }

    void refuse(RefusedException refused) throws IOException {
        refused.headers().forEach(this::header);
        answer(refused.status(), JSON, error(refused.text()));
    }

    static String error(String text) {
        return JsonNodeFactory.instance.objectNode().put("error", text).toString();
    }

    /** Who asked for what, and what came of it. Values are escaped or made here; tokens and query strings never get here. */
    void audit(int status, String outcome) {
        LOG.atInfo()
                .addKeyValue("event", "admin_call")
                .addKeyValue("subject", ObjectKey.escape(subject))
                .addKeyValue("method", ObjectKey.escape(http.getRequestMethod()))
                .addKeyValue("path", ObjectKey.escape(path()))
                .addKeyValue("asked", ObjectKey.escape(asked))
                .addKeyValue("status", status)
                .addKeyValue("outcome", ObjectKey.escape(outcome))
                .log("Admin call");
    }
}
