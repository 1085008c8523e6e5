package dev.reconcile.report;

import dev.reconcile.RunReport;
import dev.reconcile.RunReport.ChangeCounts;
import dev.reconcile.RunReport.NotApplied;
import dev.reconcile.journal.RunKind;
import java.util.LinkedHashMap;
import java.util.Map;

/** What was changed, and what wasn't and why. */
final class ChangesSection {

    private ChangesSection() {}

    static void write(Html out, RunReport report) {
        out.put("<section id=\"changes\" aria-labelledby=\"changes-h\"><h2 id=\"changes-h\">Changes</h2>");
        out.put(
                "<p>{}</p>",
                report.dryRun()
                        ? "A dry run: nothing was changed. This is what the findings propose."
                        : "What became of each proposed change. Every one was journalled before it was made.");
        boolean undo = report.kind() == RunKind.UNDO;
        Map<String, ChangeCounts> all = new LinkedHashMap<>();
        all.put(undo ? "Marks taken back" : "Marks", report.marks());
        all.put(undo ? "Records marked again" : "Statuses restored", report.restores());
        all.put("Records purged", report.purges());
        all.put(undo ? "Objects restored" : "Orphans changed", report.orphanChanges());
        all.put("Uploads aborted", report.uploads().aborts());
        all.values().removeIf(counts -> counts.equals(ChangeCounts.NONE));
        if (all.isEmpty()) {
            out.put("<p class=\"empty\">Nothing was proposed.</p></section>");
            return;
        }
        out.put(
                "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-labelledby=\"changes-h\"><table><thead><tr><th scope=\"col\">Change</th>");
        for (String head : new String[] {
            "Proposed",
            "Attempted",
            "Applied",
            "Already so",
            "Conflict",
            "Gone",
            "Skipped",
            "Failed",
            "Unknown",
            "Uncertain"
        }) {
            out.put("<th scope=\"col\" class=\"n\">{}</th>", head);
        }
        out.put("</tr></thead><tbody>");
        all.forEach((name, counts) -> row(out, name, counts));
        out.put("</tbody></table></div>");
        if (!report.notApplied().isEmpty()) {
            notApplied(out, report);
        }
        out.put("</section>");
    }

    private static void row(Html out, String name, ChangeCounts counts) {
        out.put("<tr><th scope=\"row\">{}</th>", name);
        long[] numbers = {
            counts.proposed(),
            counts.attempted(),
            counts.applied(),
            counts.already(),
            counts.conflicts(),
            counts.gone(),
            counts.skipped(),
            counts.failed(),
            counts.unknown(),
            counts.uncertain()
        };
        for (int i = 0; i < numbers.length; i++) {
            out.put(
                    "<td class=\"n {}\">{}</td>",
                    numbers[i] == 0 ? "none" : i >= 7 ? "warn" : "",
                    Words.count(numbers[i]));
        }
        out.put("</tr>");
    }

    private static void notApplied(Html out, RunReport report) {
        out.put("<h3 id=\"not-applied-h\">Not applied, for example</h3>");
        out.put(
                "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-labelledby=\"not-applied-h\"><table><thead><tr><th scope=\"col\">Item</th>"
                        + "<th scope=\"col\">Outcome</th><th scope=\"col\">Why</th></tr></thead><tbody>");
        for (NotApplied each : report.notApplied()) {
            out.put(
                    "<tr><th scope=\"row\" class=\"key\"><bdi>{}</bdi></th><td>{}</td><td><bdi>{}</bdi></td></tr>",
                    each.item(),
                    Words.lower(each.outcome()),
                    each.detail());
        }
        out.put("</tbody></table></div><p class=\"hint\">All of them are in the journal.</p>");
    }
}
