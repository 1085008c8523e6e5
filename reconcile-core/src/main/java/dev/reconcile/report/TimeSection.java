package dev.reconcile.report;

import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** When it began: rows and objects by date, the worst day by hour, and all of them by age. */
final class TimeSection {

    private TimeSection() {}

    static void write(Html out, Survey survey) {
        out.put("<section id=\"when\" aria-labelledby=\"when-h\"><h2 id=\"when-h\">When did it start?</h2>");
        if (survey.written.known() + survey.changed.known() == 0) {
            out.put(
                    "<p class=\"empty\">Of none of the findings it is known when its object or its row was written.</p></section>");
            return;
        }
        series(out, "Rows", "last changed", survey.changed, survey.changedDates);
        series(out, "Objects", "written", survey.written, survey.writtenDates);
        ages(out, survey);
        out.put("</section>");
    }

    private static void series(Html out, String what, String event, Bins ages, Dates dates) {
        if (ages.known() == 0) {
            return;
        }
        Dates.Column busiest = dates.busiest();
        out.put("<h3>{}, by when they were {}</h3>", what, event);
        out.put(
                "<p>From {} to {}. The most on one day: <strong>{}</strong> on <strong>{}</strong>, {} of all.</p>",
                Words.minute(dates.first()),
                Words.minute(dates.last()),
                Words.count(busiest.count()),
                Words.day(busiest.from()),
                Words.percent(busiest.count(), dates.count()));
        Dates.Chart chart = dates.chart();
        Optional<Dates.Chart> closer = chart.unit() == ChronoUnit.HOURS ? Optional.empty() : dates.busiestByHour();
        out.put("<div class=\"{}\"><figure>", closer.isPresent() ? "pair" : "one");
        ColumnChart.write(out, chart, what + " " + event);
        out.put("<figcaption>All, by {}</figcaption></figure>", unit(chart.unit()));
        closer.ifPresent(day -> {
            out.put("<figure>");
            ColumnChart.write(out, day, what + " " + event + " on " + Words.day(busiest.from()));
            out.put("<figcaption>{}, by hour (UTC)</figcaption></figure>", Words.day(busiest.from()));
        });
        out.put("</div>");
    }

    private static String unit(ChronoUnit unit) {
        return switch (unit) {
            case HOURS -> "hour";
            case DAYS -> "day";
            case WEEKS -> "week";
            case MONTHS -> "month";
            case YEARS -> "year";
            default -> "decade";
        };
    }

    private static void ages(Html out, Survey survey) {
        out.put(
                "<h3 id=\"ages-h\">By age at the run</h3><div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-labelledby=\"ages-h\"><table><thead><tr>"
                        + "<th scope=\"col\">Age</th><th scope=\"col\">Time</th>");
        boolean rows = survey.changed.known() > 0;
        boolean objects = survey.written.known() > 0;
        head(out, "Rows", rows);
        head(out, "Objects", objects);
        out.put("</tr></thead><tbody>");
        long longest = Math.max(longest(survey.changed), longest(survey.written));
        int last = survey.written.bins().size() - 1;
        for (int i = 0; i <= last; i++) {
            Bins.Bin changed = survey.changed.bins().get(i);
            Bins.Bin written = survey.written.bins().get(i);
            if (i < last || changed.count() + written.count() > 0) {
                out.put(
                        "<tr><th scope=\"row\" class=\"w\">{}</th><td class=\"w\">{}</td>",
                        written.label,
                        written.note);
                cells(out, changed, "changed:" + i, longest, rows);
                cells(out, written, "written:" + i, longest, objects);
                out.put("</tr>");
            }
        }
        out.put("</tbody></table></div>");
    }

    private static long longest(Bins bins) {
        return bins.bins().stream().mapToLong(Bins.Bin::count).max().orElse(0);
    }

    private static void head(Html out, String name, boolean shown) {
        if (shown) {
            out.put(
                    "<th scope=\"col\" class=\"n\">{}</th><th scope=\"col\" class=\"half\"><span class=\"sr\">By kind</span></th>",
                    name);
        }
    }

    private static void cells(Html out, Bins.Bin bin, String filter, long longest, boolean shown) {
        if (shown) {
            SizeSection.count(out, bin, filter);
            out.put("<td class=\"half\">");
            Bars.ofKinds(out, bin.counts, longest);
            out.put("</td>");
        }
    }
}
