package dev.reconcile.testkit;

import static dev.reconcile.testkit.ReconcileAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reconcile.FindingKind;
import dev.reconcile.Guardrails;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunInProgressException;
import dev.reconcile.RunListener;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.Strategy;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.Presence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A run over named records: as any run for these, and of no consequence for others. */
class TargetedRunTest {

    private final World world = World.of(20);
    private final RunJournal journal = RunJournal.inMemory();
    private final ReconcileEngine engine = world.engine().journal(journal).build();

    private static ReconcileRequest.Builder about(String... ids) {
        return ReconcileRequest.builder()
                .records(Stream.of(ids).map(RecordId::new).toList());
    }

    private static ReconcileRequest marking(String... ids) {
        return about(ids).apply().guardrails(Guardrails.DEFAULT.maxRatio(1)).build();
    }

    private void lose(int from, int to) {
        IntStream.rangeClosed(from, to).forEach(i -> world.objects.remove(World.original(String.valueOf(i))));
    }

    @Test
    void onlyTheNamedRecordsAreReadAndMarked() {
        lose(3, 5);

        RunReport report = engine.run(marking("3", "4", "17", "no such record"));

        assertThat(report).hasState(RunState.COMPLETE).hasMissing(2).hasMarked(2);
        assertThat(report.records()).as("the id that isn't there isn't counted").isEqualTo(3);
        assertThat(report.strategy()).isEqualTo(Strategy.PROBE);
        assertThat(report.kinds()).containsExactlyInAnyOrder(FindingKind.MISSING, FindingKind.MISMATCH);
        assertThat(report.requests().catalogReads()).as("asking the time only").isLessThanOrEqualTo(1);
        assertThat(world.statusOf("3")).isEqualTo("error");
        assertThat(world.statusOf("5")).as("missing too, but nobody named it").isEqualTo("ready");
    }

    @Test
    void manyRecordsAreLookedUpInBatches() {
        World many = World.of(1000);
        List<RecordId> all = IntStream.rangeClosed(1, 1000)
                .mapToObj(i -> new RecordId(String.valueOf(i)))
                .toList();

        RunReport report =
                many.run(ReconcileRequest.builder().records(all).batchSize(300).build());

        assertThat(report).isClean();
        assertThat(report.records()).isEqualTo(1000);
        assertThat(report.requests().recordLookUps()).isEqualTo(4);
    }

    @Test
    void nobodyThereIsNoAlarm() {
        RunReport report = engine.run(marking("no such record"));

        assertThat(report).hasState(RunState.COMPLETE).changedNothing();
        assertThat(report.guardrails()).isEmpty();
    }

    @Test
    void itsPlanIsAppliedAndUndoneLikeAnyOther() {
        lose(3, 3);

        RunReport found = engine.run(about("3").build());
        assertThat(found).hasMissing(1).changedNothing();
        RunReport applied = engine.apply(found.runId());
        assertThat(applied).hasMarked(1);
        assertThat(world.statusOf("3")).isEqualTo("error");

        assertThat(engine.undo(applied.runId()).marks().applied()).isEqualTo(1);
        assertThat(world.statusOf("3")).isEqualTo("ready");
    }

    @Test
    void anInterruptedOneIsResumed() {
        lose(3, 4);
        world.catalog.onMark((marks, call, real) -> {
            Thread.currentThread().interrupt();
            return real.apply(marks);
        });
        RunReport cut = engine.run(marking("3", "4"));
        boolean interrupted = Thread.interrupted();
        world.catalog.onMark(Fault.none());

        RunReport resumed = engine.resume(cut.runId());

        assertThat(interrupted).isTrue();
        assertThat(cut).hasState(RunState.CANCELLED);
        assertThat(resumed).hasState(RunState.COMPLETE).hasMarked(2);
        assertThat(world.statusOf("3")).isEqualTo("error");
        assertThat(world.statusOf("4")).isEqualTo("error");
    }

    @Test
    void whatItMarkedIsFoundRecoveredByALaterRunOverEverything() {
        lose(3, 3);
        engine.run(marking("3"));
        world.objects.put(World.original("3"), 10, World.LONG_AGO);

        assertThat(engine.run(ReconcileRequest.dryRun()).recovered()).isPositive();
    }

