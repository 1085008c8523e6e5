package dev.reconcile.testkit.sim;

import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.journal.RunKind;
import dev.reconcile.store.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a run that says it is complete has to have found: everything that was wrong all the while it ran. And what its counts say
 * of its changes is so.
 */
final class Completeness {

    /** Answers that nobody can tell from true ones: after them a run may miss something in good faith. */
    private static final Set<Fault> LIES = EnumSet.of(
            Fault.DB_ROWS_SKIPPED,
            Fault.DB_STALE_PAGE,
            Fault.DB_EMPTY_TABLE,
            Fault.LIST_BLANK,
            Fault.BLANK_LISTINGS,
            Fault.LIST_ENDS_EARLY,
            Fault.LIST_HIDES_SOME,
            Fault.LIST_NO_HEADERS, // of unknown age, so too young
            Fault.STAT_NO_HEADERS, // the same, where objects are looked at one by one
            Fault.STAT_WRONG_SIZE,
            Fault.BUCKET_SWAPPED,
            Fault.BUCKET_WRONG_FROM_THE_START,
            Fault.CLOCK_JUMP);

    private final Sim sim;
    private final Incarnation process;
    private final ReconcileRequest request;
    private final Sim.Beginnings run;

    Completeness(Sim sim, Incarnation process) {
        this.sim = sim;
        this.process = process;
        this.request = Objects.requireNonNull(process.request);
        this.run = sim.beginnings(process);
    }

    void check(RunReport report, List<Finding> found) {
        counts(report);
        boolean looked = report.kind() == RunKind.RECONCILE && process.kind == RunKind.RECONCILE && process.log != null;
        if (!looked
                || report.state() != RunState.COMPLETE
                || sim.skewed
                || run.met().stream().anyMatch(LIES::contains)) {
            return;
        }
        Set<String> told = new TreeSet<>();
        found.forEach(finding -> told.add(named(finding)));
        for (String expected : expected()) {
            if (!told.contains(expected)) {
                sim.oracle.violated("I2, I9", "complete, and didn't tell: " + expected);
            }
        }
    }

    private void counts(RunReport report) {
        boolean isLost = (process.log != null && process.log.isLost)
                || process.met.contains(Fault.JOURNAL_READ_FAILS); // then it can't know what it did before
        if (report.kind() != RunKind.UNDO && !isLost && !sim.totals.isUndone(report.runId())) {
            RunReport.ChangeCounts marks = report.marks();
            long really = sim.totals.marksOf(report.runId());
            boolean calmly = report.state() == RunState.COMPLETE
                    && run.met().isEmpty()
                    && !process.isResuming; // the application may have written over a mark whose end nobody had noted
            if (marks.applied() > really || marks.attempted() < really || (calmly && marks.applied() != really)) {
                sim.oracle.violated("report", "says " + marks + ", really " + really);
            }
        }
        boolean unanswered = (report.unknown() > 0 && report.kind() == RunKind.RECONCILE)
                || !report.problems().isEmpty();
        if (unanswered && report.state() == RunState.COMPLETE) {
            sim.oracle.violated("report", "complete in spite of " + report.problems());
        }
    }

    static String named(Finding finding) {
        return finding instanceof Finding.OfReference of
                ? finding.kind() + " " + of.recordId() + " " + of.reference().role()
                : finding.kind() + " " + finding.key().value();
    }

    /** What was wrong from the beginning of the run until now. */
    List<String> expected() {
        List<String> all = new ArrayList<>();
        for (Row row : sim.table.rows()) {
            if (row.written() < run.at() && isInScope(row)) {
                reference(row, "original", row.original(), row.size(), all);
                if (row.staged() != null && row.needsStaged()) {
                    reference(row, "staged", row.staged(), -1, all);
                }
            }
        }
        if (request.seeks(FindingKind.ORPHAN)) {
            orphans(all);
        }
        return all;
    }

    private boolean isInScope(Row row) {
        Instant cutoff = request.markGrace().map(run.shown()::minus).orElse(null);
        boolean oldEnough =
                cutoff == null || (row.updatedAt() != null && !row.updatedAt().isAfter(cutoff));
        boolean filtered = !request.filter().isEmpty()
                || request.limit().isPresent()
                || request.cursor().isPresent()
                || (request.isTargeted() && !request.records().contains(new RecordId(row.id())));
        return oldEnough && !filtered && !row.isMarked();
    }

    private void reference(Row row, String role, String key, long size, List<String> all) {
        if (!request.covers(ObjectKey.of(key)) || !sim.bucket.isUntouchedSince(recently(), key)) {
            return;
        }
        Blob blob = sim.bucket.at(key);
        if (blob == null && request.seeks(FindingKind.MISSING)) {
            all.add("MISSING " + row.id() + " " + role);
        } else if (blob != null
                && size >= 0
                && blob.size() != size
                && request.seeks(FindingKind.MISMATCH)
                && isBefore(
                        blob.modified(),
                        request.markGrace().map(run.shown()::minus).orElse(null))) {
            all.add("MISMATCH " + row.id() + " " + role);
        }
    }

    /** Before the run began, and before what listings still hide. */
    private long recently() {
        return run.at() - sim.bucket.listingLag - 1;
    }

    private static boolean isBefore(Instant time, @Nullable Instant cutoff) {
        return cutoff == null || !time.isAfter(cutoff);
    }

    private void orphans(List<String> all) {
        if (sim.table.rows().isEmpty() || sim.table.everPoisoned()) {
            return;
        }
        for (Blob blob : sim.bucket.blobs()) {
            boolean counted = request.covers(ObjectKey.of(blob.key()))
                    && !blob.key().startsWith(Sim.QUARANTINE)
                    && !blob.stored().isDirectoryMarker()
                    && isBefore(blob.modified(), run.shown().minus(request.orphanGrace()))
                    && sim.bucket.isUntouchedSince(recently(), blob.key())
                    && !sim.table.wasReferencedSince(run.at(), blob.key())
                    && !sim.table.wasEverTwin(blob.key());
            if (counted) {
                all.add("ORPHAN " + ObjectKey.of(blob.key()).value());
            }
        }
    }
}
