package dev.reconcile.report;

import dev.reconcile.RunReport;
import dev.reconcile.RunReport.RoleCounts;
import dev.reconcile.catalog.UnusableReference;
import java.util.List;
import java.util.function.ToLongFunction;

/** Why what was found can be believed, and where it can't. Three counts that are never added together stand apart here. */
final class SafetySection {

    private SafetySection() {}

    static void write(Html out, RunReport report) {
        out.put("<section id=\"safety\" aria-labelledby=\"safety-h\"><h2 id=\"safety-h\">Safety evidence</h2>");
        out.put(
                "<p class=\"hint\">A scan only nominates: each finding was read again in the catalog and looked at again in the store. These are never added"
                        + " together.</p><div class=\"cards\">");
        card(
                out,
                "Unknown",
                sum(report, RoleCounts::unknown),
                report.objects().unknown(),
                "couldn’t be looked at: never taken for missing");
        card(
                out,
                "Skipped",
                sum(report, RoleCounts::skipped),
                report.objects().tooYoung(),
                "too young to judge, or marked already");
        card(
                out,
                "Conflict",
                sum(report, RoleCounts::conflicts),
                report.objects().conflicts(),
                "changed between two looks: left alone");
        card(
                out,
                "Hidden",
                sum(report, RoleCounts::hidden),
                -1,
                "there, though the listing didn’t show it: don’t trust that listing");
        out.put("</div>");
        list(
                out,
                report.dryRun() ? "Limits an applying run would halt at" : "Limits exceeded",
                report.guardrails(),
                "No guardrail was exceeded.");
        list(out, "Problems", report.problems(), "No problems.");
        unusable(out, report);
        if (!report.digest().isEmpty()) {
            out.put(
                    "<p class=\"hint\">What was found has the digest <code>{}</code>; a plan is bound to it.</p>",
                    report.digest());
        }
        out.put("</section>");
    }

    private static long sum(RunReport report, ToLongFunction<RoleCounts> count) {
        return report.roles().stream().mapToLong(count).sum();
    }

    private static void card(Html out, String name, long references, long objects, String meaning) {
        out.put(
                "<div class=\"card\"><h3>{}</h3><p class=\"figure{}\">{} <small>{}</small></p>",
                name,
                references == 0 ? " none" : "",
                Words.count(references),
                references == 1 ? "reference" : "references");
        if (objects >= 0) {
            out.put(
                    "<p class=\"figure{}\">{} <small>{}</small></p>",
                    objects == 0 ? " none" : "",
                    Words.count(objects),
                    objects == 1 ? "object" : "objects");
        }
        out.put("<p class=\"hint\">{}</p></div>", meaning);
    }

    private static void list(Html out, String heading, List<String> sentences, String none) {
        out.put("<h3>{}</h3>", heading);
        if (sentences.isEmpty()) {
            out.put("<p class=\"empty\">{}</p>", none);
            return;
        }
        out.put("<ul class=\"sentences\">");
        sentences.forEach(each -> out.put("<li><bdi>{}</bdi></li>", each));
        out.put("</ul>");
    }

    private static void unusable(Html out, RunReport report) {
        RunReport.UnusableCounts unusable = report.unusable();
        out.put("<h3 id=\"unusable-h\">Values that name no object of this store</h3>");
        if (unusable.foreign() + unusable.unparsable() + unusable.empty() == 0) {
            out.put("<p class=\"empty\">None.</p>");
            return;
        }
        out.put(
                "<p>{} foreign, {} unparsable, {} empty.{}</p>",
                Words.count(unusable.foreign()),
                Words.count(unusable.unparsable()),
                Words.count(unusable.empty()),
                unusable.foreign() + unusable.unparsable() > 0
                        ? " As long as there are foreign or unparsable ones, no object can be told to be an orphan."
                        : "");
        if (unusable.examples().isEmpty()) {
            return;
        }
        out.put(
                "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-labelledby=\"unusable-h\"><table><thead><tr><th scope=\"col\">Record</th>"
                        + "<th scope=\"col\">Role</th><th scope=\"col\">Kind</th><th scope=\"col\">Value</th><th scope=\"col\">Why</th></tr></thead><tbody>");
        for (UnusableReference each : unusable.examples()) {
            out.put(
                    "<tr><th scope=\"row\" class=\"key\"><bdi>{}</bdi></th><td>{}</td><td>{}</td><td class=\"key\"><bdi>{}</bdi></td><td><bdi>{}</bdi></td></tr>",
                    each.recordId(),
                    each.role(),
                    Words.lower(each.kind()),
                    each.value(),
                    each.detail());
        }
        out.put("</tbody></table></div>");
    }
}
