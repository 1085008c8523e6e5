package dev.reconcile.report;

import dev.reconcile.FindingKind;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import java.util.ArrayList;
import java.util.List;

/** What is new since another run, what is gone, and how far the two can be compared. */
final class ComparisonSection {

    private ComparisonSection() {}

    static void write(Html out, RunReport report, RunReport before, Earlier earlier, Survey survey) {
        out.put(
                "<section id=\"comparison\" aria-labelledby=\"comparison-h\"><h2 id=\"comparison-h\">Since run {}</h2>",
                before.runId());
        if (earlier.isTooLarge()) {
            out.put(
                    "<p class=\"note\">That run has more than {} findings, too many to compare one by one. Nothing below says what is new or gone.</p></section>",
                    Words.count(Earlier.LIMIT));
            return;
        }
        out.put("<p>That run began {}.</p><div class=\"cards\">", Words.minute(before.startedAt()));
        card(out, 1, "New", survey.fresh(), "found now, not then");
        card(out, 2, "Still there", survey.count() - survey.fresh(), "found by both");
        card(out, 3, "Gone", survey.gone(), "found then, not now");
        out.put("</div>");
        caveats(report, before, survey).forEach(each -> out.put("<p class=\"note\">{}</p>", each));
        if (survey.count() + survey.gone() > 0) {
            byKind(out, survey);
        }
        out.put("</section>");
    }

    private static void card(Html out, int state, String name, long count, String meaning) {
        out.put(
                "<div class=\"card\"><h3>{}</h3><p class=\"figure{}\"><span data-filter=\"state:{}\">{}</span></p><p class=\"hint\">{}</p></div>",
                name,
                count == 0 ? " none" : "",
                state,
                Words.count(count),
                meaning);
    }

    /** Why less than everything can be said. */
    private static List<String> caveats(RunReport report, RunReport before, Survey survey) {
        List<String> caveats = new ArrayList<>();
        if (!report.store().equals(before.store()) || !report.catalog().equals(before.catalog())) {
            caveats.add("The two runs aren’t of the same catalog and store: that run was of " + before.catalog()
                    + " and " + before.store() + ".");
        }
        if (report.state() != RunState.COMPLETE || report.nextCursor().isPresent()) {
            caveats.add("This run didn’t look at everything: what is gone may only not have been looked at.");
        }
        if (before.state() != RunState.COMPLETE || before.nextCursor().isPresent()) {
            caveats.add("The earlier run didn’t look at everything: what is new may have been there then.");
        }
        if (survey.notSought() > 0) {
            caveats.add(Words.count(survey.notSought(), "finding", "findings")
                    + " of the earlier run are of kinds that this run didn’t look for; they aren’t counted as gone.");
        }
        if (survey.gone() > 0) {
            caveats.add(
                    "Gone means that this run doesn’t report it: repaired, marked meanwhile, or outside of what this run was asked to look at.");
        }
        return caveats;
    }

    private static void byKind(Html out, Survey survey) {
        out.put(
                "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-labelledby=\"comparison-h\"><table class=\"narrow\"><thead><tr><th scope=\"col\">Kind</th>"
                        + "<th scope=\"col\" class=\"n\">Then</th><th scope=\"col\" class=\"n\">Gone</th><th scope=\"col\" class=\"n\">Still there</th>"
                        + "<th scope=\"col\" class=\"n\">New</th><th scope=\"col\" class=\"n\">Now</th></tr></thead><tbody>");
        for (FindingKind kind : KindCounts.KINDS) {
            long now = survey.count(kind);
            long fresh = survey.freshByKind.of(kind);
            long gone = survey.goneByKind.of(kind);
            if (now + gone > 0) {
                out.put(
                        "<tr><th scope=\"row\"><i class=\"dot k-{}\"></i>{}</th><td class=\"n\">{}</td>",
                        Words.lower(kind),
                        Words.name(kind),
                        Words.count(now - fresh + gone));
                cell(out, kind, 3, gone);
                cell(out, kind, 2, now - fresh);
                cell(out, kind, 1, fresh);
                out.put("<td class=\"n\">{}</td></tr>", Words.count(now));
            }
        }
        out.put("</tbody></table></div>");
    }

    private static void cell(Html out, FindingKind kind, int state, long count) {
        if (count == 0) {
            out.put("<td class=\"n none\">0</td>");
        } else {
            out.put(
                    "<td class=\"n\"><span data-filter=\"kind:{};state:{}\">{}</span></td>",
                    KindCounts.place(kind),
                    state,
                    Words.count(count));
        }
    }
}
