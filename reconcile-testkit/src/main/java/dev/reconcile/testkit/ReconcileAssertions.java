package dev.reconcile.testkit;

import dev.reconcile.RunReport;

/** The entry to AssertJ assertions about this library's values: {@code assertThat(report).isClean()}. */
public final class ReconcileAssertions {

    private ReconcileAssertions() {}

    /** Begins assertions about a report. */
    public static RunReportAssert assertThat(RunReport report) {
        return new RunReportAssert(report);
    }
}
