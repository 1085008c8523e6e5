package dev.reconcile.examples.uploads;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.reconcile.upload.GuardedUploads;
import dev.reconcile.upload.SpoolStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** The size of the spool, as a Prometheus server reads it. */
record SpoolHandler(GuardedUploads uploads) implements HttpHandler {

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        SpoolStatus spool = uploads.spool().orElseGet(() -> new SpoolStatus(0, 0, Optional.empty(), 0, 0, 0));
        Instant now = Instant.now();
        String text = "uploads_spool_entries " + spool.entries() + "\n"
                + "uploads_spool_bytes " + spool.bytes() + "\n"
                + "uploads_spool_oldest_seconds "
                + spool.oldest()
                        .map(oldest -> now.getEpochSecond() - oldest.getEpochSecond())
                        .orElse(0L)
                + "\n"
                + "uploads_spool_conflicts " + spool.conflicts() + "\n"
                + "uploads_spool_damaged " + spool.damaged() + "\n"
                + "uploads_spool_unreferenced " + spool.unreferenced() + "\n";
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
