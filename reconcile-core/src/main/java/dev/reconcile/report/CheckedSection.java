package dev.reconcile.report;

import dev.reconcile.FindingKind;
import dev.reconcile.RunReport;
import dev.reconcile.RunReport.ObjectCounts;
import dev.reconcile.RunReport.RoleCounts;
import dev.reconcile.RunReport.VerificationCounts;
import dev.reconcile.Strategy;
import java.util.stream.Collectors;

/** What was checked and what wasn't, so that nothing found of nothing checked looks different from nothing found of ten million. */
final class CheckedSection {

    private CheckedSection() {}

    static void write(Html out, RunReport report) {
        out.put("<section id=\"checked\" aria-labelledby=\"checked-h\"><h2 id=\"checked-h\">What was checked</h2>");
        out.put("<dl class=\"facts\">");
        fact(out, "Catalog", report.catalog());
        fact(out, "Store", report.store());
        fact(
                out,
                "Looked for",
                report.kinds().isEmpty()
                        ? "nothing"
                        : report.kinds().stream()
                                .map(kind -> Words.name(kind).toLowerCase(java.util.Locale.ROOT))
                                .collect(Collectors.joining(", ")));
        fact(out, "Strategy", strategy(report.strategy()));
        fact(out, "Records read", Words.count(report.records()));
        fact(out, "Objects listed", Words.count(report.objects().listed()));
        report.nextCursor().ifPresent(cursor -> fact(out, "More records follow", "after record " + cursor.value()));
        out.put("</dl>");
        roles(out, report);
        objects(out, report);
        out.put("</section>");
    }

    private static String strategy(Strategy strategy) {
        return switch (strategy) {
            case SWEEP -> "sweep: the store was listed and joined with the catalog";
            case PROBE -> "probe: each reference’s object was looked up; nothing was listed";
            case MIXED -> "mixed: listed where references are dense, looked up where they are thin";
            case AUTO -> "none yet: the run ended before it chose";
        };
    }

    private static void fact(Html out, String name, String value) {
        out.put("<div><dt>{}</dt><dd><bdi>{}</bdi></dd></div>", name, value);
    }

    private static void roles(Html out, RunReport report) {
        out.put("<h3 id=\"references-h\">References</h3>");
        out.put(
                "<p class=\"hint\">References = not required + too young + marked already + checked + unknown. Conflicts and hidden ones are among"
                        + " the checked.</p>");
        out.put(
                "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-labelledby=\"references-h\"><table><thead><tr><th scope=\"col\">Role</th>");
        for (String head : new String[] {
            "References",
            "Checked",
            "Share",
            "Not required",
            "Too young",
            "Marked already",
            "Unknown",
            "Conflict",
            "Hidden"
        }) {
            out.put("<th scope=\"col\" class=\"n\">{}</th>", head);
        }
        out.put("</tr></thead><tbody>");
        for (RoleCounts role : report.roles()) {
            out.put("<tr><th scope=\"row\">{}</th>", role.role());
            number(out, role.references(), "");
            number(out, role.checked(), "");
            out.put("<td class=\"n\">{}</td>", Words.percent(role.checked(), role.references()));
            number(out, role.notRequired(), "");
            number(out, role.tooYoung(), "");
            number(out, role.alreadyMarked(), "");
            number(out, role.unknown(), "warn");
            number(out, role.conflicts(), "");
            number(out, role.hidden(), "warn");
            out.put("</tr>");
        }
        if (report.roles().isEmpty()) {
            out.put("<tr><td colspan=\"10\" class=\"empty\">No references were read.</td></tr>");
        }
        out.put("</tbody></table></div>");
        report.roles().stream()
                .filter(role -> role.checked() == 0 && role.unknown() == 0)
                .forEach(role -> out.put(
                        "<p class=\"note\">Nothing of role <strong>{}</strong> was checked, so nothing is known of it: see too young, marked already and not"
                                + " required, and the run’s filter and prefix.</p>",
                        role.role()));
        VerificationCounts verification = report.verification();
        if (!verification.equals(VerificationCounts.NONE)) {
            out.put(
                    "<p>Held against more than a size: <strong>{}</strong> as expected, {} that couldn’t be compared, {} not answered, {} changed meanwhile.</p>",
                    Words.count(verification.verified()),
                    Words.count(verification.unverifiable()),
                    Words.count(verification.unknown()),
                    Words.count(verification.conflicts()));
        }
    }

    private static void number(Html out, long count, String style) {
        out.put("<td class=\"n {}\">{}</td>", count == 0 ? "none" : style, Words.count(count));
    }

    private static void objects(Html out, RunReport report) {
        out.put("<h3 id=\"objects-h\">Objects without a reference</h3>");
        if (!report.kinds().contains(FindingKind.ORPHAN)) {
            out.put("<p class=\"empty\">Not looked for.</p>");
            return;
        }
        ObjectCounts objects = report.objects();
        out.put(
                "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-labelledby=\"objects-h\"><table class=\"narrow\"><thead><tr><th scope=\"col\">What became of them</th>"
                        + "<th scope=\"col\" class=\"n\">Objects</th></tr></thead><tbody>");
        row(out, "Orphans: looked at again, and no row names them", objects.orphans());
        row(out, "Skipped: too young, or of unknown age", objects.tooYoung());
        row(out, "Unknown: could not be looked at, or not be told", objects.unknown());
        row(out, "Conflict: changed, or got a row, between two looks", objects.conflicts());
        row(out, "Vanished: listed, but gone when looked at", objects.vanished());
        row(out, "Twins: a row names the key in another form", objects.twins());
        row(out, "Not ours: the key doesn’t match the run’s pattern", objects.notOurs());
        row(out, "Directory markers", objects.directoryMarkers());
        out.put("</tbody></table></div>");
    }

    private static void row(Html out, String name, long count) {
        out.put("<tr><th scope=\"row\">{}</th>", name);
        number(out, count, "");
        out.put("</tr>");
    }
}
