package dev.reconcile.report;

import dev.reconcile.FindingKind;
import dev.reconcile.RunReport;

/** The table of findings: an empty one that report.js fills, and what to say where it has fewer rows than there are findings. */
final class FindingsSection {

    private FindingsSection() {}

    static void write(Html out, RunReport report, Survey survey, TableRows table) {
        out.put(
                "<section id=\"findings\" aria-labelledby=\"findings-h\"><h2 id=\"findings-h\" tabindex=\"-1\">Findings</h2>");
        notes(out, report, survey, table);
        if (table.rows() == 0) {
            out.put("<p class=\"empty\">No findings.</p></section>");
            return;
        }
        out.put(
                "<noscript><p class=\"note\">The table needs JavaScript, which is off. Everything else on this page is here.</p></noscript>");
        out.put("<div class=\"needs-script\" hidden><form class=\"tools\" role=\"search\" aria-label=\"Findings\">"
                + "<label class=\"grow\">Search <input id=\"q\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\" placeholder=\"key, record, status, message, context\"></label>"
                + "<label>Kind <select id=\"kind\"><option value=\"\">All</option>");
        for (FindingKind kind : KindCounts.KINDS) {
            if (survey.count(kind) + survey.goneByKind.of(kind) > 0) {
                out.put("<option value=\"{}\">{}</option>", KindCounts.place(kind), Words.name(kind));
            }
        }
        out.put("</select></label><label>Role <select id=\"role\"><option value=\"\">All</option>");
        int index = 0;
        for (String role : survey.byRole().keySet()) {
            out.put("<option value=\"{}\">{}</option>", index++, role);
        }
        out.put("</select></label>");
        if (survey.earlier().isPresent()) {
            out.put(
                    "<label>Compared <select id=\"state\"><option value=\"\">All</option><option value=\"0\">Found now</option><option value=\"1\">New</option>"
                            + "<option value=\"2\">Still there</option><option value=\"3\">Gone</option></select></label>");
        }
        out.put("<span class=\"buttons\"><button type=\"button\" id=\"csv\">Export CSV</button>"
                + "<button type=\"button\" id=\"json\">Export JSON</button></span></form>"
                + "<div id=\"chips\" class=\"chips\"></div>"
                + "<p id=\"count\" class=\"count\" role=\"status\" aria-live=\"polite\"></p>"
                + "<div class=\"scroll tall\" role=\"group\" tabindex=\"0\" aria-labelledby=\"findings-h\"><table id=\"table\"><caption class=\"sr\">Findings,"
                + " sorted and filtered as chosen</caption><thead></thead><tbody></tbody></table></div>"
                + "<nav class=\"pages\" aria-label=\"Pages of findings\"></nav></div></section>");
    }

    private static void notes(Html out, RunReport report, Survey survey, TableRows table) {
        long left = table.all() - table.rows();
        if (left > 0) {
            out.put(
                    "<p class=\"note\" id=\"left-out\">The table has {} of {} findings: {} left out, so that the page stays usable. Each kind has a"
                            + " fair part, taken evenly over all of it. All counts and charts above are of all findings; the run’s plan lists every one.</p>",
                    Words.count(table.rows()),
                    Words.count(table.all()),
                    Words.count(left) + (left == 1 ? " is" : " are"));
        }
        long counted = counted(report);
        if (counted != survey.count()) {
            out.put(
                    "<p class=\"note\" id=\"given\">The run counted {} and this report was given {}: the charts and the table are of those.</p>",
                    Words.count(counted, "finding", "findings"),
                    Words.count(survey.count()));
        }
    }

    /** How many findings the run says it has. */
    static long counted(RunReport report) {
        return report.missing()
                + report.mismatched()
                + report.recovered()
                + report.expired()
                + report.objects().orphans()
                + report.uploads().listed();
    }
}
