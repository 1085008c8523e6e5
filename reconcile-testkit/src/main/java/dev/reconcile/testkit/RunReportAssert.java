package dev.reconcile.testkit;

import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.report.TextReport;
import java.util.Objects;
import org.assertj.core.api.AbstractAssert;

/** Assertions about a report. A failure shows the whole report. */
public final class RunReportAssert extends AbstractAssert<RunReportAssert, RunReport> {

    RunReportAssert(RunReport report) {
        super(report, RunReportAssert.class);
    }

    /**
     * Everything was looked at and nothing was found. Fails if not one reference was checked, as happens to a test whose records are
     * all younger than the grace.
     */
    public RunReportAssert isClean() {
        hasState(RunState.COMPLETE).hasMissing(0).hasMismatched(0).hasOrphans(0);
        return expect("clean", true, actual.isClean());
    }

    /** The run ended so. */
    public RunReportAssert hasState(RunState state) {
        isNotNull();
        return expect("state", state, actual.state());
    }

    /** So many MISSING findings of a role. */
    public RunReportAssert hasMissing(String role, long count) {
        isNotNull();
        return expect("missing " + role, count, actual.role(role).missing());
    }

    /** So many MISSING findings in all. */
    public RunReportAssert hasMissing(long count) {
        isNotNull();
        return expect("missing", count, actual.missing());
    }

    /** So many MISMATCH findings in all. */
    public RunReportAssert hasMismatched(long count) {
        isNotNull();
        return expect("mismatched", count, actual.mismatched());
    }

    /** So many ORPHAN findings. */
    public RunReportAssert hasOrphans(long count) {
        isNotNull();
        return expect("orphans", count, actual.objects().orphans());
    }

    /** So many references that could not be looked at. */
    public RunReportAssert hasUnknown(long count) {
        isNotNull();
        return expect("unknown", count, actual.unknown());
    }

    /** So many records were marked. */
    public RunReportAssert hasMarked(long count) {
        isNotNull();
        return expect("marks applied", count, actual.marks().applied());
    }

    /** Not one mark was even tried. */
    public RunReportAssert changedNothing() {
        isNotNull();
        return expect("marks attempted", 0L, actual.marks().attempted());
    }

    private RunReportAssert expect(String what, Object expected, Object found) {
        if (!Objects.equals(expected, found)) {
            failWithMessage(
                    "Expected %s to be %s but it was %s in%n%s", what, expected, found, TextReport.render(actual));
        }
        return this;
    }
}
