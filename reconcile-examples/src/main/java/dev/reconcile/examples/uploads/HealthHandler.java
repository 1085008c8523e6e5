package dev.reconcile.examples.uploads;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectStore;
import dev.reconcile.store.StoreException;
import dev.reconcile.upload.GuardedUploads;
import dev.reconcile.upload.SpoolStatus;
import java.io.IOException;
import java.util.Optional;

/**
 * Whether uploads will be taken: 200 {@code up} if the store lists, 200 {@code degraded} if only the spool takes them or holds what
 * a person has to look at, 503 {@code storage_unavailable} if nothing does.
 */
record HealthHandler(ObjectStore store, GuardedUploads uploads) implements HttpHandler {

    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        boolean answers = answers();
        Optional<SpoolStatus> spool = uploads.spool();
        boolean setAside =
                spool.filter(its -> its.conflicts() + its.damaged() > 0).isPresent();
        ObjectNode body = JSON.createObjectNode();
        if (!answers && spool.isEmpty()) {
            body.put("status", "storage_unavailable");
        } else {
            body.put("status", answers && !setAside ? "up" : "degraded");
        }
        body.put("storage", answers ? "up" : "unavailable");
        spool.ifPresent(its -> body.put("queued", its.entries()).put("set_aside", its.conflicts() + its.damaged()));
        byte[] bytes = JSON.writeValueAsBytes(body);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(!answers && spool.isEmpty() ? 503 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** By a listing: a HEAD's 404 says as little as a bucket that isn't there (H1). */
    private boolean answers() {
        try {
            store.list(ListRequest.of("").maxKeys(1));
            return true;
        } catch (StoreException unavailable) {
            return false;
        }
    }
}
