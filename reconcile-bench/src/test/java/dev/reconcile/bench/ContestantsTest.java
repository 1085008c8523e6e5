package dev.reconcile.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.bench.DataSet.Totals;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever is measured has to do the work, and the same work. */
@TestInstance(Lifecycle.PER_CLASS)
class ContestantsTest {

    private static final int ITEMS = 5000;

    private final DataSet data = new DataSet(ITEMS, Layout.UNIFORM, 100, 200);
    private final Totals totals = data.totals();
    private Bench bench;

    @BeforeAll
    void start() throws Exception {
        bench = Bench.start(data);
    }

    @AfterAll
    void stop() throws Exception {
        bench.close();
    }

    private Setting setting() {
        return bench.setting(4, 500, ITEMS);
    }

    @Test
    void theDriftIsBuiltIn() {
        assertThat(totals).isEqualTo(new Totals(4975, 4950, 50, 25));
    }

    @ParameterizedTest
    @EnumSource
    void everyContestantSeesExactlyTheDriftThatWasBuiltIn(Contestant contestant) throws Exception {
        requireAllSeen(contestant.run(setting()));
    }

    static List<Entrant> scripts() {
        return Script.all().stream().filter(each -> each.lacks().isEmpty()).toList();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("scripts")
    void soDoesEveryScriptThatCanRunHere(Entrant script) throws Exception {
        Outcome outcome = script.run(bench, setting()).outcome();
        requireAllSeen(outcome);
        assertThat(outcome.orphans()).isEqualTo(totals.orphans());
    }

    private void requireAllSeen(Outcome outcome) {
        assertThat(outcome.rows()).isIn(-1L, totals.rows());
        assertThat(outcome.objects()).isIn(-1L, totals.objects());
        assertThat(outcome.missing()).isIn(-1L, totals.missing());
        assertThat(outcome.orphans()).isIn(-1L, totals.orphans());
        assertThat(List.of(outcome.rows(), outcome.objects())).isNotEqualTo(List.of(-1L, -1L));
    }

    @Test
    void aContestantInItsOwnProcessIsMeasured() throws Exception {
        Trial trial = bench.run(Contestant.LIST_SOCKETS, setting(), "64m");

        assertThat(trial.outcome().objects()).isEqualTo(totals.objects());
        assertThat(trial.requests().lists()).isEqualTo(8); // two pages in each of four parts
        assertThat(trial.outcome().cpuSeconds()).isPositive();
        assertThat(trial.wall()).isGreaterThan(trial.outcome().seconds());
    }

    @Test
    void everyLayoutAscendsAndFindsItsKeysAgain() {
        for (Layout layout : Layout.values()) {
            DataSet other = new DataSet(ITEMS, layout, 100, 200);
            List<String> keys = new ArrayList<>();
            for (long item = 0; item < ITEMS; item++) {
                keys.add(other.key(item));
                assertThat(other.itemOf(other.key(item))).as("%s", layout).isEqualTo(item);
            }
            assertThat(keys).as("%s", layout).isSorted().doesNotHaveDuplicates();
        }
    }
}
