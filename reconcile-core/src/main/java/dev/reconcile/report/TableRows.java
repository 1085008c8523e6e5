package dev.reconcile.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.RunReport;
import dev.reconcile.store.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the table that the report's script works on, one array each in the order that report.js names. They are written as they
 * come; none is kept.
 */
final class TableRows {

    /** What the comparison says of a row. */
    private static final int FRESH = 1;

    private static final int STILL = 2;
    private static final int GONE = 3;

    private static final int KINDS = KindCounts.KINDS.size();

    private final RunReport report;
    private final Survey survey;
    private final Map<String, Integer> roles = new TreeMap<>();
    private final Shares shares;

    /** @param room for how many rows the table has */
    TableRows(RunReport report, Survey survey, int room) {
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

    void write(Html out, Supplier<Stream<Finding>> findings) throws IOException {
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
