package dev.reconcile.report;

import dev.reconcile.RunReport;
import dev.reconcile.cost.OrphanCost;
import dev.reconcile.cost.PriceList;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/** How large it is: findings by size, and what the orphans hold and cost. */
final class SizeSection {

    private SizeSection() {}

    static void write(Html out, RunReport report, Survey survey, Optional<PriceList> prices) {
        out.put(
                "<section id=\"size\" aria-labelledby=\"size-h\"><h2 id=\"size-h\">Size and cost</h2><div class=\"pair\"><div>");
        sizes(out, survey);
        out.put("</div><div>");
        classes(out, report, prices);
        out.put("</div></div></section>");
    }

    private static void sizes(Html out, Survey survey) {
        out.put("<h3 id=\"sizes-h\">Findings by size</h3>");
        out.put("<p class=\"hint\">Of the object; of a missing one, what the catalog says it should be.</p>");
        out.put(
                "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-labelledby=\"sizes-h\"><table><thead><tr><th scope=\"col\">Size</th>"
                        + "<th scope=\"col\" class=\"n\">Findings</th><th scope=\"col\" class=\"n\">Bytes</th>"
                        + "<th scope=\"col\" class=\"wide\"><span class=\"sr\">By kind</span></th></tr></thead><tbody>");
        long longest =
                survey.sizes.bins().stream().mapToLong(Bins.Bin::count).max().orElse(0);
        for (int i = 0; i < survey.sizes.bins().size(); i++) {
            Bins.Bin bin = survey.sizes.bins().get(i);
            if (bin.count() > 0) {
                out.put("<tr><th scope=\"row\">{}</th>", bin.label);
                count(out, bin, "size:" + i);
                out.put("<td class=\"n\">{}</td><td class=\"wide\">", bin.from < 0 ? "–" : Words.bytes(bin.bytes));
                Bars.ofKinds(out, bin.counts, longest);
                out.put("</td></tr>");
            }
        }
        out.put("</tbody></table></div>");
    }

    /** A cell that filters the table of findings. */
    static void count(Html out, Bins.Bin bin, String filter) {
        if (bin.count() == 0) {
            out.put("<td class=\"n none\">0</td>");
        } else {
            out.put("<td class=\"n\"><span data-filter=\"{}\">{}</span></td>", filter, Words.count(bin.count()));
        }
    }

    private static void classes(Html out, RunReport report, Optional<PriceList> prices) {
        Map<String, Long> classes = report.objects().orphanBytesByClass();
        out.put("<h3 id=\"classes-h\">Orphan bytes by storage class</h3>");
        if (report.objects().orphans() == 0) {
            out.put(
                    "<p class=\"empty\">{}</p>",
                    report.kinds().contains(dev.reconcile.FindingKind.ORPHAN)
                            ? "There are no orphans."
                            : "Orphans weren’t looked for.");
            return;
        }
        Optional<OrphanCost> cost = prices.map(list -> OrphanCost.of(report, list));
        out.put(
                "<p>{} hold <strong>{}</strong>{}.</p>",
                Words.count(report.objects().orphans(), "orphan", "orphans"),
                Words.bytes(report.objects().orphanBytes()),
                cost.map(amounts -> ", " + Words.money(amounts.total(), amounts.currency()) + " a month")
                        .orElse(""));
        out.put(
                "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-labelledby=\"classes-h\"><table><thead><tr><th scope=\"col\">Class</th>"
                        + "<th scope=\"col\" class=\"n\">Bytes</th>");
        out.put(cost.isPresent() ? "<th scope=\"col\" class=\"n\">A month</th>" : "");
        out.put("<th scope=\"col\" class=\"wide\"><span class=\"sr\">Share</span></th></tr></thead><tbody>");
        long longest =
                classes.values().stream().mapToLong(Long::longValue).max().orElse(0);
        classes.forEach((name, bytes) -> {
            out.put("<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td>", name, Words.bytes(bytes));
            cost.ifPresent(amounts -> out.put(
                    "<td class=\"n\">{}</td>",
                    Words.money(amounts.monthly().getOrDefault(name, BigDecimal.ZERO), amounts.currency())));
            out.put("<td class=\"wide\">");
            Bars.plain(out, bytes, longest);
            out.put("</td></tr>");
        });
        out.put("</tbody></table></div>");
        prices.ifPresent(
                list -> out.put("<p class=\"hint\">Prices: {}, without traffic and minimum times.</p>", list.name()));
    }
}
