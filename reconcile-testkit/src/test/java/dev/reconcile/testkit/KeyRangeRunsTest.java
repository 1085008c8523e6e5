package dev.reconcile.testkit;

import static dev.reconcile.testkit.ReconcileAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.Finding;
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
import dev.reconcile.journal.RunJournal;
import dev.reconcile.store.ObjectKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A key space that is given in parts to several engines, as to several processes, with one journal. */
class KeyRangeRunsTest {

    private static final int RECORDS = 3_000;
    private static final List<ObjectKey> CUTS = Stream.of("original/2", "original/31.jpg", "p", "staged/1500.jpg")
            .map(ObjectKey::of)
            .toList();

    private final World world = World.of(RECORDS);
    private final RunJournal journal = RunJournal.inMemory();
    private final AtomicInteger engines = new AtomicInteger(1);

    KeyRangeRunsTest() {
        for (int i = 1; i <= RECORDS; i += 97) {
            world.objects.remove(World.original(String.valueOf(i)));
            world.objects.put("original/stray-" + i, 1, World.LONG_AGO);
            world.objects.put("staged/" + i + "/stray", 1, World.LONG_AGO);
        }
        world.objects.remove(World.original("31")); // the very key of a cut
        world.objects.put("a first", 1, World.LONG_AGO);
        world.objects.put("z last", 1, World.LONG_AGO);
    }

    private static ReconcileRequest request(Strategy strategy) {
        ReconcileRequest.Builder request = ReconcileRequest.builder()
                .guardrails(Guardrails.DEFAULT.maxFindings(10_000).maxRatio(1))
                .strategy(strategy);
        return strategy == Strategy.SWEEP
                ? request.build()
                : request.kinds(FindingKind.MISSING, FindingKind.MISMATCH).build();
    }

    private ReconcileEngine engine(Collection<Finding> found) {
        return world.engine()
                .random(new Random(engines.incrementAndGet())) // or all runs would have one id
                .journal(journal)
                .listener(new RunListener() {
                    @Override
                    public void found(Finding finding) {
                        found.add(finding);
                    }
                })
                .build();
    }

    private static List<ReconcileRequest> parts(ReconcileRequest whole) {
        List<ReconcileRequest> parts = new ArrayList<>();
        ObjectKey after = null;
        for (ObjectKey cut : CUTS) {
            parts.add(whole.toBuilder().keys(after, cut).build());
            after = cut;
        }
        parts.add(whole.toBuilder().keys(after, null).build());
        return parts;
    }

    private List<RunReport> atOnce(List<ReconcileRequest> requests, Collection<Finding> found) throws Exception {
        ExecutorService processes = Executors.newFixedThreadPool(requests.size());
        try {
            List<Future<RunReport>> runs = new ArrayList<>();
            requests.forEach(
                    each -> runs.add(processes.submit(() -> engine(found).run(each))));
            List<RunReport> reports = new ArrayList<>();
            for (Future<RunReport> run : runs) {
                reports.add(run.get());
            }
            return reports;
        } finally {
            processes.shutdownNow();
        }
    }

    private static long sum(List<RunReport> reports, ToLongFunction<RunReport> count) {
        return reports.stream().mapToLong(count).sum();
    }

    @ParameterizedTest
    @EnumSource(
            value = Strategy.class,
            names = {"SWEEP", "PROBE", "MIXED"})
    void partsFindWhatTheWholeFinds(Strategy strategy) throws Exception {
        ReconcileRequest whole = request(strategy);
        Collection<Finding> ofTheWhole = new ConcurrentLinkedQueue<>();
        Collection<Finding> ofTheParts = new ConcurrentLinkedQueue<>();
        RunReport one = engine(ofTheWhole).run(whole);
        List<RunReport> parts = atOnce(parts(whole), ofTheParts);

        assertThat(parts).allSatisfy(part -> assertThat(part).hasState(RunState.COMPLETE));
        assertThat(ofTheParts).containsExactlyInAnyOrderElementsOf(ofTheWhole);
        assertThat(ofTheWhole.size()).isGreaterThan(30);
        assertThat(sum(parts, RunReport::checked)).isEqualTo(one.checked());
        assertThat(sum(parts, RunReport::references)).isEqualTo(one.references());
        assertThat(sum(parts, part -> part.objects().orphans()))
                .isEqualTo(one.objects().orphans());
        if (strategy == Strategy.SWEEP) {
            assertThat(sum(parts, part -> part.objects().listed()))
                    .isEqualTo(one.objects().listed());
        }
    }

