package dev.reconcile.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.RunReport;
import dev.reconcile.store.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the report's script works on: the rows of the table, one array each in the order that report.js names, and what it has to know
 * of the whole. Rows are written as they come; none is kept.
 */
final class TableData {

    /** What the comparison says of a row. */
    private static final int FRESH = 1;

    private static final int STILL = 2;
    private static final int GONE = 3;

    private static final int KINDS = KindCounts.KINDS.size();
    private static final int FOLDERS = 2_500;

    private final RunReport report;
    private final Survey survey;
    private final Map<String, Integer> roles = new TreeMap<>();
    private final Shares shares;

    /** @param room for how many rows the table has */
    TableData(RunReport report, Survey survey, int room) {
        this.report = report;
        this.survey = survey;
        survey.byRole().keySet().forEach(role -> roles.put(role, roles.size()));
        shares = Shares.of(room, groups());
    }

    /** By kind: first those an earlier run didn't have, then those it had, or all if there is none; then those that are gone. */
    private long[] groups() {
        long[] groups = new long[3 * KINDS];
        for (FindingKind kind : KindCounts.KINDS) {
            int place = KindCounts.place(kind);
            groups[place] = survey.freshByKind.of(kind);
            groups[KINDS + place] = survey.count(kind) - survey.freshByKind.of(kind);
            groups[2 * KINDS + place] = survey.goneByKind.of(kind);
        }
        return groups;
    }

    /** How many rows the table has. */
    long rows() {
        return shares.taken();
    }

    /** How many findings of the two runs it would have with room for all. */
    long all() {
        return survey.count() + survey.gone();
    }

    void writeFacts(Html out) throws IOException {
        out.put("<script type=\"application/json\" id=\"facts\">");
        try (JsonGenerator json = ScriptSafe.to(out.out())) {
            json.writeStartObject();
            json.writeStringField("run", report.runId().value());
            json.writeNumberField("startedAt", report.startedAt().getEpochSecond());
            json.writeBooleanField("compared", survey.earlier().isPresent());
            json.writeBooleanField("limited", rows() < all());
            json.writeArrayFieldStart("kinds");
            for (FindingKind kind : KindCounts.KINDS) {
                json.writeStartArray();
                json.writeString(Words.lower(kind));
                json.writeString(Words.name(kind));
                json.writeEndArray();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("roles");
            for (String role : survey.byRole().keySet()) {
                json.writeString(role);
            }
            json.writeEndArray();
            bins(json, "written", survey.written);
            bins(json, "size", survey.sizes);
            json.writeFieldName("tree");
            PrefixTree.Node root = survey.prefixes.root();
            folder(json, root, largest(root));
            json.writeEndObject();
        }
        out.put("</script>\n");
    }

    private static void bins(JsonGenerator json, String name, Bins bins) throws IOException {
        json.writeArrayFieldStart(name);
        for (Bins.Bin bin : bins.bins()) {
            json.writeStartArray();
            json.writeString(bin.label);
            json.writeNumber(bin.from);
            json.writeNumber(bin.to);
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    /** The folders with the most findings, each with those it lies in. */
    private static Set<PrefixTree.Node> largest(PrefixTree.Node root) {
        Set<PrefixTree.Node> largest = new HashSet<>();
        PriorityQueue<PrefixTree.Node> next = new PriorityQueue<>(
                Comparator.comparingLong(PrefixTree.Node::count).reversed());
        next.addAll(root.children.values());
        while (largest.size() < FOLDERS && !next.isEmpty()) {
            PrefixTree.Node node = next.remove();
            largest.add(node);
            next.addAll(node.children.values());
        }
        return largest;
    }

    private static void folder(JsonGenerator json, PrefixTree.Node node, Set<PrefixTree.Node> shown)
            throws IOException {
        json.writeStartArray();
        json.writeString(node.name);
        json.writeNumber(node.bytes);
        json.writeNumber(node.fresh);
        for (FindingKind kind : KindCounts.KINDS) {
            json.writeNumber(node.counts.of(kind));
        }
        json.writeStartArray();
        List<PrefixTree.Node> children = new ArrayList<>(node.largest());
        children.retainAll(shown);
        for (PrefixTree.Node child : children) {
            folder(json, child, shown);
        }
        json.writeEndArray();
        json.writeEndArray();
    }

    void writeRows(Html out, Supplier<Stream<Finding>> findings) throws IOException {
        out.put("<script type=\"application/json\" id=\"rows\">");
        Optional<Earlier> earlier = survey.earlier();
        try (JsonGenerator json = ScriptSafe.to(out.out())) {
            json.writeStartArray();
            Survey.each(findings, row -> {
                boolean fresh = earlier.isPresent() && !earlier.get().had(row);
                if (shares.takes(KindCounts.place(row.kind()) + (fresh ? 0 : KINDS))) {
                    write(json, row, earlier.isEmpty() ? 0 : fresh ? FRESH : STILL);
                }
            });
            if (earlier.isPresent()) {
                try (Stream<Row> gone = earlier.get().gone(report.kinds())) {
                    gone.filter(row -> shares.takes(KindCounts.place(row.kind()) + 2 * KINDS))
                            .forEach(row -> write(json, row, GONE));
                }
            }
            json.writeEndArray();
        }
        out.put("</script>\n");
    }

    private void write(JsonGenerator json, Row row, int state) {
        try {
            json.writeRaw('\n');
            json.writeStartArray();
            json.writeNumber(KindCounts.place(row.kind()));
            String role = row.role();
            json.writeNumber(role == null ? -1 : roles.getOrDefault(role, roles.getOrDefault(Survey.OTHER_ROLES, -1)));
            Finding finding = row.finding();
            Finding.OfReference of = finding instanceof Finding.OfReference given ? given : null;
            text(json, of == null ? null : of.recordId().value());
            text(json, finding.key().value());
            json.writeNumber(row.size());
            time(json, row.written());
            time(json, row.changed());
            text(json, of == null ? null : of.status());
            text(json, of == null ? null : of.record().message());
            text(json, row.detail());
            context(json, of == null ? Map.of() : of.context());
            json.writeNumber(state);
            StoredObject object = row.object();
            text(json, object == null ? null : object.storageClass());
            text(json, object == null ? null : object.etag());
            json.writeEndArray();
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static void text(JsonGenerator json, @Nullable String text) throws IOException {
        if (text == null) {
            json.writeNull();
        } else {
            json.writeString(text);
        }
    }

    private static void time(JsonGenerator json, @Nullable Instant time) throws IOException {
        if (time == null) {
            json.writeNull();
        } else {
            json.writeNumber(time.getEpochSecond());
        }
    }

    private static void context(JsonGenerator json, Map<String, String> context) throws IOException {
        json.writeStartArray();
        for (Map.Entry<String, String> column : new TreeMap<>(context).entrySet()) {
            json.writeString(column.getKey());
            json.writeString(column.getValue());
        }
        json.writeEndArray();
    }
}
