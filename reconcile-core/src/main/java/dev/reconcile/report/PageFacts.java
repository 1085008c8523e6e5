package dev.reconcile.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.reconcile.FindingKind;
import dev.reconcile.RunReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/** What the report's script has to know of the whole: names, intervals, and the folders with their counts. */
final class PageFacts {

    private static final int FOLDERS = 2_500;

    private PageFacts() {}

    static void write(Html out, RunReport report, Survey survey, TableRows table) throws IOException {
        out.put("<script type=\"application/json\" id=\"facts\">");
        try (JsonGenerator json = ScriptSafe.to(out.out())) {
            json.writeStartObject();
            json.writeStringField("run", report.runId().value());
            json.writeNumberField("startedAt", report.startedAt().getEpochSecond());
            json.writeBooleanField("compared", survey.earlier().isPresent());
            json.writeBooleanField("limited", table.rows() < table.all());
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
}
