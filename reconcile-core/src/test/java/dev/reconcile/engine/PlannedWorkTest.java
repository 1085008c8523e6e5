package dev.reconcile.engine;

import static dev.reconcile.engine.PastRuns.BEGAN;
import static dev.reconcile.engine.PastRuns.BINDING;
import static dev.reconcile.engine.PastRuns.begun;
import static dev.reconcile.engine.PastRuns.ended;
import static dev.reconcile.engine.PastRuns.id;
import static dev.reconcile.engine.PastRuns.walked;
import static dev.reconcile.engine.Surroundings.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunState;
import dev.reconcile.journal.JournalEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** H82: when a plan's run began, by the clock that dates its sightings. */
class PlannedWorkTest {

    private static final Duration TWO_DAYS = Duration.ofDays(2);

    /** Of a run that began at {@link PastRuns#BEGAN} by the engine's clock. */
    private static Instant begunByStore(Instant seen, Instant planned) {
        PastRuns past = new PastRuns();
        past.write(
                id(1),
                begun(id(1)),
                walked(0, true),
                new JournalEntry.Planned(digestOfNothing(), 0, List.of(), seen, planned),
                ended(RunState.COMPLETE));
        try (PlannedWork work = PlannedWork.read(PastRun.read(past.journal, id(1)), BINDING, WORKSPACE)) {
            assertThat(work.seen()).isEqualTo(seen);
            return work.begunByStore();
        }
    }

    private static String digestOfNothing() {
        try (SpillingSorter<Judged> nothing = WORKSPACE.forFindings()) {
            return Findings.of(
                            nothing.sorted(), any -> false, new PlanLines(ReconcileRequest.applying()), 10, any -> {})
                    .digest();
        }
    }

    @Test
    void runTookAsLongByOneClockAsByTheOther() {
        assertThat(begunByStore(BEGAN.minus(TWO_DAYS).plusSeconds(60), BEGAN.plusSeconds(60)))
                .isEqualTo(BEGAN.minus(TWO_DAYS));
    }

    @Test
    @DisplayName("H61: a clock that was put back during the run doesn't have it begin after its end")
    void runBeganNoLaterThanItSaw() {
        assertThat(begunByStore(BEGAN.plusSeconds(60), BEGAN.minus(TWO_DAYS))).isEqualTo(BEGAN.plusSeconds(60));
    }
}
