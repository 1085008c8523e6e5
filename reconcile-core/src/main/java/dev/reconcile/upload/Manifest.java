package dev.reconcile.upload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reconcile.ReconcileException;
import dev.reconcile.store.Checksum;
import dev.reconcile.store.Content;
import dev.reconcile.store.ObjectKey;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The form of an entry on disk: what it is, and a checksum of that. */
final class Manifest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int FORMAT = 1;

    private Manifest() {}

    static String text(SpoolEntry entry) {
        Artifact artifact = entry.artifact();
        ObjectNode node = JSON.createObjectNode()
                .put("format", FORMAT)
                .put("sequence", entry.sequence())
                .put("upload", entry.upload())
                .put("state", entry.ready() ? "ready" : "pending")
                .put("at", entry.at().toString())
                .put("key", artifact.key().value())
                .put("size", artifact.content().size())
                .put("sha256", artifact.content().sha256())
                .put("contentType", artifact.contentType())
                .put("correlationId", artifact.correlationId());
        ObjectNode metadata = node.putObject("metadata");
        new TreeMap<>(artifact.metadata()).forEach(metadata::put);
        String checksum = checksum(node);
        return JSON.createObjectNode().<ObjectNode>set("entry", node).put("checksum", checksum) + "\n";
    }

    private static String checksum(JsonNode node) {
        return Checksum.over(Checksum.Algorithm.SHA256, node.toString()).hex();
    }

    /**
     * @param source of the content
     * @throws IOException if the text isn't a whole, undamaged manifest
     */
    static SpoolEntry entry(String text, Content.Source source) throws IOException {
        try {
            JsonNode root = JSON.readTree(text);
            JsonNode node = root.required("entry");
            if (!checksum(node).equals(root.required("checksum").asText())) {
                throw new IOException("its checksum is another");
            }
            if (node.required("format").asInt() != FORMAT) {
                throw new IOException("it is of a format that this version doesn't know");
            }
            Map<String, String> metadata = new TreeMap<>();
            node.required("metadata")
                    .properties()
                    .forEach(each -> metadata.put(each.getKey(), each.getValue().asText()));
            Artifact artifact = new Artifact(
                    ObjectKey.of(node.required("key").asText()),
                    Content.of(
                            source,
                            node.required("size").asLong(),
                            node.required("sha256").asText()),
                    node.required("contentType").asText(),
                    metadata,
                    node.required("correlationId").asText());
            return new SpoolEntry(
                    node.required("sequence").asLong(),
                    node.required("upload").asText(),
                    artifact,
                    Instant.parse(node.required("at").asText()),
                    node.required("state").asText().equals("ready"));
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException | ReconcileException e) {
            throw new IOException("it is no manifest", e);
        }
    }
}
