package dev.reconcile.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reconcile.Finding;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A finding as named values, and those as a line of JSON or CSV that harms neither a terminal nor a spreadsheet (H98, H99). */
public final class FindingForm {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    static {
        MAPPER.getFactory().setCharacterEscapes(new HarmlessText());
    }

    private FindingForm() {}

    /** By column: kind, key, message, and what else there is of record, role, status, context, size, etag and last_modified. */
    public static Map<String, Object> values(Finding finding) {
        Map<String, Object> values = new TreeMap<>();
        values.put("kind", finding.kind().name().toLowerCase(Locale.ROOT));
        values.put("key", finding.key().value());
        values.put("message", finding.message());
        if (finding instanceof Finding.OfReference of) {
            values.put("record", of.recordId().value());
            values.put("role", of.reference().role());
            put(values, "status", of.status());
            if (!of.context().isEmpty()) {
                values.put("context", new TreeMap<>(of.context()));
            }
        }
        StoredObject object = object(finding);
        if (object != null) {
            values.put("size", object.size());
            put(values, "etag", object.etag());
            put(values, "last_modified", object.lastModified());
        }
        return values;
    }

    private static void put(Map<String, Object> values, String column, @Nullable Object value) {
        if (value != null) {
            values.put(column, value.toString());
        }
    }

    private static @Nullable StoredObject object(Finding finding) {
        if (finding instanceof Finding.Orphan orphan) {
            return orphan.object();
        }
        if (finding instanceof Finding.Mismatch mismatch) {
            return mismatch.object();
        }
        return finding instanceof Finding.Recovered recovered ? recovered.object() : null;
    }

    /** Those of the columns that have a value, in their order. */
    public static String json(List<String> columns, Map<String, Object> values) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (String column : columns) {
            Object value = values.get(column);
            if (value != null) {
                json.set(column, MAPPER.valueToTree(value));
            }
        }
        return written(json);
    }

    private static String written(Object tree) {
        try {
            return MAPPER.writeValueAsString(tree);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A tree of JSON can't be written", impossible);
        }
    }

    /** A cell for each column. */
    public static String csv(List<String> columns, Map<String, Object> values) {
        List<String> cells = new ArrayList<>();
        for (String column : columns) {
            Object value = values.get(column);
            String text = value == null ? "" : value instanceof Map ? written(value) : String.valueOf(value);
            cells.add(cell(text));
        }
        return String.join(",", cells);
    }

    /** H98, H99: no control characters, and nothing that a spreadsheet takes for a formula. */
    private static String cell(String text) {
        String harmless = ObjectKey.escape(text);
        if (!harmless.isEmpty() && "=+-@".indexOf(harmless.charAt(0)) >= 0) {
            harmless = "'" + harmless;
        }
        boolean plain = harmless.chars().allMatch(c -> Character.isLetterOrDigit(c) || "_-./: ".indexOf(c) >= 0);
        return plain ? harmless : '"' + harmless.replace("\"", "\"\"") + '"';
    }

    /** The cells of a line of CSV, however a spreadsheet has quoted them. */
    public static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }
}
