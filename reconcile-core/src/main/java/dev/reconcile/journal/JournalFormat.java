package dev.reconcile.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.reconcile.Change;
import dev.reconcile.Finding;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.json.HarmlessText;
import dev.reconcile.store.ObjectKey;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The form of a journal entry: one JSON object on one line, without control characters (H98), with its kind under {@code entry}
 * and names in snake case. Every field is written, and has to be there; what isn't known is passed over. docs/journal.md
 * describes it. Thread-safe.
 */
public final class JournalFormat {

    /** The version of the form. A journal of a later version isn't read. */
    public static final int VERSION = 1;

    /** The same set is the same text, whatever order this JVM keeps it in. */
    @SuppressWarnings("rawtypes")
    private static final JsonSerializer<Set> SORTED = new JsonSerializer<>() {
        @Override
        @SuppressWarnings("unchecked")
        public void serialize(Set value, JsonGenerator out, SerializerProvider context) throws IOException {
            context.defaultSerializeValue(List.copyOf(new TreeSet<>(value)), out);
        }
    };

    private static final JsonMapper MAPPER = mapper();

    private JournalFormat() {}

    /** The entry on one line, without an end of line. */
    public static String line(JournalEntry entry) {
        try {
            return MAPPER.writerFor(JournalEntry.class).writeValueAsString(entry);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A journal entry can't be written: " + entry, impossible);
        }
    }

    /** @throws JournalException if the line is no entry of this version */
    public static JournalEntry entry(String line) {
        return entry(line, "A line of the journal");
    }

    /**
     * @param where which line it is, to begin a message with
     * @throws JournalException if the line is no entry of this version
     */
    public static JournalEntry entry(String line, String where) {
        Optional<JournalEntry> entry;
        try {
            entry = Optional.ofNullable(MAPPER.readValue(line, JournalEntry.class));
        } catch (JsonProcessingException unreadable) { // its text quotes the line raw (H98)
            entry = Optional.empty();
        }
        if (entry.isEmpty() || entry.get() instanceof JournalEntry.Begun) {
            parsed(line).ifPresent(json -> refuseLater(json.path("format").asInt(), where));
        }
        return entry.orElseThrow(() -> new JournalException(
                where + " is no entry of format " + VERSION + ": '" + excerpt(line)
                        + "'. It was damaged, or written by a newer version of this library: use that version, restore the"
                        + " journal from a backup, or remove this run from it; without its journal a run can't be resumed,"
                        + " applied or undone",
                null));
    }

    /** Whether the line is JSON at all. A line that isn't was cut off or damaged, and not written by a newer version. */
    static boolean isJson(String line) {
        return parsed(line).isPresent();
    }

    private static Optional<JsonNode> parsed(String line) {
        try {
            return Optional.of(MAPPER.readTree(line)).filter(JsonNode::isObject);
        } catch (JsonProcessingException damaged) {
            return Optional.empty();
        }
    }

    private static void refuseLater(int format, String where) {
        if (format > VERSION) {
            throw new JournalException(
                    where + " has the format " + format + ", and this version of the library reads formats up to "
                            + VERSION + "; use a newer one",
                    null);
        }
    }

    private static String excerpt(String line) {
        return ObjectKey.escape(line.length() > 80 ? line.substring(0, 80) + "…" : line);
    }

    private static JsonMapper mapper() {
        StreamReadConstraints anySize = StreamReadConstraints.builder() // what was written can be read
                .maxStringLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .build();
        JsonMapper mapper = JsonMapper.builder(
                        JsonFactory.builder().streamReadConstraints(anySize).build())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
                .addMixIn(JournalEntry.class, EntryKinds.class)
                .addMixIn(Finding.class, EntryKinds.OfFindings.class)
                .addMixIn(Change.class, EntryKinds.OfChanges.class)
                .addModule(values())
                .build();
        mapper.getFactory().setCharacterEscapes(new HarmlessText());
        return mapper;
    }

    private static SimpleModule values() {
        SimpleModule module = new SimpleModule("reconcile");
        text(module, ObjectKey.class, ObjectKey::value, ObjectKey::of);
        text(module, RecordId.class, RecordId::value, RecordId::new);
        text(module, RunId.class, RunId::value, RunId::new);
        text(module, Instant.class, Instant::toString, Instant::parse);
        text(module, Duration.class, Duration::toString, Duration::parse);
        module.addSerializer(ReconcileRequest.class, RequestForm.SERIALIZER);
        module.addDeserializer(ReconcileRequest.class, RequestForm.DESERIALIZER);
        module.addSerializer(OptionalLong.class, OptionalForms.LONG_OUT);
        module.addDeserializer(OptionalLong.class, OptionalForms.LONG_IN);
        module.addSerializer(OptionalInt.class, OptionalForms.INT_OUT);
        module.addDeserializer(OptionalInt.class, OptionalForms.INT_IN);
        module.addSerializer(Optional.class, OptionalForms.OUT);
        module.addDeserializer(Optional.class, new OptionalForms.In());
        module.addSerializer(Set.class, SORTED);
        return module;
    }

    /** A value that stands for itself as a text. */
    private static <T> void text(
            SimpleModule module, Class<T> type, Function<T, String> write, Function<String, T> read) {
        module.addSerializer(type, new JsonSerializer<T>() {
            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider context) throws IOException {
                out.writeString(write.apply(value));
            }
        });
        module.addDeserializer(type, new JsonDeserializer<T>() {
            @Override
            public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
                String text = in.getValueAsString();
                try {
                    return read.apply(text);
                } catch (RuntimeException invalid) {
                    throw context.weirdStringException(text, type, "invalid");
                }
            }
        });
    }
}
