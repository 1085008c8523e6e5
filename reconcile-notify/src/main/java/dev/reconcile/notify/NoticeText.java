package dev.reconcile.notify;

import dev.reconcile.Finding;
import dev.reconcile.RunReport;
import dev.reconcile.journal.RunKind;
import dev.reconcile.store.ObjectKey;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A notice in words, every text of others escaped (H98): what the channels have in common. */
final class NoticeText {

    private static final int EXAMPLES = 5;

    private NoticeText() {}

    /** One line, cut to so many characters. */
    static String headline(Notice notice, int most) {
        String what = notice.kind() == Notice.Kind.RESOLVED
                ? "resolved, no limit is exceeded any more"
                : String.join("; ", notice.reasons());
        return cut(ObjectKey.escape("Reconcile " + notice.name() + ": " + what), most);
    }

    /** What was run, and its counts. */
    static List<String> facts(RunReport report) {
        String doing = report.kind() == RunKind.RECONCILE
                ? report.dryRun() ? "dry run" : "applying"
                : report.kind().name().toLowerCase(Locale.ROOT);
        return List.of(
                "run " + report.runId() + ": " + doing + ", " + report.state()
                        + report.correlationId()
                                .map(id -> ", for " + ObjectKey.escape(id))
                                .orElse(""),
                "store " + ObjectKey.escape(report.store()) + ", catalog " + ObjectKey.escape(report.catalog()),
                String.format(
                        Locale.ROOT,
                        "checked %,d, missing %,d, mismatched %,d, recovered %,d, orphans %,d (%,d bytes), unknown %,d",
                        report.checked(),
                        report.missing(),
                        report.mismatched(),
                        report.recovered(),
                        report.objects().orphans(),
                        report.objects().orphanBytes(),
                        report.unknown() + report.objects().unknown()),
                String.format(
                        Locale.ROOT,
                        "marks: %,d proposed, %,d applied, %,d conflict, %,d failed",
                        report.marks().proposed(),
                        report.marks().applied(),
                        report.marks().conflicts(),
                        report.marks().failed()));
    }

    /** Why it isn't complete, and the first findings. */
    static List<String> details(RunReport report) {
        return Stream.concat(
                        report.problems().stream().limit(EXAMPLES),
                        report.examples().stream().limit(EXAMPLES).map(NoticeText::example))
                .map(ObjectKey::escape)
                .map(line -> cut(line, 500))
                .toList();
    }

    private static String example(Finding finding) {
        return finding instanceof Finding.OfReference of
                ? "record " + of.recordId().value() + ": " + of.kind() + " "
                        + of.reference().role() + " " + of.key().value()
                : finding.kind() + " " + finding.key().value();
    }

    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = most - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
