package dev.reconcile.notify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reconcile.FindingKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was told to whom, and what the last run found; in a file, if there is one. Losing it does no harm but a notice told again. Confined
 * to the notifier's thread.
 */
final class Memory {

    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** What a channel was told last. */
    record Told(String affairs, Instant at) {}

    private final @Nullable Path file;
    private final Map<String, Told> told = new HashMap<>();
    private Map<FindingKind, Long> found = new EnumMap<>(FindingKind.class);

    private Memory(@Nullable Path file) {
        this.file = file;
    }

    static Memory in(@Nullable Path file) {
        Memory memory = new Memory(file);
        if (file != null) {
            memory.read(file);
        }
        return memory;
    }

    private void read(Path from) {
        try {
            JsonNode json = MAPPER.readTree(Files.readString(from));
            for (FindingKind kind : FindingKind.values()) {
                if (json.path("found").path(kind.name()).isNumber()) {
                    found.put(kind, json.path("found").path(kind.name()).asLong());
                }
            }
            for (Map.Entry<String, JsonNode> channel : json.path("told").properties()) {
                JsonNode last = channel.getValue();
                told.put(
                        channel.getKey(),
                        new Told(
                                last.path("affairs").asText(),
                                Instant.parse(last.path("at").asText())));
            }
        } catch (NoSuchFileException nothingYet) {
            LOG.debug("Nothing was told before");
        } catch (IOException | DateTimeException damaged) {
            LOG.warn(
                    "What was told before can't be read; it will be told again ({})",
                    damaged.getClass().getSimpleName());
            found.clear();
            told.clear();
        }
    }

    @Nullable
    Told told(String channel) {
        return told.get(channel);
    }

    void tell(String channel, Told last) {
        told.put(channel, last);
        write();
    }

    void forget(String channel) {
        told.remove(channel);
        write();
    }

    Map<FindingKind, Long> found() {
        return Map.copyOf(found);
    }

    /** Kinds that weren't sought keep what was found of them. */
    void found(Map<FindingKind, Long> now) {
        found.putAll(now);
        write();
    }

    private void write() {
        if (file == null) {
            return;
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode counts = json.putObject("found");
        found.forEach((kind, count) -> counts.put(kind.name(), count));
        ObjectNode channels = json.putObject("told");
        told.forEach((channel, last) -> channels.putObject(channel)
                .put("affairs", last.affairs())
                .put("at", last.at().toString()));
        try {
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, json.toString());
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException unwritten) {
            LOG.warn(
                    "What was told can't be written; it will be told again after a restart ({})",
                    unwritten.getClass().getSimpleName());
        }
    }
}
