package dev.reconcile.report;

import dev.reconcile.FindingKind;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Columns over time, in parts by kind, as plain SVG. */
final class ColumnChart {

    private static final int WIDTH = 520;
    private static final int HEIGHT = 150;
    private static final int LEFT = 44;
    private static final int BASE = 126;
    private static final int TOP = 10;
    private static final int LABELS = 5;

    private ColumnChart() {}

    static void write(Html out, Dates.Chart chart, String label) {
        List<Dates.Column> columns = chart.columns();
        long highest = columns.stream().mapToLong(Dates.Column::count).max().orElse(1);
        double step = (double) (WIDTH - LEFT) / columns.size();
        double width = Math.min(36, Math.max(1, step * 0.8));
        out.put(
                "<svg class=\"columns\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}, one column for each {}; at most {}\">",
                WIDTH,
                HEIGHT,
                label,
                unit(chart.unit()),
                Words.count(highest));
        line(out, "grid", TOP);
        text(out, "axis end", LEFT - 6, TOP + 4, Words.count(highest));
        line(out, "base", BASE);
        text(out, "axis end", LEFT - 6, BASE + 4, "0");
        for (int i = 0; i < columns.size(); i++) {
            column(out, columns.get(i), LEFT + i * step + (step - width) / 2, width, highest);
        }
        int labels = Math.min(columns.size(), LABELS);
        for (int i = 0; i < labels; i++) {
            int at = i * columns.size() / labels;
            text(out, "axis", LEFT + at * step, HEIGHT - 6, label(columns.get(at), chart));
        }
        out.put("</svg>");
    }

    private static void line(Html out, String style, int y) {
        out.put("<line class=\"{}\" x1=\"{}\" x2=\"{}\" y1=\"{}\" y2=\"{}\"/>", style, LEFT, WIDTH, y, y);
    }

    private static void text(Html out, String style, double x, int y, String text) {
        out.put("<text class=\"{}\" x=\"{}\" y=\"{}\">{}</text>", style, Bars.number(x), y, text);
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
                double height = Math.max(1, (double) (BASE - TOP) * count / highest);
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

    private static String unit(ChronoUnit unit) {
        String many = Words.lower(unit);
        return many.substring(0, many.length() - 1);
    }

    private static String label(Dates.Column column, Dates.Chart chart) {
        String time = Words.minute(column.from());
        boolean oneDay = chart.columns().size() <= 24;
        return switch (chart.unit()) {
            case HOURS -> oneDay ? time.substring(11, 16) : time.substring(5, 16);
            case YEARS, DECADES -> time.substring(0, 4);
            case MONTHS -> time.substring(0, 7);
            default -> Words.day(column.from());
        };
    }
}
