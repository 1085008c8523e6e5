package dev.reconcile.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reconcile.Finding;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.Plan;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RecoveryPolicy;
import dev.reconcile.json.HarmlessText;
import dev.reconcile.store.Checksum;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The lines of a plan: one for each finding, with the change that the request proposes for it. */
final class PlanLines {

    private static final List<String> COLUMNS = List.of(
            "line",
            "kind",
            "change",
            "record",
            "role",
            "key",
            "status",
            "size",
            "etag",
            "last_modified",
            "context",
            "message");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static {
        MAPPER.getFactory().setCharacterEscapes(new HarmlessText());
    }

    private final ReconcileRequest request;

    PlanLines(ReconcileRequest request) {
        this.request = request;
    }

    String line(int number, Finding finding, Plan.Form form) {
        Map<String, Object> values = values(number, finding);
        return form == Plan.Form.CSV ? csv(values) : json(values);
    }

    /** The names of the columns, where the form has such a line. */
    static String titles() {
        return String.join(",", COLUMNS);
    }

    private String change(Finding finding) {
        return switch (finding.kind()) {
            case MISSING, MISMATCH -> "mark";
            case RECOVERED -> request.recoveryPolicy() == RecoveryPolicy.RESTORE_STATUS ? "restore_status" : "report";
            case EXPIRED -> request.purges() ? "purge" : "report";
            case ORPHAN -> lower(request.orphanPolicy());
            case UPLOAD -> request.abortsUploads() ? "abort" : "report";
        };
    }

    boolean deletes(Finding finding) {
        return finding instanceof Finding.Orphan && request.orphanPolicy() == OrphanPolicy.DELETE;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private Map<String, Object> values(int number, Finding finding) {
        Map<String, Object> values = new TreeMap<>();
        values.put("line", number);
        values.put("kind", lower(finding.kind()));
        values.put("change", change(finding));
        values.put("key", finding.key().value());
        values.put("message", finding.message());
        if (finding instanceof Finding.OfReference of) {
            values.put("record", of.recordId().value());
            values.put("role", of.reference().role());
            if (of.status() != null) {
                values.put("status", of.status());
            }
            if (!of.context().isEmpty()) {
                values.put("context", new TreeMap<>(of.context()));
            }
        }
        StoredObject object = object(finding);
        if (object != null) {
            values.put("size", object.size());
            if (object.etag() != null) {
                values.put("etag", object.etag());
            }
            if (object.lastModified() != null) {
                values.put("last_modified", object.lastModified().toString());
            }
        }
        return values;
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

    private static String json(Map<String, Object> values) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (String column : COLUMNS) {
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

    private static String csv(Map<String, Object> values) {
        List<String> cells = new ArrayList<>();
        for (String column : COLUMNS) {
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
    static List<String> cells(String line) {
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

    Digest digest() {
        return new Digest();
    }

    /** A sum over lines, in their order. */
    final class Digest {

        private final MessageDigest sum = Checksum.Algorithm.SHA256.digest();

        void add(int number, Finding finding) {
            add(line(number, finding, Plan.Form.JSON_LINES));
        }

        void add(String text) {
            sum.update(text.getBytes(StandardCharsets.UTF_8));
            sum.update((byte) '\n');
        }

        String hex() {
            return HexFormat.of().formatHex(sum.digest());
        }
    }
}