    @Test
    @DisplayName("marks of parts that run at once are those of the whole, and each can be undone")
    void partsMarkWhatTheWholeWouldMark() throws Exception {
        ReconcileRequest whole = request(Strategy.SWEEP).toBuilder().apply().build();
        long missing = engine(new ConcurrentLinkedQueue<>())
                .run(whole.toBuilder().dryRun().build())
                .missing();

        List<RunReport> parts = atOnce(parts(whole), new ConcurrentLinkedQueue<>());

        assertThat(parts).allSatisfy(part -> assertThat(part).hasState(RunState.COMPLETE));
        assertThat(sum(parts, part -> part.marks().applied())).isEqualTo(missing);
        assertThat(sum(parts, part -> part.marks().conflicts())).isZero();
        for (RunReport part : parts) {
            engine(new ConcurrentLinkedQueue<>()).undo(part.runId());
        }
        world.time = world.time.plus(Duration.ofHours(2)); // beyond the grace of what was written just now
        assertThat(engine(new ConcurrentLinkedQueue<>())
                        .run(request(Strategy.SWEEP))
                        .missing())
                .isEqualTo(missing);
    }

    @Test
    @DisplayName("H83: one run at a time for a part, and none of the whole is kept off by it")
    void onePartHasOneRun() {
        ReconcileRequest part = request(Strategy.SWEEP).toBuilder()
                .keys(null, ObjectKey.of("p"))
                .build();
        ReconcileRequest other = part.toBuilder().keys(ObjectKey.of("p"), null).build();
        AtomicReference<RunReport> beside = new AtomicReference<>();
        ReconcileEngine engine = world.engine()
                .journal(journal)
                .listener(new RunListener() {
                    @Override
                    public void started(RunId run, ReconcileRequest request) {
                        assertThatExceptionOfType(RunInProgressException.class)
                                .isThrownBy(() -> engine(new ArrayList<>()).run(part));
                        beside.set(engine(new ArrayList<>()).run(other));
                    }
                })
                .build();
        assertThat(engine.run(part)).hasState(RunState.COMPLETE);
        assertThat(beside.get()).hasState(RunState.COMPLETE);
    }

    @Test
    void aPartThatWasCutOffIsResumed() {
        ReconcileRequest part = request(Strategy.SWEEP).toBuilder()
                .keys(CUTS.get(1), CUTS.get(3))
                .batchSize(100)
                .concurrency(3)
                .build();
        Collection<Finding> found = new ConcurrentLinkedQueue<>();
        RunReport whole = engine(found).run(part);
        assertThat(whole).hasState(RunState.COMPLETE);
        for (long requests = 60; requests < 130; requests += 7) {
            RunReport cutOff = engine(new ConcurrentLinkedQueue<>())
                    .run(part.toBuilder().maxRequests(requests).build());
            RunReport report = cutOff;
            Collection<Finding> again = new ConcurrentLinkedQueue<>();
            for (int tries = 0; report.state() == RunState.INCOMPLETE && tries < 200; tries++) {
                again.clear();
                report = engine(again).resume(cutOff.runId());
            }
            assertThat(report).hasState(RunState.COMPLETE);
            assertThat(report.checked()).isEqualTo(whole.checked());
            assertThat(report.objects().listed()).isEqualTo(whole.objects().listed());
        }
    }

    @Test
    void keysThatAreNoneAreRefused() {
        ReconcileRequest.Builder request = ReconcileRequest.builder();
        assertThatThrownBy(() -> request.keys(ObjectKey.of("b"), ObjectKey.of("b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid keys: there is none after b and up to b");
        request.keys(ObjectKey.of("b"), null).keys(null, null);
        assertThat(request.build().coversTheSameAs(ReconcileRequest.dryRun())).isTrue();
    }
}
