package dev.reconcile.report;

import dev.reconcile.FindingKind;
import java.util.Locale;

/** Bars and columns as plain SVG: lengths are attributes, which a strict policy for styles doesn't touch. They repeat what stands beside them. */
final class Bars {

    private static final int LENGTH = 240;

    private Bars() {}

    /** One bar in parts by kind, as long as its share of the longest. */
    static void ofKinds(Html out, KindCounts counts, long longest) {
        open(out);
        double x = 0;
        for (FindingKind kind : KindCounts.KINDS) {
            double width = length(counts.of(kind), longest);
            part(out, "k-" + Words.lower(kind), x, width);
            x += width;
        }
        out.put("</svg>");
    }

    static void plain(Html out, long value, long longest) {
        open(out);
        part(out, "plain", 0, length(value, longest));
        out.put("</svg>");
    }

    private static void open(Html out) {
        out.put("<svg class=\"bar\" viewBox=\"0 0 240 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\""
                + " focusable=\"false\">");
    }

    private static void part(Html out, String name, double x, double width) {
        if (width > 0) {
            out.put(
                    "<rect class=\"{}\" x=\"{}\" y=\"0\" width=\"{}\" height=\"10\"/>",
                    name,
                    number(x),
                    number(Math.max(width, 1.5))); // a little is not nothing
        }
    }

    private static double length(long value, long longest) {
        return longest == 0 ? 0 : (double) LENGTH * value / longest;
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
