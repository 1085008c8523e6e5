package dev.reconcile.engine;

import static dev.reconcile.engine.PastRuns.BEGAN;
import static dev.reconcile.engine.PastRuns.BINDING;
import static dev.reconcile.engine.PastRuns.begun;
import static dev.reconcile.engine.PastRuns.ended;
import static dev.reconcile.engine.PastRuns.id;
import static dev.reconcile.engine.PastRuns.orphan;
import static dev.reconcile.engine.PastRuns.walked;
import static dev.reconcile.engine.Surroundings.imagined;
import static dev.reconcile.engine.Surroundings.reference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.ChangeOutcome;
import dev.reconcile.Finding;
import dev.reconcile.RecordState;
import dev.reconcile.RunId;
import dev.reconcile.RunState;
import dev.reconcile.Strategy;
import dev.reconcile.journal.Binding;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PastRunTest {

    private static final RunId RUN = id(1);
    private static final StoredObject A = imagined("a", 1, "x", BEGAN);
    private static final StoredObject B = imagined("b", 1, "x", BEGAN);
    private static final JournalEntry.Resumed RESUMED = new JournalEntry.Resumed("other", 2, BEGAN);
    private static final JournalEntry.Cut CUT = new JournalEntry.Cut(List.of(ObjectKey.of("m")), Strategy.SWEEP, BEGAN);

    private final PastRuns past = new PastRuns();

    private PastRun read(JournalEntry... entries) {
        past.write(RUN, entries);
        return PastRun.read(past.journal, RUN);
    }

    private static List<String> keys(PastRun run, boolean wholeOnly) {
        List<String> keys = new ArrayList<>();
        run.findings(
                wholeOnly,
                judged -> keys.add(judged.range() + " " + judged.finding().key().value()));
        return keys;
    }

    private static JournalEntry.Found missing(int range, String key) {
        return new JournalEntry.Found(
                range,
                new Finding.Missing(reference("1", "original", key), new RecordState("ready", null, null, Map.of())),
                List.of());
    }

    @Test
    void whatTheJournalSaysIsRead() {
        JournalEntry.Planned planned = new JournalEntry.Planned("sum", 1, List.of(), BEGAN, BEGAN);
        JournalEntry.Ended ended = ended(RunState.COMPLETE);
        PastRun run = read(
                begun(RUN),
                CUT,
                walked(0, true, A),
                walked(1, true, B),
                planned,
                ended,
                new JournalEntry.Cleared("eve", BEGAN));
        assertThat(run.id()).isEqualTo(RUN);
        assertThat(run.begun().binding()).isEqualTo(BINDING);
        assertThat(run.cut()).isEqualTo(CUT);
        assertThat(run.whole(0)).isEqualTo(walked(0, true, A));
        assertThat(run.whole(1)).isEqualTo(walked(1, true, B));
        assertThat(run.whole(2)).isNull();
        assertThat(run.planned()).isEqualTo(planned);
        assertThat(run.ended()).isEqualTo(ended);
        assertThat(run.isCleared()).isTrue();
        assertThat(run.witnesses()).as("H72: of the first range that ended").containsExactly(A);
    }

    @Test
    void killedRunHasNoEnd() {
        PastRun run = read(begun(RUN));
        assertThat(run.cut()).isNull();
        assertThat(run.planned()).isNull();
        assertThat(run.ended()).isNull();
        assertThat(run.isCleared()).isFalse();
        assertThat(run.witnesses()).isEmpty();
    }

    @Test
    void runThatNeverBeganIsntTakenUp() {
        assertThatThrownBy(() -> PastRun.read(past.journal, RUN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("There is no run " + RUN);
        past.write(RUN);
        assertThatThrownBy(() -> PastRun.read(past.journal, RUN))
                .hasMessageContaining("killed before its journal began");
        past.write(id(2), CUT);
        assertThatThrownBy(() -> PastRun.read(past.journal, id(2)))
                .hasMessageContaining("killed before its journal began");
    }

    @Test
    void headerIsReadOrEmpty() {
        past.write(RUN, begun(RUN));
        past.write(id(2), CUT);
        assertThat(past.journal.header(RUN).map(JournalEntry.Begun::run)).contains(RUN);
        assertThat(past.journal.header(id(2))).isEmpty();
        assertThat(past.journal.header(id(3))).as("removed meanwhile").isEmpty();
    }

    @Test
    @DisplayName("H84: only what was found in a range that was walked to its end stands")
    void findingOfAnUnfinishedRangeDoesntStand() {
        PastRun run = read(begun(RUN), CUT, orphan(0, A), orphan(1, B), walked(0, true));
        assertThat(keys(run, true)).containsExactly("0 a");
        assertThat(keys(run, false)).containsExactly("0 a");
    }

    @Test
    @DisplayName("H73: where a listing broke off, what is missing stands and no orphan does")
    void orphanOfABrokenListingDoesntStand() {
        PastRun run = read(begun(RUN), CUT, orphan(0, A), missing(0, "m"), walked(0, false));
        assertThat(keys(run, false)).containsExactly("0 m");
        assertThat(keys(run, true)).as("a resumed run walks that range again").isEmpty();
        assertThat(run.whole(0)).isNull();
    }

    @Test
    @DisplayName("H85: what a killed part found in a range that a resumed run walked again doesn't count twice")
    void findingOfAWalkThatWasWalkedAgainDoesntStand() {
        PastRun run = read(
                begun(RUN), CUT, orphan(0, A), walked(0, true), orphan(1, A), RESUMED, orphan(1, B), walked(1, true));
        assertThat(keys(run, true)).containsExactly("0 a", "1 b");
    }

    @Test
    @DisplayName("H31: a walk that begins again makes everything before it void")
    void secondCutVoidsTheFirst() {
        PastRun run = read(
                begun(RUN),
                CUT,
                orphan(0, A),
                missing(0, "m"),
                walked(0, true, A),
                CUT,
                orphan(1, B),
                walked(1, true, B));
        assertThat(keys(run, true)).containsExactly("1 b");
        assertThat(keys(run, false)).containsExactly("1 b");
        assertThat(run.whole(0)).isNull();
        assertThat(run.whole(1)).isNotNull();
    }

    static List<Binding> others() {
        List<String> roles = List.of("original");
        return List.of(
                new Binding("s3:other", "db.images", roles, "id=id", ".reconcile/"),
                new Binding("s3:images", "db.other", roles, "id=id", ".reconcile/"),
                new Binding("s3:images", "db.images", List.of("staged"), "id=id", ".reconcile/"),
                new Binding("s3:images", "db.images", roles, "id=uuid", ".reconcile/"),
                new Binding("s3:images", "db.images", roles, "id=id", "elsewhere/"));
    }

    @ParameterizedTest
    @MethodSource("others")
    @DisplayName("H85: a run is taken up only with its own store, catalog and mapping")
    void runOfAnotherBindingIsRefused(Binding other) {
        PastRun run = read(begun(RUN));
        run.requireBinding(BINDING);
        assertThatThrownBy(() -> run.requireBinding(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bound to another");
    }

    @Test
    @DisplayName("H84: the last word about each item counts, in the order of items")
    void lastWordAboutAnItemCounts() {
        PastRun run = read(
                begun(RUN),
                done("record:10", ChangeOutcome.FAILED),
                done("object:a", ChangeOutcome.GONE),
                done("record:9", ChangeOutcome.APPLIED),
                done("record:10", ChangeOutcome.APPLIED));
        List<String> said = new ArrayList<>();
        try (ItemStates states = run.states(Surroundings.WORKSPACE)) {
            states.forEach(state -> said.add(state.item() + " " + state.done().outcome()));
        }
        assertThat(said).containsExactly("record:9 APPLIED", "record:10 APPLIED", "object:a GONE");
    }

    private static JournalEntry.Done done(String item, ChangeOutcome outcome) {
        return new JournalEntry.Done(item, outcome, null, null, null, "", BEGAN);
    }
}
