package dev.reconcile.report;

import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.RunReport;
import dev.reconcile.catalog.UnusableReference;
import dev.reconcile.journal.RunKind;
import dev.reconcile.store.ObjectKey;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A report as text for a terminal or a log: what was looked at, what was found, what was done, and what to do next. */
public final class TextReport {

    private final RunReport report;
    private final @Nullable Supplier<Stream<Finding>> findings;
    private final StringBuilder text = new StringBuilder();

    private TextReport(RunReport report, @Nullable Supplier<Stream<Finding>> findings) {
        this.report = report;
        this.findings = findings;
    }

    /** The text, several lines, each ended by a line feed. */
    public static String render(RunReport report) {
        return new TextReport(report, null).rendered();
    }

    /**
     * With where most of the findings are and what most of them have in common, for an operator; and without what is for those who write
     * Java.
     *
     * @param findings opens a stream of the run's findings; it is opened several times and closed each time
     */
    public static String render(RunReport report, Supplier<Stream<Finding>> findings) {
        return new TextReport(report, findings).rendered();
    }

    private String rendered() {
        header();
        if (report.kind() != RunKind.UNDO) {
            references();
            if (report.missing() + report.mismatched() + report.recovered() + report.expired() > 0) {
                drift(Finding.OfReference.class::isInstance);
            }
            objects();
            if (report.objects().orphans() + report.uploads().listed() > 0) {
                drift(finding -> !(finding instanceof Finding.OfReference));
            }
            examples();
        }
        changes();
        footer();
        return text.toString();
    }

    private void drift(Predicate<Finding> of) {
        if (findings != null) {
            DriftText.lines(report, findings, of)
                    .forEach(each -> text.append(each).append('\n'));
        }
    }

