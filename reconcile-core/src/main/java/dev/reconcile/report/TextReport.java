package dev.reconcile.report;

import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.RunReport;
import dev.reconcile.catalog.UnusableReference;
import dev.reconcile.store.ObjectKey;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A report as text for a terminal or a log: what was looked at, what was found, what was done, and what to do next. */
public final class TextReport {

    private final RunReport report;
    private final StringBuilder text = new StringBuilder();

    private TextReport(RunReport report) {
        this.report = report;
    }

    /** The text, several lines, each ended by a line feed. */
    public static String render(RunReport report) {
        TextReport rendering = new TextReport(report);
        rendering.header();
        rendering.references();
        rendering.objects();
        rendering.examples();
        rendering.marks();
        rendering.footer();
        return rendering.text.toString();
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private void header() {
        line("Reconcile run %s: %s, %s", report.runId(), report.dryRun() ? "dry run" : "applying", report.state());
        line("  catalog  %s, %,d records", report.catalog(), report.records());
        line(
                "  store    %s, %,d objects listed",
                report.store(), report.objects().listed());
        report.problems().forEach(problem -> line("  PROBLEM: %s", problem));
        report.guardrails().forEach(tripped -> line("  %s: %s", report.dryRun() ? "WOULD HALT" : "HALTED", tripped));
        if (!report.guardrails().isEmpty() && report.marks().proposed() > 0) {
            line(
                    "    if all of it is true drift, accept exactly it: guardrails(Guardrails.DEFAULT.accepting(%d))",
                    report.marks().proposed());
        }
    }

    private void references() {
        line("");
        line("References");
        line(
                "  %-12s %10s %10s %10s %12s %10s %10s %10s %10s",
                "role",
                "checked",
                "missing",
                "mismatched",
                "not required",
                "too young",
                "marked",
                "unknown",
                "conflict");
        for (RunReport.RoleCounts role : report.roles()) {
            line(
                    "  %-12s %,10d %,10d %,10d %,12d %,10d %,10d %,10d %,10d",
                    role.role(),
                    role.checked(),
                    role.missing(),
                    role.mismatched(),
                    role.notRequired(),
                    role.tooYoung(),
                    role.alreadyMarked(),
                    role.unknown(),
                    role.conflicts());
            if (role.checked() == 0 && role.unknown() == 0) {
                line(
                        "    nothing of this role was checked: see too young, marked and not required, and the run's filter and prefix");
            }
            if (role.hidden() > 0) {
                line(
                        "    %,d were there although the listing didn't show them: don't trust this listing",
                        role.hidden());
            }
        }
        RunReport.UnusableCounts unusable = report.unusable();
        if (unusable.foreign() + unusable.unparsable() + unusable.empty() > 0) {
            line(
                    "  unusable values: %,d foreign, %,d unparsable, %,d empty",
                    unusable.foreign(), unusable.unparsable(), unusable.empty());
            for (UnusableReference example :
                    unusable.examples().stream().limit(5).toList()) {
                line(
                        "    record %s, %s, %s: %s",
                        ObjectKey.escape(example.recordId().value()), example.role(), example.kind(), example.detail());
            }
        }
    }

    private void objects() {
        line("");
        if (!report.kinds().contains(FindingKind.ORPHAN)) {
            line("Objects without a reference: not looked for");
            return;
        }
        RunReport.ObjectCounts objects = report.objects();
        line("Objects without a reference");
        line(
                "  orphans %,d (%,d bytes), too young %,d, unknown %,d, conflict %,d",
                objects.orphans(), objects.orphanBytes(), objects.tooYoung(), objects.unknown(), objects.conflicts());
        if (objects.vanished() + objects.twins() + objects.notOurs() + objects.directoryMarkers() > 0) {
            line(
                    "  left alone: %,d vanished, %,d twins of a referenced key, %,d not ours, %,d directory markers",
                    objects.vanished(), objects.twins(), objects.notOurs(), objects.directoryMarkers());
        }
    }

    private void examples() {
        for (FindingKind kind : FindingKind.values()) {
            List<Finding> examples = report.examples().stream()
                    .filter(finding -> finding.kind() == kind)
                    .toList();
            if (examples.isEmpty()) {
                continue;
            }
            line("");
            line("%s, for example", kind);
            for (Finding finding : examples) {
                if (finding instanceof Finding.OfReference of) {
                    line(
                            "  record %s, status %s: %s",
                            ObjectKey.escape(of.recordId().value()),
                            of.status() == null ? "(none)" : ObjectKey.escape(of.status()),
                            finding.message());
                } else {
                    line("  %s", finding.message());
                }
            }
        }
    }

    private void marks() {
        RunReport.MarkCounts marks = report.marks();
        line("");
        if (report.dryRun()) {
            line(
                    "Nothing was changed. %,d marks are proposed%s.",
                    marks.proposed(),
                    report.guardrails().isEmpty() ? "" : ", and an applying run would stop before the first");
            return;
        }
        line(
                "Marks: %,d proposed, %,d attempted, %,d applied, %,d already marked, %,d conflict, %,d gone, %,d failed, %,d unknown",
                marks.proposed(),
                marks.attempted(),
                marks.applied(),
                marks.alreadyMarked(),
                marks.conflicts(),
                marks.gone(),
                marks.failed(),
                marks.unknown());
    }

    private void footer() {
        RunReport.RequestCounts requests = report.requests();
        line(
                "Asked: %,d lists, %,d looks, %,d catalog pages, %,d record look-ups, %,d key look-ups, %,d mark batches; %,d retries",
                requests.lists(),
                requests.stats(),
                requests.catalogReads(),
                requests.recordLookUps(),
                requests.keyLookUps(),
                requests.markBatches(),
                requests.retries());
        String stages = report.timings().entrySet().stream()
                .map(stage -> stage.getKey().name().toLowerCase(Locale.ROOT) + " " + seconds(stage.getValue()))
                .collect(Collectors.joining(", "));
        line("Took %s%s", seconds(report.took()), stages.isEmpty() ? "" : " (" + stages + ")");
        report.nextCursor()
                .ifPresent(cursor -> line("More records follow: cursor %s", ObjectKey.escape(cursor.value())));
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