    @Test
    void itsOwnGuardrailsHold() {
        lose(1, 3);

        RunReport report = engine.run(about("1", "2", "3").apply().build());

        assertThat(report).hasState(RunState.HALTED).changedNothing();
    }

    @Test
    @DisplayName("H71: a halted run over everything and a halted targeted one don't stop each other")
    void haltsStayApart() {
        lose(1, 3);
        RunReport targeted = engine.run(about("1", "2", "3").apply().build());
        assertThat(targeted).hasState(RunState.HALTED);
        world.objects.put(World.original("1"), 10, World.LONG_AGO);
        world.objects.put(World.original("2"), 10, World.LONG_AGO);

        assertThat(engine.run(ReconcileRequest.applying()))
                .as("the targeted run's halt is its own")
                .hasState(RunState.COMPLETE)
                .hasMarked(1);

        lose(4, 20);
        assertThat(engine.run(ReconcileRequest.applying())).hasState(RunState.HALTED);
        assertThat(engine.run(marking("4"))).hasState(RunState.COMPLETE).hasMarked(1);
        assertThat(engine.run(ReconcileRequest.applying()).guardrails())
                .as("a targeted run that was good clears nothing")
                .anyMatch(sentence -> sentence.contains("nobody has cleared it"));
    }

    @Test
    @DisplayName("H7, H55: it is no measure for a shrunken table, nor measured")
    void figuresAreNotCompared() {
        engine.run(ReconcileRequest.dryRun());
        assertThat(engine.run(marking("1")).guardrails()).isEmpty();
        IntStream.rangeClosed(5, 20).forEach(i -> world.records.remove(String.valueOf(i)));

        assertThat(engine.run(ReconcileRequest.dryRun()).guardrails())
                .as("the run over everything is still the measure")
                .anyMatch(sentence -> sentence.contains("at the last complete run"));
    }

    @Test
    @DisplayName("H83: it goes on beside a run over everything, and takes nothing from it")
    void itGoesOnBesideAnother() {
        lose(3, 4);
        List<RunReport> beside = new ArrayList<>();
        world.catalog.onMark((marks, call, real) -> {
            if (beside.isEmpty()) {
                beside.add(null);
                beside.set(0, engine.run(marking("3")));
            }
            return real.apply(marks);
        });

        RunReport report = engine.run(ReconcileRequest.builder()
                .apply()
                .guardrails(Guardrails.DEFAULT.maxRatio(1))
                .build());

        assertThat(beside.get(0)).hasState(RunState.COMPLETE).hasMarked(1);
        assertThat(report.marks().applied()).as("the other record").isEqualTo(1);
        assertThat(report.marks().already() + report.marks().conflicts())
                .as("the one that the targeted run was first at")
                .isEqualTo(1);
        assertThat(world.records.message("3").orElseThrow())
                .contains(beside.get(0).runId().value());
    }

    @Test
    @DisplayName("H83: nobody resumes, applies or undoes it while it is under way")
    void itIsOneAtATimeForItself() {
        lose(3, 3);
        RunReport found = engine.run(about("3").build());
        List<Class<?>> refused = new ArrayList<>();
        world.catalog.onMark((marks, call, real) -> {
            RunId current = journal.runs().stream()
                    .filter(run -> !run.equals(found.runId()))
                    .findFirst()
                    .orElseThrow();
            for (Runnable deed : List.<Runnable>of(
                    () -> engine.resume(current), () -> engine.undo(current), () -> engine.apply(found.runId()))) {
                try {
                    deed.run();
                } catch (RunInProgressException busy) {
                    refused.add(busy.getClass());
                }
            }
            return real.apply(marks);
        });

        RunReport applied = engine.apply(found.runId());

        assertThat(refused).hasSize(3);
        assertThat(applied).hasMarked(1);
        assertThat(engine.undo(applied.runId()).marks().applied()).isEqualTo(1);
    }

