package dev.reconcile.engine;

import static dev.reconcile.engine.PastRuns.BEGAN;
import static dev.reconcile.engine.PastRuns.BINDING;
import static dev.reconcile.engine.PastRuns.begun;
import static dev.reconcile.engine.PastRuns.ended;
import static dev.reconcile.engine.PastRuns.id;
import static dev.reconcile.engine.PastRuns.report;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunState;
import dev.reconcile.journal.Binding;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunKind;
import dev.reconcile.store.ObjectKey;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** H7, H55, H71: what earlier runs mean for the guardrails of this one. */
class PrecedentsTest {

    private static final RunId THIS = id(99);
    private static final JournalEntry.Cleared CLEARED = new JournalEntry.Cleared("eve", BEGAN);
    private static final String ONLY_REPEATED = Precedents.HALTED + id(1) + " was halted";

    private final PastRuns past = new PastRuns();

    private Precedents precedents() {
        return Precedents.of(past.journal, BINDING, ReconcileRequest.dryRun(), THIS);
    }

    private void run(int number, ReconcileRequest request, JournalEntry... then) {
        run(begun(id(number), RunKind.RECONCILE, BINDING, request), then);
    }

    private void run(JournalEntry.Begun begun, JournalEntry... then) {
        JournalEntry[] all = new JournalEntry[then.length + 1];
        all[0] = begun;
        System.arraycopy(then, 0, all, 1, then.length);
        past.write(begun.run(), all);
    }

    private static JournalEntry complete(long records, String... guardrails) {
        return ended(report(RunState.COMPLETE, records, guardrails), BEGAN);
    }

    private long lastGoodRecords() {
        Scan lastGood = precedents().lastGood();
        return lastGood == null ? -1 : lastGood.records();
    }

    @Test
    void firstRunHasNoPrecedents() {
        assertThat(precedents()).isEqualTo(Precedents.NONE);
    }

    @Test
    void figuresOfTheLastGoodRunAreTheMeasure() {
        run(1, ReconcileRequest.dryRun(), complete(10));
        run(2, ReconcileRequest.dryRun(), complete(20));
        assertThat(precedents().lastGood()).isEqualTo(Scan.of(report(RunState.COMPLETE, 20)));
        assertThat(precedents().halted()).isNull();
    }

    @Test
    @DisplayName("H7: a run that is no measure doesn't become one, however late it came")
    void runThatSawOnlyAPartIsNoMeasure() {
        run(1, ReconcileRequest.dryRun(), complete(10));
        run(2, ReconcileRequest.builder().statuses("ready").build(), complete(2));
        run(3, ReconcileRequest.builder().prefix("p/").build(), complete(3));
        run(11, ReconcileRequest.builder().keys(null, ObjectKey.of("m")).build(), complete(11));
        run(4, ReconcileRequest.dryRun(), complete(4, "the listing has 4 objects, and had 10"));
        run(5, ReconcileRequest.dryRun(), ended(report(RunState.INCOMPLETE, 5), BEGAN));
        run(6, ReconcileRequest.dryRun());
        run(begun(id(7), RunKind.APPLY, BINDING, ReconcileRequest.dryRun()), complete(7));
        run(begun(id(8), RunKind.UNDO, BINDING, ReconcileRequest.dryRun()), complete(8));
        Binding other = new Binding("s3:other", "db.images", List.of("original"), "id=id", ".reconcile/");
        run(begun(id(9), RunKind.RECONCILE, other, ReconcileRequest.dryRun()), complete(9));
        assertThat(lastGoodRecords()).isEqualTo(10);
    }

    @Test
    void runIsNoPrecedentOfItself() {
        run(1, ReconcileRequest.dryRun(), complete(10));
        run(99, ReconcileRequest.applying(), ended(RunState.HALTED, "too much drift"));
        assertThat(precedents().halted()).isNull();
        assertThat(lastGoodRecords()).isEqualTo(10);
    }