    /**
     * Several runs as one text: a line for each, their sum, then every report. For one table over several buckets, or several tables.
     *
     * @throws IllegalArgumentException if there is no report
     */
    public static String renderTogether(List<RunReport> reports) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "Reconcile, %,d runs: %s%n  %-50s %-10s %12s %10s %10s %10s %10s%n",
                reports.size(),
                RunReport.worst(reports),
                "store",
                "state",
                "records",
                "missing",
                "mismatched",
                "orphans",
                "marked"));
        reports.forEach(each ->
                text.append(sums(ObjectKey.escape(each.store()), each.state().name(), List.of(each))));
        text.append(sums("together", "", reports));
        reports.forEach(each -> text.append('\n').append(render(each)));
        return text.toString().replace("\r\n", "\n");
    }

    private static String sums(String name, String state, List<RunReport> reports) {
        return String.format(
                Locale.ROOT,
                "  %-50s %-10s %,12d %,10d %,10d %,10d %,10d%n",
                name,
                state,
                reports.stream().mapToLong(RunReport::records).sum(),
                sum(reports, RunReport.RoleCounts::missing),
                sum(reports, RunReport.RoleCounts::mismatched),
                reports.stream().mapToLong(each -> each.objects().orphans()).sum(),
                reports.stream().mapToLong(each -> each.marks().applied()).sum());
    }

    private static long sum(List<RunReport> reports, ToLongFunction<RunReport.RoleCounts> count) {
        return reports.stream()
                .flatMap(each -> each.roles().stream())
                .mapToLong(count)
                .sum();
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private void header() {
        line("Reconcile run %s: %s, %s", report.runId(), doing(), report.state());
        report.correlationId().ifPresent(id -> line("  for      %s", ObjectKey.escape(id)));
        if (report.kind() == RunKind.UNDO) { // it reads and lists nothing
            line("  catalog  %s", report.catalog());
            line("  store    %s", report.store());
        } else {
            line("  catalog  %s, %,d records", report.catalog(), report.records());
            line(
                    "  store    %s, %,d objects listed",
                    report.store(), report.objects().listed());
        }
        line("  started  %s, took %s", report.startedAt().truncatedTo(ChronoUnit.SECONDS), seconds(report.took()));
        report.problems().forEach(problem -> line("  PROBLEM: %s", problem));
        report.guardrails().forEach(tripped -> line("  %s: %s", report.dryRun() ? "WOULD HALT" : "HALTED", tripped));
        long records = report.marks().proposed()
                + report.restores().proposed()
                + report.purges().proposed();
        long objects =
                report.orphanChanges().proposed() + report.uploads().aborts().proposed();
        if (findings == null && !report.guardrails().isEmpty() && records + objects > 0) {
            line(
                    "    if all of it is true drift, accept exactly it: guardrails(Guardrails.DEFAULT.accepting(%d)%s)",
                    records, objects > 0 ? ".acceptingOrphans(" + objects + ")" : "");
        }
    }

    private String doing() {
        return switch (report.kind()) {
            case RECONCILE -> report.dryRun() ? "dry run" : "applying";
            case APPLY -> "applying the plan of " + report.of().orElseThrow();
            case UNDO -> "undoing " + report.of().orElseThrow();
        };
    }

    private void references() {
        line("");
        line("References");
        line(
                "  %-12s %10s %10s %10s %10s %12s %10s %10s %10s %10s",
                "role",
                "checked",
                "missing",
                "mismatched",
                "recovered",
                "not required",
                "too young",
                "marked",
                "unknown",
                "conflict");
        for (RunReport.RoleCounts role : report.roles()) {
            line(
                    "  %-12s %,10d %,10d %,10d %,10d %,12d %,10d %,10d %,10d %,10d",
                    role.role(),
                    role.checked(),
                    role.missing(),
                    role.mismatched(),
                    role.recovered(),
                    role.notRequired(),
                    role.tooYoung(),
                    role.alreadyMarked(),
                    role.unknown(),
                    role.conflicts());
            if (role.checked() == 0 && role.unknown() == 0) {
                line(
                        "    nothing of this role was checked: see too young, marked and not required, and the run's filter and prefix");
            }
            if (role.expired() > 0) {
                line("    %,d expired: marked long ago, and no better", role.expired());
            }
            RunReport.VerificationCounts verification = role.verification();
            if (!verification.equals(RunReport.VerificationCounts.NONE)) {
                line(
                        "    verified %,d, unverifiable %,d, not answered %,d, changed meanwhile %,d",
                        verification.verified(),
                        verification.unverifiable(),
                        verification.unknown(),
                        verification.conflicts());
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
        if (report.uploads().listed() > 0) {
            line("  unfinished uploads %,d", report.uploads().listed());
        }
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

    private void changes() {
        line("");
        if (report.dryRun()) {
            line(
                    "Nothing was changed. %,d marks are proposed%s%s.",
                    report.marks().proposed(),
                    otherProposals(),
                    report.guardrails().isEmpty() ? "" : ", and an applying run would stop before the first change");
            return;
        }
        boolean undo = report.kind() == RunKind.UNDO;
        changes(undo ? "Marks taken back" : "Marks", report.marks());
        changes(undo ? "Records marked again" : "Statuses restored", report.restores());
        changes("Records purged", report.purges());
        changes(undo ? "Objects restored" : "Orphans changed", report.orphanChanges());
        changes("Uploads aborted", report.uploads().aborts());
        for (RunReport.NotApplied each : report.notApplied().stream().limit(10).toList()) {
            line("  %s: %s, %s", ObjectKey.escape(each.item()), each.outcome(), each.detail());
        }
        if (report.notApplied().size() > 10) {
            line("  … and more; all are in the journal");
        }
    }

    private String otherProposals() {
        StringBuilder others = new StringBuilder();
        appendIfAny(others, report.restores().proposed(), "restored statuses");
        appendIfAny(others, report.purges().proposed(), "purged records");
        appendIfAny(others, report.orphanChanges().proposed(), "changes of orphans");
        appendIfAny(others, report.uploads().aborts().proposed(), "aborted uploads");
        return others.toString();
    }

    private static void appendIfAny(StringBuilder to, long count, String what) {
        if (count > 0) {
            to.append(String.format(Locale.ROOT, ", %,d %s", count, what));
        }
    }

    private void changes(String what, RunReport.ChangeCounts counts) {
        if (counts.proposed() == 0 && !what.equals("Marks")) {
            return;
        }
        line(
                "%s: %,d proposed, %,d attempted, %,d applied, %,d already so, %,d conflict, %,d gone, %,d skipped, %,d failed, %,d unknown, %,d uncertain",
                what,
                counts.proposed(),
                counts.attempted(),
                counts.applied(),
                counts.already(),
                counts.conflicts(),
                counts.gone(),
                counts.skipped(),
                counts.failed(),
                counts.unknown(),
                counts.uncertain());
    }

    private void footer() {
        RunReport.RequestCounts requests = report.requests();
        line(
                "Asked: %,d lists, %,d looks, %,d catalog pages, %,d record look-ups, %,d key look-ups, %,d mark batches, %,d changes of objects; %,d retries",
                requests.lists(),
                requests.stats(),
                requests.catalogReads(),
                requests.recordLookUps(),
                requests.keyLookUps(),
                requests.markBatches(),
                requests.storeChanges(),
                requests.retries());
        String stages = report.timings().entrySet().stream()
                .map(stage -> stage.getKey().name().toLowerCase(Locale.ROOT) + " " + seconds(stage.getValue()))
                .collect(Collectors.joining(", "));
        if (!stages.isEmpty()) {
            line("Took %s", stages);
        }
        report.nextCursor()
                .ifPresent(cursor -> line("More records follow: cursor %s", ObjectKey.escape(cursor.value())));
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