    @Test
    void sixteenAtOnceAndNoMore() {
        List<Integer> depth = new ArrayList<>();
        List<RunInProgressException> refused = new ArrayList<>();
        world.catalog.onLookUp((ids, call, real) -> {
            depth.add(depth.size());
            try {
                if (refused.isEmpty()) {
                    engine.run(about("1").build());
                }
            } catch (RunInProgressException busy) {
                refused.add(busy);
            }
            return real.apply(ids);
        });

        engine.run(about("1").build());

        assertThat(refused).hasSize(1);
        assertThat(journal.runs())
                .as("all leases but those no id was drawn for")
                .hasSizeBetween(8, 16);
    }

    @Test
    @DisplayName("H63: who marked a record can't be told from a message that is cut short")
    void aCutMessageIsNobodysProof() {
        lose(3, 3);
        world.catalog.onMark((marks, call, real) -> {
            if (call == 1) {
                engine.run(marking("3"));
                world.records.put(cut("3"));
            }
            return real.apply(marks);
        });

        RunReport report = engine.run(ReconcileRequest.builder()
                .apply()
                .guardrails(Guardrails.DEFAULT.maxRatio(1))
                .build());

        assertThat(report.marks().applied()).isZero();
        assertThat(report.marks().uncertain()).isEqualTo(1);
    }

    private CatalogRecord cut(String id) {
        CatalogRecord now = world.records.record(id).orElseThrow();
        return new CatalogRecord(
                now.id(),
                now.status(),
                now.message() == null ? null : now.message().substring(0, 12),
                true,
                now.lastChanged(),
                now.context(),
                now.references(),
                now.unusable());
    }

    @Test
    void aLookLeavesNothingBehindAndTellsNobody() {
        lose(3, 3);
        List<RunReport> heard = new ArrayList<>();
        ReconcileEngine told = world.engine()
                .journal(journal)
                .listener(new RunListener() {
                    @Override
                    public void finished(RunReport report) {
                        heard.add(report);
                    }
                })
                .build();

        RunReport seen = told.look(about("3", "4").build());

        assertThat(seen).hasState(RunState.COMPLETE).hasMissing("original", 1).changedNothing();
        assertThat(journal.runs()).isEmpty();
        assertThat(heard).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> told.look(ReconcileRequest.dryRun()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> told.look(about("3").apply().build()));
    }

    @Test
    @DisplayName("H1, H70: a store that doesn't prove itself convicts nobody")
    void anUnprovenStoreConvictsNobody() {
        world.store.onStat(Fault.answering(Presence.absent()));

        assertThat(engine.run(marking("3")))
                .hasState(RunState.INCOMPLETE)
                .hasMissing(0)
                .changedNothing();

        world.store.onStat(Fault.answering(Presence.unknown(Doubt.FORBIDDEN, "403")));
        assertThat(engine.run(marking("3"))).hasState(RunState.INCOMPLETE).changedNothing();
    }

    @Test
    void whatANamedRecordCantHaveIsRefused() {
        List<ReconcileRequest.Builder> nonsense = List.of(
                about("1").limit(5),
                about("1").cursor(new RecordId("1")),
                about("1").statuses("ready"),
                about("1").where("project", "alps"),
                about("1").strategy(Strategy.SWEEP),
                about("1").kinds(FindingKind.ORPHAN),
                about("1").kinds(FindingKind.RECOVERED),
                about("1").uploadsOlderThan(Duration.ofDays(7)));

        assertThat(nonsense)
                .allSatisfy(each -> assertThatIllegalArgumentException().isThrownBy(each::build));
        assertThatIllegalArgumentException().isThrownBy(() -> about());
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> about(
                        IntStream.rangeClosed(1, 1001).mapToObj(String::valueOf).toArray(String[]::new)))
                .withMessageContaining("1 to 1000");
    }

    @Test
    void retentionKeepsTheLastRunOverEverything() {
        RunReport whole = engine.run(ReconcileRequest.dryRun());
        world.time = world.time.plus(Duration.ofDays(1));
        RunReport targeted = engine.run(about("1").build());

        List<RunId> removed = journal.removeEndedBefore(world.time.plus(Duration.ofDays(1)));

        assertThat(removed).containsExactly(targeted.runId());
        assertThat(journal.runs()).containsExactly(whole.runId());
    }
}
