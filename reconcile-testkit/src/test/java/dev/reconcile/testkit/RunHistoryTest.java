package dev.reconcile.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.PastChange;
import dev.reconcile.Plan;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunHistory;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.RunSummary;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.journal.RunKind;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunHistoryTest {

    @TempDir
    private Path directory;

    private World world;
    private ReconcileEngine engine;
    private RunHistory history;

    @BeforeEach
    void someDrift() {
        world = World.of(300);
        world.objects.remove(World.original("7"));
        world.objects.remove(World.staged("7"));
        world.objects.remove(World.staged("8"));
        world.objects.put("original/stray.jpg", 5, World.LONG_AGO);
        engine = ReconcileEngine.builder(world.objects, world.catalog)
                .journal(directory)
                .clock(() -> world.time)
                .waiting(duration -> {})
                .build();
        history = RunHistory.of(RunJournal.in(directory));
    }

    private static <T> List<T> all(Stream<T> stream) {
        try (stream) {
            return stream.toList();
        }
    }

    @Test
    void findingsComeBackInTheOrderOfThePlan() {
        RunId run = engine.run(ReconcileRequest.dryRun()).runId();
        assertThat(all(history.findings(run)))
                .extracting(finding -> finding.kind() + " " + finding.key())
                .containsExactly(
                        "MISSING " + World.original("7"),
                        "MISSING " + World.staged("7"),
                        "MISSING " + World.staged("8"),
                        "ORPHAN original/stray.jpg");
        assertThat(all(history.findings(run)).get(0))
                .isInstanceOfSatisfying(
                        Finding.OfReference.class,
                        missing -> assertThat(missing.record().lastChanged())
                                .as("when the row was last written")
                                .isEqualTo(World.LONG_AGO));
    }

    @Test
    void aPlanNeedsNeitherStoreNorCatalog() {
        RunId run = engine.run(ReconcileRequest.dryRun()).runId();
        for (Plan.Form form : Plan.Form.values()) {
            Function<Plan, List<String>> lines = plan -> all(plan.lines());
            assertThat(lines.apply(history.plan(run, form)))
                    .hasSize(form == Plan.Form.CSV ? 5 : 4)
                    .isEqualTo(lines.apply(engine.plan(run, form)));
        }
    }

    @Test
    void changesAreThereOneForEachItem() {
        RunReport fixed = engine.run(ReconcileRequest.builder()
                .apply()
                .orphans(OrphanPolicy.QUARANTINE)
                .build());
        List<PastChange> changes = all(history.changes(fixed.runId()));
        assertThat(changes)
                .extracting(PastChange::item)
                .containsExactly("record:7", "record:8", "object:original/stray.jpg");
        assertThat(changes).allSatisfy(each -> assertThat(each.outcome()).contains(ChangeOutcome.APPLIED));
        assertThat(changes.get(2).change()).containsInstanceOf(Change.Quarantine.class);
    }

    @Test
    void summariesSayWhatARunWas() {
        RunReport found = engine.run(ReconcileRequest.dryRun());
        RunReport fixed = engine.apply(found.runId());
        RunReport undone = engine.undo(fixed.runId());

        assertThat(history.runs()).containsExactlyInAnyOrder(found.runId(), fixed.runId(), undone.runId());
        RunSummary summary = history.summary(undone.runId());
        assertThat(summary.kind()).isEqualTo(RunKind.UNDO);
        assertThat(summary.of()).contains(fixed.runId());
        assertThat(summary.report()).contains(undone);
        assertThat(summary.cleared()).isFalse();
        assertThat(history.report(found.runId())).isEqualTo(found);
    }

    @Test
    void anUnknownRunIsSaidToBeOne() {
        RunId none = new RunId("20200101T000000Z-00000000");
        assertThatThrownBy(() -> history.findings(none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("There is no run 20200101T000000Z-00000000");
    }

    @Test
    void aPlanOfAnUndoIsRefused() {
        RunId fixed =
                engine.apply(engine.run(ReconcileRequest.dryRun()).runId()).runId();
        assertThat(all(history.findings(fixed)))
                .extracting(Finding::kind)
                .containsOnly(FindingKind.MISSING, FindingKind.ORPHAN);
        assertThatThrownBy(() -> history.plan(fixed, Plan.Form.CSV)).hasMessageContaining("to take it back use undo");
    }
}