    @Test
    @DisplayName("H71: the last applying run, if it was halted and nobody cleared it, stops the next")
    void haltStaysUntilItIsCleared() {
        run(1, ReconcileRequest.applying(), ended(RunState.HALTED, "too much drift"));
        run(2, ReconcileRequest.dryRun(), complete(10));
        assertThat(precedents().halted())
                .as("a dry run after it clears nothing")
                .isEqualTo(id(1).value());
    }

    @Test
    void clearedHaltStopsNothing() {
        run(1, ReconcileRequest.applying(), ended(RunState.HALTED, "too much drift"), CLEARED);
        assertThat(precedents().halted()).isNull();
    }

    @Test
    void laterRunThatWentThroughEndsTheHalt() {
        run(1, ReconcileRequest.applying(), ended(RunState.HALTED, "too much drift"));
        run(2, ReconcileRequest.applying(), complete(10));
        assertThat(precedents().halted()).isNull();
    }

    @Test
    @DisplayName("A halted dry run is no halt, and a halted plan that was to be applied is one")
    void onlyApplyingRunsAreHalted() {
        run(1, ReconcileRequest.dryRun(), ended(RunState.HALTED, "too much drift"));
        assertThat(precedents().halted()).isNull();
        run(begun(id(2), RunKind.APPLY, BINDING, ReconcileRequest.applying()), ended(RunState.HALTED, "too much"));
        assertThat(precedents().halted()).isEqualTo(id(2).value());
    }

    @Test
    @DisplayName("H71: a run that was halted by an earlier halt alone is cleared together with it")
    void haltThatOnlyRepeatsAnotherGoesWithIt() {
        run(1, ReconcileRequest.applying(), ended(RunState.HALTED, "too much drift"), CLEARED);
        run(2, ReconcileRequest.applying(), ended(RunState.HALTED, ONLY_REPEATED));
        assertThat(precedents().halted()).isNull();
        run(3, ReconcileRequest.applying(), ended(RunState.HALTED, ONLY_REPEATED, "the catalog is empty"));
        assertThat(precedents().halted()).as("halted for a reason of its own").isEqualTo(id(3).value());
    }

    @Test
    void runThatOnlyRepeatsAHaltDoesntHideIt() {
        run(1, ReconcileRequest.applying(), ended(RunState.HALTED, "too much drift"));
        run(2, ReconcileRequest.applying(), ended(RunState.HALTED, ONLY_REPEATED));
        assertThat(precedents().halted()).isEqualTo(id(1).value());
    }

    @Test
    @DisplayName("H71: a run without a sentence of a guardrail that wasn't halted went through")
    void completeRunRepeatsNothing() {
        run(1, ReconcileRequest.applying(), ended(RunState.HALTED, "too much drift"));
        run(2, ReconcileRequest.applying(), ended(report(RunState.INCOMPLETE, 1), BEGAN));
        assertThat(precedents().halted()).isNull();
    }

    @Test
    @DisplayName("A good run before a halted one is still the measure, and a halted one before a good one still halts")
    void measureAndHaltAreSoughtApart() {
        run(1, ReconcileRequest.dryRun(), complete(10));
        run(2, ReconcileRequest.applying(), ended(RunState.HALTED, "too much drift"));
        assertThat(precedents()).isEqualTo(new Precedents(Scan.of(report(RunState.COMPLETE, 10)), id(2).value()));
    }

    @Test
    @DisplayName("Nothing older is read once both are known")
    void olderRunsArentRead() {
        run(1, ReconcileRequest.applying(), ended(RunState.HALTED, "too much drift"));
        run(2, ReconcileRequest.applying(), complete(20));
        run(3, ReconcileRequest.dryRun(), ended(report(RunState.INCOMPLETE, 1), BEGAN));
        assertThat(precedents()).isEqualTo(new Precedents(Scan.of(report(RunState.COMPLETE, 20)), null));
    }

    @Test
    void damagedJournalOfAnotherRunIsPassedOver() {
        run(1, ReconcileRequest.dryRun(), complete(10));
        past.write(id(2), CLEARED);
        assertThat(lastGoodRecords()).isEqualTo(10);
        assertThat(past.journal.header(id(3))).isEmpty();
    }
}
