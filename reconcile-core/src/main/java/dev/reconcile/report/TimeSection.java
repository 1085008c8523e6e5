package dev.reconcile.report;

import dev.reconcile.FindingKind;
import java.util.List;

/** When it began: a chart by date, and the same by age. */
final class TimeSection {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 150;
    private static final int LEFT = 44;
    private static final int BASE = 126;
    private static final int TOP = 10;

    private TimeSection() {}

    static void write(Html out, Survey survey) {
        out.put("<section id=\"when\" aria-labelledby=\"when-h\"><h2 id=\"when-h\">When did it start?</h2>");
        if (survey.written.known() + survey.changed.known() == 0) {
            out.put(
                    "<p class=\"empty\">Of none of the findings it is known when its object or its row was written.</p>");
        }
        series(out, "changed", "Rows, by when they were last changed", survey.changed, survey.changedDates);
        series(out, "written", "Objects, by when they were written", survey.written, survey.writtenDates);
        out.put("</section>");
    }

    private static void series(Html out, String name, String heading, Bins ages, Dates dates) {
        if (ages.known() == 0) {
            return;
        }
        out.put("<h3 id=\"{}-h\">{}</h3>", name, heading);
        Dates.Column busiest = dates.busiest();
        out.put(
                "<p>From {} to {}. The most are of <strong>{}</strong>: {} of {} ({}).</p>",
                Words.minute(dates.first()),
                Words.minute(dates.last()),
                Words.day(busiest.from()),
                Words.count(busiest.count()),
                Words.count(dates.count()),
                Words.percent(busiest.count(), dates.count()));
        chart(out, dates.chart(), name, heading);
        bins(out, name, ages);
    }

    private static void chart(Html out, Dates.Chart chart, String name, String heading) {
        List<Dates.Column> columns = chart.columns();
        long highest = columns.stream().mapToLong(Dates.Column::count).max().orElse(1);
        double step = (double) (WIDTH - LEFT) / columns.size();
        double width = Math.min(40, Math.max(1, step * 0.8));
        out.put(
                "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"{}-h\"><svg class=\"columns\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}: a column for each of {} {}; the table below says the same\">",
                name,
                WIDTH,
                HEIGHT,
                heading,
                columns.size(),
                Words.lower(chart.unit()));
        out.put(
                "<line class=\"grid\" x1=\"{}\" x2=\"{}\" y1=\"{}\" y2=\"{}\"/><text class=\"axis end\" x=\"{}\" y=\"{}\">{}</text>",
                LEFT,
                WIDTH,
                TOP,
                TOP,
                LEFT - 6,
                TOP + 4,
                Words.count(highest));
        out.put("<line class=\"base\" x1=\"{}\" x2=\"{}\" y1=\"{}\" y2=\"{}\"/>", LEFT, WIDTH, BASE, BASE);
        out.put("<text class=\"axis end\" x=\"{}\" y=\"{}\">0</text>", LEFT - 6, BASE + 4);
        for (int i = 0; i < columns.size(); i++) {
            column(out, columns.get(i), LEFT + i * step + (step - width) / 2, width, highest);
        }
        int labels = Math.min(columns.size(), 6);
        for (int i = 0; i < labels; i++) {
            int at = i * columns.size() / labels;
            out.put(
                    "<text class=\"axis\" x=\"{}\" y=\"{}\">{}</text>",
                    Bars.number(LEFT + at * step),
                    HEIGHT - 6,
                    label(columns.get(at), chart));
        }
        out.put("</svg></div>");
    }

    private static String label(Dates.Column column, Dates.Chart chart) {
        return switch (chart.unit()) {
            case HOURS -> Words.minute(column.from()).substring(5, 16);
            case YEARS, DECADES -> Words.minute(column.from()).substring(0, 4);
            case MONTHS -> Words.minute(column.from()).substring(0, 7);
            default -> Words.day(column.from());
        };
    }

    private static void column(Html out, Dates.Column column, double x, double width, long highest) {
        if (column.count() == 0) {
            return;
        }
        out.put("<g><title>{}: {}</title>", Words.minute(column.from()), Words.count(column.count()));
        double y = BASE;
        for (FindingKind kind : KindCounts.KINDS) {
            long count = column.counts().of(kind);
            if (count > 0) {
                double height = Math.max(1.5, (double) (BASE - TOP) * count / highest);
                y -= height;
                out.put(
                        "<rect class=\"k-{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
                        Words.lower(kind),
                        Bars.number(x),
                        Bars.number(y),
                        Bars.number(width),
                        Bars.number(height));
            }
        }
        out.put("</g>");
    }

    private static void bins(Html out, String name, Bins ages) {
        out.put(
                "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"{}-h\"><table><thead><tr><th scope=\"col\">Age at the run</th><th scope=\"col\">Time</th>"
                        + "<th scope=\"col\" class=\"n\">Findings</th><th scope=\"col\" class=\"wide\"><span class=\"sr\">By kind</span></th></tr></thead><tbody>",
                name);
        long longest = ages.bins().stream().mapToLong(Bins.Bin::count).max().orElse(0);
        for (int i = 0; i < ages.bins().size(); i++) {
            Bins.Bin bin = ages.bins().get(i);
            if (bin.count() == 0 && i == ages.bins().size() - 1) {
                continue;
            }
            out.put("<tr><th scope=\"row\" class=\"w\">{}</th><td class=\"w\">{}</td>", bin.label, bin.note);
            SizeSection.count(out, bin, name + ":" + i);
            out.put("<td class=\"wide\">");
            Bars.ofKinds(out, bin.counts, longest);
            out.put("</td></tr>");
        }
        out.put("</tbody></table></div>");
    }
}
