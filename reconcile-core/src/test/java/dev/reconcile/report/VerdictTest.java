package dev.reconcile.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.FindingKind;
import dev.reconcile.RunReport.ChangeCounts;
import dev.reconcile.RunReport.RoleCounts;
import dev.reconcile.RunReport.VerificationCounts;
import dev.reconcile.RunState;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {

    @Test
    void nothingFoundOfNothingIsNoGoodNews() throws Exception {
        Reports reports = Reports.ofNothing();

        assertThat(Verdict.of(reports.report()).tone()).isEqualTo(Verdict.Tone.DOUBT);
        assertThat(reports.rendered())
                .contains(
                        "Nothing was checked, so nothing is known", "No references were read; no objects were listed.");
    }

    @Test
    void nothingFoundOfTenMillionIs() throws Exception {
        Reports reports = Reports.of(10_000_000, 10_000_003);

        assertThat(Verdict.of(reports.report()).tone()).isEqualTo(Verdict.Tone.GOOD);
        assertThat(reports.rendered())
                .contains(
                        "Everything that was checked is in order",
                        "10,000,000 of 10,000,000 references (100.0 %) of 10,000,000 records checked; 10,000,003 objects were listed.");
    }

    @Test
    void referencesThatWereAllTooYoungAreNotChecked() {
        Reports reports = Reports.ofNothing();
        reports.listed = 7;
        reports.roles =
                List.of(new RoleCounts("original", 7, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, VerificationCounts.NONE));

        assertThat(Verdict.of(reports.report()).headline()).startsWith("Nothing was checked");
    }

    @Test
    void objectsThatNobodyWasToJudgeAreNotChecked() {
        Reports reports = Reports.ofNothing();
        reports.listed = 7;
        assertThat(Verdict.of(reports.report()).tone()).as("orphans sought").isEqualTo(Verdict.Tone.GOOD);

        reports.kinds = EnumSet.of(FindingKind.MISSING);
        assertThat(Verdict.of(reports.report()).headline()).startsWith("Nothing was checked");
    }

    @Test
    void driftOfADryRunSaysWhatToDo() {
        Verdict verdict = Verdict.of(
                Reports.of(3, 4, Reports.missing("1", "a"), Reports.orphan("b")).report());

        assertThat(verdict.tone()).isEqualTo(Verdict.Tone.DRIFT);
        assertThat(verdict.headline()).isEqualTo("1 missing, 1 orphan");
        assertThat(verdict.explanation()).contains("nothing was changed");
        assertThat(verdict.next()).anySatisfy(each -> assertThat(each).contains("plan of run " + Reports.RUN));
    }

    @Test
    void whatWasChangedCanBeUndoneAndWhatWasNotIsSaid() {
        Reports reports = Reports.of(3, 4, Reports.missing("1", "a"), Reports.missing("2", "b"));
        reports.dryRun = false;
        reports.marks = new ChangeCounts(2, 2, 1, 0, 1, 0, 0, 0, 0, 0);

        Verdict verdict = Verdict.of(reports.report());

        assertThat(verdict.explanation()).isEqualTo("1 change was made.");
        assertThat(verdict.next())
                .satisfiesExactly(
                        failed -> assertThat(failed).startsWith("1 proposed change wasn’t made"),
                        undo -> assertThat(undo).contains("undo run " + Reports.RUN));
    }

    @Test
    void incompleteHaltedAndCancelledAreNeverGood() {
        for (RunState state : List.of(RunState.INCOMPLETE, RunState.HALTED, RunState.CANCELLED)) {
            Reports reports = Reports.of(10, 10);
            reports.state = state;
            Verdict verdict = Verdict.of(reports.report());
            assertThat(verdict.tone()).as("%s", state).isIn(Verdict.Tone.DOUBT, Verdict.Tone.STOPPED);
            assertThat(verdict.next()).as("%s", state).isNotEmpty();
        }
    }

    @Test
    void haltedNamesTheExactNumberToAccept() {
        Reports reports = Reports.of(1_000, 1_000);
        reports.state = RunState.HALTED;
        reports.dryRun = false;
        reports.marks = new ChangeCounts(412, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        assertThat(Verdict.of(reports.report()).next())
                .anySatisfy(
                        each -> assertThat(each).contains("exactly this number").contains("412 changes of records"));
    }
}
