package dev.reconcile.examples.uploads;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.reconcile.ReconcileException;
import dev.reconcile.store.Content;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.upload.Artifact;
import dev.reconcile.upload.GuardedUploads;
import dev.reconcile.upload.InvalidArtifactException;
import dev.reconcile.upload.StorageUnavailableException;
import dev.reconcile.upload.UploadOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one artifact a request. A body is put into a file first, as it may have to be sent more than once. */
record ArtifactHandler(DataSource database, GuardedUploads uploads) implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ArtifactHandler.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern CORRELATION_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    private record Answer(int status, ObjectNode body, Map<String, String> headers) {}

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String correlationId = Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Correlation-Id"))
                .filter(given -> CORRELATION_ID.matcher(given).matches())
                .orElseGet(() -> UUID.randomUUID().toString());
        try (exchange) {
            Answer answer = exchange.getRequestMethod().equals("POST")
                    ? posted(exchange, correlationId)
                    : error(405, "method_not_allowed", correlationId);
            byte[] body = JSON.writeValueAsBytes(answer.body());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("X-Correlation-Id", correlationId);
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Answer posted(HttpExchange exchange, String correlationId) throws IOException {
        Path received = Files.createTempFile("artifact-", ".tmp");
        try (InputStream body = exchange.getRequestBody()) {
            Files.copy(body, received, StandardCopyOption.REPLACE_EXISTING);
            String declared = exchange.getRequestHeaders().getFirst("X-Content-Sha256");
            if (declared != null && !SHA_256.matcher(declared).matches()) {
                return error(400, "invalid_artifact", correlationId);
            }
            Content content = declared == null
                    ? Content.of(received)
                    : Content.of(() -> Files.newInputStream(received), Files.size(received), declared);
            return stored(Artifact.of(ObjectKey.of("artifacts/" + UUID.randomUUID()), content)
                    .correlatedBy(correlationId));
        } finally {
            Files.deleteIfExists(received);
        }
    }

    private Answer stored(Artifact artifact) {
        String correlationId = artifact.correlationId();
        try {
            // snippet: store
            UploadOutcome outcome =
                    uploads.store(database, artifact, connection -> ArtifactRows.insert(connection, artifact));
            // end
            ObjectNode body = JSON.createObjectNode()
                    .put("key", artifact.key().value())
                    .put("status", outcome.status().name().toLowerCase(Locale.ROOT))
                    .put("correlation_id", correlationId);
            return new Answer(
                    switch (outcome.status()) {
                        case STORED -> 201;
                        case QUEUED -> 202;
                        case SKIPPED -> 200;
                    },
                    body,
                    Map.of());
        } catch (StorageUnavailableException e) {
            return new Answer(
                    StorageUnavailableException.HTTP_STATUS,
                    error(e.code(), correlationId),
                    Map.of("Retry-After", String.valueOf(e.retryAfter().toSeconds())));
        } catch (InvalidArtifactException e) {
            LOG.info("artifact refused correlation_id={} reason={}", correlationId, e.getMessage());
            return error(422, "invalid_artifact", correlationId);
        } catch (SQLException | ReconcileException e) {
            LOG.error("artifact failed correlation_id={}", correlationId, e);
            return error(500, "internal_error", correlationId);
        }
    }

    private static Answer error(int status, String code, String correlationId) {
        return new Answer(status, error(code, correlationId), Map.of());
    }

    private static ObjectNode error(String code, String correlationId) {
        return JSON.createObjectNode().put("error", code).put("correlation_id", correlationId);
    }
}
