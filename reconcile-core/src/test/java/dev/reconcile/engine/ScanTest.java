package dev.reconcile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunState;
import dev.reconcile.Strategy;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.UnusableReference;
import dev.reconcile.catalog.UnusableReference.Kind;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ScanTest {

    @Test
    void figuresOfAWalkAreThoseThatWereCounted() {
        Tally tally = new Tally(List.of("original", "staged"));
        tally.records = 5;
        tally.listed = 6;
        tally.role("original").references = 4;
        tally.role("original").judged = 3;
        tally.role("original").checked = 2;
        for (int i = 0; i < 4; i++) {
            tally.unusable(unusable(Kind.EMPTY));
        }
        tally.unusable(unusable(Kind.UNPARSABLE));
        tally.unusable(unusable(Kind.UNPARSABLE));
        tally.unusable(unusable(Kind.FOREIGN));
        Scan scan = Scan.of(tally, Strategy.SWEEP);
        assertThat(scan)
                .isEqualTo(new Scan(
                        List.of(new Scan.Role("original", 4, 3, 2), new Scan.Role("staged", 0, 0, 0)), 5, 7, true, 6));
        assertThat(Scan.of(tally, Strategy.PROBE).swept()).isFalse();
    }

    private static UnusableReference unusable(Kind kind) {
        return new UnusableReference(new RecordId("1"), "original", kind, "", "");
    }

    @Test
    @DisplayName("H7: the figures of a report are those of the walk it tells of")
    void figuresOfAReportAreThoseOfItsWalk() {
        assertThat(Scan.of(PastRuns.report(RunState.COMPLETE, 7)))
                .isEqualTo(new Scan(List.of(new Scan.Role("original", 20, 13, 11)), 7, 7, true, 30));
    }

    @Test
    @DisplayName("H7: what a filter, limit or cursor left isn't everything")
    void restrictedRequestIsntOfEverything() {
        assertThat(Scan.isOfEverything(ReconcileRequest.dryRun())).isTrue();
        assertThat(Scan.isOfEverything(ReconcileRequest.builder().statuses("x").build()))
                .isFalse();
        assertThat(Scan.isOfEverything(ReconcileRequest.builder().limit(1).build()))
                .isFalse();
        assertThat(Scan.isOfEverything(
                        ReconcileRequest.builder().cursor(new RecordId("1")).build()))
                .isFalse();
    }
}
