package dev.reconcile.report;

import dev.reconcile.Progress;
import dev.reconcile.RunReport;
import dev.reconcile.RunReport.RequestCounts;
import dev.reconcile.cost.PriceList;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How the run went: its stages in time, and what it asked of store and catalog. */
final class RunSection {

    private static final int WIDTH = 720;

    private RunSection() {}

    static void write(Html out, RunReport report, Optional<PriceList> prices) {
        out.put("<section id=\"run\" aria-labelledby=\"run-h\"><h2 id=\"run-h\">The run</h2><div class=\"pair\"><div>");
        timeline(out, report);
        out.put("</div><div>");
        requests(out, report, prices);
        out.put("</div></div></section>");
    }

    private static void timeline(Html out, RunReport report) {
        out.put("<h3 id=\"stages-h\">Time</h3>");
        out.put(
                "<p>Began {}, took <strong>{}</strong>.</p>",
                Words.minute(report.startedAt()),
                Words.duration(report.took()));
        if (report.timings().isEmpty()) {
            out.put("<p class=\"empty\">It didn’t come to its first stage.</p>");
            return;
        }
        Duration stages = report.timings().values().stream().reduce(Duration.ZERO, Duration::plus);
        long whole = Math.max(1, Math.max(report.took().toMillis(), stages.toMillis()));
        out.put(
                "<svg class=\"timeline\" viewBox=\"0 0 {} 20\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">",
                WIDTH);
        out.put("<rect class=\"rest\" x=\"0\" y=\"0\" width=\"{}\" height=\"20\"/>", WIDTH);
        double x = 0;
        for (Map.Entry<Progress.Stage, Duration> stage : report.timings().entrySet()) {
            double width = (double) WIDTH * stage.getValue().toMillis() / whole;
            out.put(
                    "<rect class=\"s-{}\" x=\"{}\" y=\"0\" width=\"{}\" height=\"20\"/>",
                    Words.lower(stage.getKey()),
                    Bars.number(x),
                    Bars.number(width));
            x += width;
        }
        out.put(
                "</svg><div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-labelledby=\"stages-h\"><table><thead><tr><th scope=\"col\">Stage</th>"
                        + "<th scope=\"col\" class=\"n\">Time</th><th scope=\"col\" class=\"n\">Share</th></tr></thead><tbody>");
        report.timings().forEach((stage, took) -> row(out, "s-" + Words.lower(stage), name(stage), took, whole));
        Duration rest = report.took().minus(stages);
        if (rest.toMillis() > 0) {
            row(out, "rest", "Between the stages", rest, whole);
        }
        out.put("</tbody></table></div>");
    }

    private static String name(Progress.Stage stage) {
        return switch (stage) {
            case SNAPSHOT -> "Snapshot: reading the catalog";
            case WALK -> "Walk: comparing, and looking again";
            case VERIFY -> "Verify: checksums, contents, metadata";
            case APPLY -> "Apply: making the changes";
        };
    }

    private static void row(Html out, String style, String name, Duration took, long whole) {
        out.put(
                "<tr><th scope=\"row\"><i class=\"dot {}\"></i>{}</th><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
                style,
                name,
                Words.duration(took),
                Words.percent(took.toMillis(), whole));
    }

    private static void requests(Html out, RunReport report, Optional<PriceList> prices) {
        RequestCounts requests = report.requests();
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("Store: pages listed", requests.lists());
        counts.put("Store: looks at an object", requests.stats());
        counts.put("Store: contents read", requests.contentReads());
        counts.put("Store: changes", requests.storeChanges());
        counts.put("Catalog: pages read", requests.catalogReads());
        counts.put("Catalog: records looked up", requests.recordLookUps());
        counts.put("Catalog: keys looked up", requests.keyLookUps());
        counts.put("Catalog: batches of marks", requests.markBatches());
        counts.put("Tries again, among all of these", requests.retries());
        long longest = counts.values().stream().mapToLong(Long::longValue).max().orElse(0);
        out.put("<h3 id=\"requests-h\">Requests</h3>");
        prices.ifPresent(list -> out.put(
                "<p>The store’s cost at most <strong>{}</strong> ({}).</p>",
                Words.money(list.bill(report), list.requests().currency()),
                list.name()));
        out.put(
                "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-labelledby=\"requests-h\"><table><thead><tr><th scope=\"col\">Request</th>"
                        + "<th scope=\"col\" class=\"n\">Count</th><th scope=\"col\" class=\"wide\"><span class=\"sr\">Share</span></th></tr></thead><tbody>");
        counts.forEach((name, count) -> {
            out.put(
                    "<tr><th scope=\"row\">{}</th><td class=\"n {}\">{}</td><td class=\"wide\">",
                    name,
                    count == 0 ? "none" : "",
                    Words.count(count));
            Bars.plain(out, count, longest);
            out.put("</td></tr>");
        });
        out.put("</tbody></table></div>");
    }
}
