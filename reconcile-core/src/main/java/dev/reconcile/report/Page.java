package dev.reconcile.report;

import dev.reconcile.Finding;
import dev.reconcile.RunReport;
import dev.reconcile.cost.PriceList;
import dev.reconcile.journal.RunKind;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The page, from its head to its script. */
final class Page {

    private static final Resource STYLE = Resource.of("report.css");
    private static final Resource SCRIPT = Resource.of("report.js");

    private final Html out;
    private final RunReport report;
    private final Survey survey;
    private final Optional<Earlier> earlier;

    /** @param earlier the run compared with, even if it is too large */
    Page(Html out, RunReport report, Survey survey, Optional<Earlier> earlier) {
        this.out = out;
        this.report = report;
        this.survey = survey;
        this.earlier = earlier;
    }

    void write(Supplier<Stream<Finding>> findings, TableRows table, Optional<PriceList> prices) throws IOException {
        head();
        header();
        out.put("<main id=\"main\">");
        verdict();
        earlier.ifPresent(run -> ComparisonSection.write(out, report, run.report(), run, survey));
        if (survey.count() > 0) {
            DriftSection.write(out, survey);
            TimeSection.write(out, survey);
            SizeSection.write(out, report, survey, prices);
        }
        if (hasFindings()) {
            FindingsSection.write(out, report, survey, table);
        }
        ChangesSection.write(out, report);
        if (report.kind() != RunKind.UNDO) {
            CheckedSection.write(out, report);
        }
        SafetySection.write(out, report);
        RunSection.write(out, report, prices);
        out.put(
                "</main><footer><p>Reconcile, run {}. Times are UTC. Control and direction characters in names are shown escaped.</p></footer>\n",
                report.runId());
        PageFacts.write(out, report, survey, table);
        table.write(out, findings);
        out.put("<script>").put(SCRIPT.text()).put("</script>\n</body>\n</html>\n");
    }

    private void head() {
        out.put("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        // H98: no network, no frame, no form, and of all scripts only ours, byte by byte; nor can ours make markup of a
        // text
        out.put(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; script-src {}; style-src {}; base-uri &#39;none&#39;;"
                        + " form-action &#39;none&#39;; require-trusted-types-for &#39;script&#39;; trusted-types &#39;none&#39;\">\n",
                SCRIPT.hash(),
                STYLE.hash());
        out.put("""
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="referrer" content="no-referrer">
                <meta name="robots" content="noindex">
                <meta name="color-scheme" content="light dark">
                """);
        out.put("<title>{} – Reconcile run {}</title>\n", Verdict.of(report).headline(), report.runId());
        out.put("<style>").put(STYLE.text()).put("</style>\n</head>\n<body>\n");
    }

    private void header() {
        out.put(
                "<a class=\"skip\" href=\"#main\">Skip to the report</a><header class=\"top\"><div class=\"brand\"><h1>Reconcile <span>{}</span></h1>",
                doing());
        out.put(
                "<p class=\"what\"><bdi>{}</bdi> <span class=\"soft\">against</span> <bdi>{}</bdi></p>",
                report.catalog(),
                report.store());
        out.put(
                "<p class=\"id\"><code>{}</code> · {} · {}{}</p></div>",
                report.runId(),
                Words.minute(report.startedAt()),
                Words.duration(report.took()),
                report.correlationId().map(id -> " · for " + id).orElse(""));
        out.put(
                "<label class=\"theme needs-script\" hidden>Theme <select id=\"theme\"><option value=\"\">System</option><option value=\"light\">Light</option>"
                        + "<option value=\"dark\">Dark</option></select></label></header>\n<nav class=\"contents\" aria-label=\"Sections\"><ul>");
        if (earlier.isPresent()) {
            link("comparison", "Comparison");
        }
        if (survey.count() > 0) {
            link("roles", "Roles");
            link("prefixes", "Prefixes");
            link("when", "When");
            link("size", "Size and cost");
        }
        if (hasFindings()) {
            link("findings", "Findings");
        }
        link("changes", "Changes");
        if (report.kind() != RunKind.UNDO) {
            link("checked", "Checked");
        }
        link("safety", "Safety");
        link("run", "Run");
        out.put("</ul></nav>\n");
    }

    /** Of this run or the one compared with, given to the report or counted by the run. */
    private boolean hasFindings() {
        return report.kind() != RunKind.UNDO && survey.count() + survey.gone() + FindingsSection.counted(report) > 0;
    }

    private void link(String section, String name) {
        out.put("<li><a href=\"#{}\">{}</a></li>", section, name);
    }

    private String doing() {
        return switch (report.kind()) {
            case RECONCILE -> report.dryRun() ? "dry run" : "applying run";
            case APPLY ->
                "applying the plan of " + report.of().map(Object::toString).orElse("?");
            case UNDO -> "undoing " + report.of().map(Object::toString).orElse("?");
        };
    }

    private void verdict() {
        Verdict verdict = Verdict.of(report);
        out.put("<section class=\"verdict {}\" aria-labelledby=\"verdict-h\">", Words.lower(verdict.tone()));
        out.put(
                "<p class=\"state\"><span class=\"sign\" aria-hidden=\"true\"></span>{}</p>",
                Words.lower(report.state()));
        out.put("<h2 id=\"verdict-h\">{}</h2>", verdict.headline());
        if (report.kind() != RunKind.UNDO) {
            out.put("<p class=\"coverage\">{}</p>", coverage());
        }
        if (!verdict.explanation().isEmpty()) {
            out.put("<p>{}</p>", verdict.explanation());
        }
        if (!report.guardrails().isEmpty() || !report.problems().isEmpty()) {
            out.put("<ul class=\"sentences\">");
            report.problems().forEach(each -> out.put("<li><b>Problem</b> <bdi>{}</bdi></li>", each));
            report.guardrails().forEach(each -> out.put("<li><b>Limit exceeded</b> <bdi>{}</bdi></li>", each));
            out.put("</ul>");
        }
        if (!verdict.next().isEmpty()) {
            out.put("<h3>What to do next</h3><ol>");
            verdict.next().forEach(each -> out.put("<li>{}</li>", each));
            out.put("</ol>");
        }
        out.put("</section>\n");
    }

    private String coverage() {
        String listed = report.objects().listed() == 0
                ? "no objects were listed"
                : Words.count(report.objects().listed(), "object was listed", "objects were listed");
        return report.references() == 0
                ? "No references were read; " + listed + "."
                : Words.count(report.checked()) + " of " + Words.count(report.references(), "reference", "references")
                        + " (" + Words.percent(report.checked(), report.references()) + ") of "
                        + Words.count(report.records(), "record", "records") + " checked; " + listed + ".";
    }
}
