package dev.reconcile.report;

import dev.reconcile.Finding;
import dev.reconcile.json.FindingForm;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Findings as lines, for programs and spreadsheets: keys are as they are in JSON, and in CSV escaped, with nothing that a spreadsheet would take for
 * a formula (H98, H99).
 */
public final class FindingLines {

    private static final List<String> COLUMNS = List.of(
            "kind",
            "record",
            "role",
            "key",
            "status",
            "record_changed",
            "size",
            "etag",
            "last_modified",
            "context",
            "message");

    private FindingLines() {}

    /** One JSON object, without a line's end. What a finding hasn't is left out. */
    public static String json(Finding finding) {
        return FindingForm.json(COLUMNS, values(finding));
    }

    /** One line of CSV, with a cell for each of the {@link #titles}. */
    public static String csv(Finding finding) {
        return FindingForm.csv(COLUMNS, values(finding));
    }

    /** The first line of CSV. */
    public static String titles() {
        return String.join(",", COLUMNS);
    }

    private static Map<String, Object> values(Finding finding) {
        Map<String, Object> values = FindingForm.values(finding);
        @Nullable
        Object changed = finding instanceof Finding.OfReference of ? of.record().lastChanged() : null;
        if (changed != null) {
            values.put("record_changed", changed.toString());
        }
        return values;
    }
}
