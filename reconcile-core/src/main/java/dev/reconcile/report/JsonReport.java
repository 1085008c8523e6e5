package dev.reconcile.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reconcile.Difference;
import dev.reconcile.Finding;
import dev.reconcile.RunReport;
import dev.reconcile.catalog.UnusableReference;
import dev.reconcile.json.HarmlessText;
import dev.reconcile.store.StoredObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A report as JSON: flat counts first ({@code checked}, {@code missing_original}, {@code updated}, …), as a reader of an admin
 * endpoint wants them, then everything by role, and the examples. Names are in snake case. Keys and values of records are given
 * as they are under {@code key} and {@code value}, with what could harm a terminal as JSON escapes (H98), and readable under
 * {@code message}.
 */
public final class JsonReport {

    private static final ObjectMapper MAPPER = mapper();

    private JsonReport() {}

    /** The JSON on one line. */
    public static String render(RunReport report) {
        return written(MAPPER.writer(), report);
    }

    /** The JSON over many lines, for people. */
    public static String renderIndented(RunReport report) {
        return written(MAPPER.writerWithDefaultPrettyPrinter(), report);
    }

    /**
     * Several runs as one object: {@code state}, the worst of theirs, and {@code runs}, each as {@link #render} has it.
     *
     * @throws IllegalArgumentException if there is no report
     */
    public static String renderTogether(List<RunReport> reports) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("state", lower(RunReport.worst(reports)));
        ArrayNode runs = json.putArray("runs");
        reports.forEach(each -> runs.add(tree(each)));
        return written(MAPPER.writer(), json);
    }

    private static String written(ObjectWriter writer, RunReport report) {
        return written(writer, tree(report));
    }

    private static String written(ObjectWriter writer, ObjectNode tree) {
        try {
            return writer.writeValueAsString(tree);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A tree of JSON can't be written", impossible);
        }
    }

    private static ObjectMapper mapper() {
        ObjectMapper mapper = new ObjectMapper();
        mapper.getFactory().setCharacterEscapes(new HarmlessText());
        return mapper;
    }

    private static ObjectNode tree(RunReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("run_id", report.runId().value());
        json.put("kind", lower(report.kind()));
        report.of().ifPresent(run -> json.put("of", run.value()));
        report.correlationId().ifPresent(id -> json.put("correlation_id", id));
        json.put("dry_run", report.dryRun());
        json.put("state", lower(report.state()));
        json.put("strategy", lower(report.strategy()));
        json.put("store", report.store());
        json.put("catalog", report.catalog());
        json.put("started_at", report.startedAt().toString());
        json.put("took_ms", report.took().toMillis());
        ObjectNode timings = json.putObject("timings_ms");
        report.timings().forEach((stage, took) -> timings.put(lower(stage), took.toMillis()));

        json.put("records", report.records());
        json.put("checked", report.checked());
        report.roles().forEach(role -> json.put("missing_" + role.role(), role.missing()));
        report.roles().forEach(role -> json.put("mismatched_" + role.role(), role.mismatched()));
        report.roles().forEach(role -> json.put("recovered_" + role.role(), role.recovered()));
        json.put("verified", report.verification().verified());
        json.put("unverifiable", report.verification().unverifiable());
        json.put("orphans", report.objects().orphans());
        json.put("orphan_bytes", report.objects().orphanBytes());
        json.put("updated", report.marks().applied());
        json.put(
                "skipped",
                report.roles().stream().mapToLong(RunReport.RoleCounts::skipped).sum());
        json.put("unknown", report.unknown());
        json.put(
                "conflict",
                report.roles().stream()
                        .mapToLong(RunReport.RoleCounts::conflicts)
                        .sum());

        ObjectNode roles = json.putObject("roles");
        report.roles().forEach(role -> role(role, roles.putObject(role.role())));
        objects(report.objects(), json.putObject("objects"));
        unusable(report.unusable(), json.putObject("unusable"));
        changes(report.marks(), json.putObject("marks"));
        changes(report.restores(), json.putObject("restores"));
        changes(report.orphanChanges(), json.putObject("orphan_changes"));
        ObjectNode uploads = json.putObject("uploads");
        uploads.put("unfinished", report.uploads().listed());
        changes(report.uploads().aborts(), uploads.putObject("aborts"));
        ArrayNode notApplied = json.putArray("not_applied");
        report.notApplied()
                .forEach(each -> notApplied
                        .addObject()
                        .put("item", each.item())
                        .put("outcome", lower(each.outcome()))
                        .put("message", each.detail()));
        json.put("digest", report.digest());
        requests(report.requests(), json.putObject("requests"));
        ArrayNode guardrails = json.putArray("guardrails");
        report.guardrails().forEach(guardrails::add);
        ArrayNode problems = json.putArray("problems");
        report.problems().forEach(problems::add);
        ArrayNode examples = json.putArray("examples");
        report.examples().forEach(finding -> example(finding, examples.addObject()));
        report.nextCursor()
                .ifPresentOrElse(cursor -> json.put("next_cursor", cursor.value()), () -> json.putNull("next_cursor"));
        return json;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static void role(RunReport.RoleCounts role, ObjectNode json) {
        json.put("references", role.references());
        json.put("checked", role.checked());
        json.put("missing", role.missing());
        json.put("mismatched", role.mismatched());
        json.put("recovered", role.recovered());
        json.put("updated", role.updated());
        json.put("not_required", role.notRequired());
        json.put("skipped_too_young", role.tooYoung());
        json.put("skipped_already_marked", role.alreadyMarked());
        json.put("unknown", role.unknown());
        json.put("conflict", role.conflicts());
        json.put("hidden", role.hidden());
        json.put("verified", role.verification().verified());
        json.put("unverifiable", role.verification().unverifiable());
        json.put("verification_unknown", role.verification().unknown());
        json.put("verification_conflict", role.verification().conflicts());
    }

    private static void objects(RunReport.ObjectCounts objects, ObjectNode json) {
        json.put("listed", objects.listed());
        json.put("orphans", objects.orphans());
        json.put("skipped_too_young", objects.tooYoung());
        json.put("unknown", objects.unknown());
        json.put("conflict", objects.conflicts());
        json.put("vanished", objects.vanished());
        json.put("twins", objects.twins());
        json.put("not_ours", objects.notOurs());
        json.put("directory_markers", objects.directoryMarkers());
        ObjectNode byClass = json.putObject("orphan_bytes_by_class");
        objects.orphanBytesByClass().forEach(byClass::put);
    }

    private static void unusable(RunReport.UnusableCounts unusable, ObjectNode json) {
        json.put("foreign", unusable.foreign());
        json.put("unparsable", unusable.unparsable());
        json.put("empty", unusable.empty());
        ArrayNode examples = json.putArray("examples");
        for (UnusableReference each : unusable.examples()) {
            ObjectNode example = examples.addObject();
            example.put("id", each.recordId().value());
            example.put("role", each.role());
            example.put("kind", lower(each.kind()));
            example.put("value", each.value());
            example.put("message", each.detail());
        }
    }

    private static void changes(RunReport.ChangeCounts marks, ObjectNode json) {
        json.put("proposed", marks.proposed());
        json.put("attempted", marks.attempted());
        json.put("applied", marks.applied());
        json.put("already", marks.already());
        json.put("conflict", marks.conflicts());
        json.put("gone", marks.gone());
        json.put("skipped", marks.skipped());
        json.put("failed", marks.failed());
        json.put("unknown", marks.unknown());
        json.put("uncertain", marks.uncertain());
    }

    private static void requests(RunReport.RequestCounts requests, ObjectNode json) {
        json.put("lists", requests.lists());
        json.put("stats", requests.stats());
        json.put("catalog_reads", requests.catalogReads());
        json.put("record_look_ups", requests.recordLookUps());
        json.put("key_look_ups", requests.keyLookUps());
        json.put("mark_batches", requests.markBatches());
        json.put("store_changes", requests.storeChanges());
        json.put("retries", requests.retries());
        json.put("content_reads", requests.contentReads());
    }

    private static void example(Finding finding, ObjectNode json) {
        json.put("kind", lower(finding.kind()));
        if (finding instanceof Finding.OfReference of) {
            json.put("id", of.recordId().value());
            json.put("role", of.reference().role());
            json.put("status", of.status());
            ObjectNode context = json.putObject("context");
            of.context().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(column -> context.put(column.getKey(), column.getValue()));
        }
        json.put("key", finding.key().value());
        if (finding instanceof Finding.Orphan orphan) {
            object(orphan.object(), json);
        } else if (finding instanceof Finding.Mismatch mismatch) {
            object(mismatch.object(), json);
            Difference difference = mismatch.difference();
            if (difference.isOfSizes()) {
                json.put("expected_size", mismatch.reference().expectedSize().orElse(-1));
            } else {
                json.put("what", difference.what());
                json.put("expected", difference.expected());
                json.put("found", difference.found());
            }
        }
        json.put("message", finding.message());
    }

    private static void object(StoredObject object, ObjectNode json) {
        json.put("size", object.size());
        json.put("etag", object.etag());
        json.put(
                "last_modified",
                object.lastModified() == null ? null : object.lastModified().toString());
    }
}
