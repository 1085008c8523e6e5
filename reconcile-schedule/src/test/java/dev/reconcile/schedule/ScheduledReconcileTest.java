package dev.reconcile.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reconcile.Progress;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunListener;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.jdbc.JdbcJournal;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.journal.RunLog;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduledReconcileTest {

    private static final Instant THREE = Instances.THREE;
    private static final Duration DAY = Duration.ofDays(1);

    private final Instances instances = new Instances();

    @Test
    void nothingIsRunBeforeItIsDue() {
        ScheduledReconcile nightly = instances.instance().build();

        assertThat(nightly.runDue()).isEmpty();
        instances.now = THREE.minusNanos(1);
        assertThat(nightly.runDue()).isEmpty();

        assertThat(nightly.status().next()).contains(THREE);
        assertThat(nightly.status().lastFiring()).isEmpty();
        assertThat(instances.journal.runs()).isEmpty();
    }

    @Test
    void aFiringIsRunOnceUnderItsOwnName() {
        ScheduledReconcile nightly = instances.instance().build();
        instances.now = THREE;

        Optional<RunReport> report = nightly.runDue();

        assertThat(report).hasValueSatisfying(ran -> {
            assertThat(ran.state()).isEqualTo(RunState.COMPLETE);
            assertThat(ran.dryRun()).isTrue();
            assertThat(ran.correlationId()).contains("nightly@2026-11-03T03:00:00Z");
        });
        assertThat(nightly.runDue()).as("a second time").isEmpty();
        ScheduleStatus status = nightly.status();
        assertThat(status.ran()).isEqualTo(1);
        assertThat(status.running()).isFalse();
        assertThat(status.lastFiring()).contains(THREE);
        assertThat(status.lastReport()).isEqualTo(report);
        assertThat(status.next()).contains(THREE.plus(DAY));
    }

    @Test
    void whatAnotherInstanceHasDoneIsNotDoneAgain() {
        ScheduledReconcile one = instances.instance().build();
        ScheduledReconcile other = instances.instance().build();
        instances.now = THREE;
        assertThat(one.runDue()).isPresent();
        instances.now = THREE.plusSeconds(120);

        assertThat(other.runDue()).isEmpty();

        assertThat(other.status().elsewhere()).isEqualTo(1);
        assertThat(instances.journal.runs())
                .as("nothing is left of the attempt")
                .hasSize(1);
        instances.now = THREE.plus(DAY);
        assertThat(other.runDue()).as("the next night").isPresent();
    }

    @Test
    void amongManyInstancesEachFiringIsRunOnce() throws Exception {
        int count = 4;
        int nights = 15;
        CyclicBarrier night = new CyclicBarrier(count, () -> instances.now = instances.now.plus(DAY));
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<ScheduleStatus>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ScheduledReconcile nightly = instances.instance().build();
                Callable<ScheduleStatus> work = () -> {
                    for (int n = 0; n < nights; n++) {
                        night.await();
                        nightly.runDue();
                    }
                    return nightly.status();
                };
                all.add(threads.submit(work));
            }
            long ran = 0;
            long leftOut = 0;
            for (Future<ScheduleStatus> each : all) {
                ran += each.get().ran();
                leftOut += each.get().busy() + each.get().elsewhere();
            }
            assertThat(ran).isEqualTo(nights);
            assertThat(leftOut).isEqualTo((count - 1L) * nights);
            assertThat(instances.journal.runs()).hasSize(nights);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anotherRunUnderWayLeavesTheFiringOut() {
        ScheduledReconcile nightly = instances.instance().build();
        instances.now = THREE;
        Optional<?>[] seen = new Optional<?>[1];
        RunListener meanwhile = new RunListener() {
            @Override
            public void started(RunId run, ReconcileRequest request) {
                seen[0] = nightly.runDue();
            }
        };

        ReconcileEngine.builder(instances.store, instances.catalog)
                .journal(instances.journal)
                .listener(meanwhile)
                .build()
                .run(ReconcileRequest.dryRun());

        assertThat(seen[0]).isEqualTo(Optional.empty());
        assertThat(nightly.status().busy()).isEqualTo(1);
        assertThat(nightly.status().ran()).isZero();
    }

    @Test
    void aRunOfAnotherNameOrOfNoneIsNotThisFiring() {
        instances.now = THREE;
        ReconcileEngine.builder(instances.store, instances.catalog)
                .journal(instances.journal)
                .build()
                .run(ReconcileRequest.dryRun());
        instances.now = Instances.EVENING;
        ScheduledReconcile weekly = instances.instance().name("weekly").build();
        ScheduledReconcile nightly = instances.instance().build();
        instances.now = THREE;

        assertThat(weekly.runDue()).isPresent();
        assertThat(nightly.runDue()).isPresent();
    }

    @Test
    void aCancelledRunIsNotTheFiringsEnd() {
        ScheduledReconcile one = instances.instance().build();
        ScheduledReconcile other = instances.instance().build();
        instances.now = THREE;
        Thread.currentThread().interrupt();
        Optional<RunReport> cancelled = one.runDue();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(cancelled.orElseThrow().state()).isEqualTo(RunState.CANCELLED);

        assertThat(other.runDue().orElseThrow().state()).isEqualTo(RunState.COMPLETE);
    }

    @Test
    void aKilledRunIsNotTheFiringsEnd() {
        ScheduledReconcile first = instances.instance().build();
        ScheduledReconcile other = instances.instance().build();
        instances.now = THREE;
        RunReport report = first.runDue().orElseThrow();
        JournalEntry.Begun begun;
        try (Stream<JournalEntry> entries = instances.journal.entries(report.runId())) {
            begun = (JournalEntry.Begun) entries.findFirst().orElseThrow();
        }
        instances.journal.remove(report.runId());
        RunId killed = new RunId("20261103T030001Z-00000001");
        try (RunLog log = instances.journal.begin(begun.binding().scope(), "killed", killed)) {
            log.write(List.of(begun));
        }
        try (RunLog log =
                instances.journal.begin(begun.binding().scope(), "killed", new RunId("20261103T030002Z-00000002"))) {
            log.hold(); // and one that had written nothing yet
        }

        assertThat(other.runDue()).isPresent();
    }

    @Test
    void theLogIsTheJournalsOwnSoThatMarksShareItsTransaction() {
        FiringJournal firings = FiringJournal.over(instances.journal);

        try (RunLog log = firings.begin("scope", "test", new RunId("20261103T030001Z-00000001"))) {
            assertThat(log.journal()).isSameAs(instances.journal);
        }
    }

    @Test
    void theDirectoryJournalKnowsFiringsToo(@TempDir Path directory) {
        firingIsRunOnceOver(() -> RunJournal.in(directory));
    }

    @Test
    void theJournalInTablesKnowsFiringsToo() {
        Jdbi database = Jdbi.create("jdbc:h2:mem:firings");
        try (Handle kept = database.open()) { // the database goes with its last connection
            kept.execute("RUNSCRIPT FROM 'classpath:/dev/reconcile/jdbc/journal/h2.sql'");

            firingIsRunOnceOver(() -> JdbcJournal.builder(database).build());
        }
    }

    /** @param shared a journal for each of two instances */
    private void firingIsRunOnceOver(Supplier<RunJournal> shared) {
        for (int i = 0; i < 2; i++) {
            instances.now = Instances.EVENING;
            FiringJournal journal = FiringJournal.over(shared.get());
            ScheduledReconcile nightly = ScheduledReconcile.builder(
                            ReconcileEngine.builder(instances.store, instances.catalog)
                                    .journal(journal)
                                    .clock(() -> instances.now)
                                    .build())
                    .cron("0 3 * * *")
                    .zone(ZoneOffset.UTC)
                    .journal(journal)
                    .clock(() -> instances.now)
                    .build();
            instances.now = THREE;

            assertThat(nightly.runDue().isPresent()).isEqualTo(i == 0);
            assertThat(journal.runs()).hasSize(1);
            assertThat(journal.identity()).isEqualTo(shared.get().identity());
            journal.close();
        }
    }

    @Test
    void missedFiringsAreCountedAndLeftOut() {
        ScheduledReconcile before = instances.instance().build();
        instances.now = THREE;
        assertThat(before.runDue()).isPresent();
        instances.now = THREE.plus(DAY.multipliedBy(3)).plusSeconds(3600);

        ScheduledReconcile after = instances.instance().build();

        assertThat(after.runDue()).isEmpty();
        assertThat(after.status().missed()).isEqualTo(3);
        assertThat(after.status().next()).contains(THREE.plus(DAY.multipliedBy(4)));
    }

    @Test
    void orTheLastOfThemIsRunOnceAmongAll() {
        ScheduledReconcile before = instances.instance().build();
        instances.now = THREE;
        assertThat(before.runDue()).isPresent();
        instances.now = THREE.plus(DAY.multipliedBy(3)).plusSeconds(3600);
        ScheduledReconcile one =
                instances.instance().missed(MissedFirings.RUN_ONCE).build();
        ScheduledReconcile other =
                instances.instance().missed(MissedFirings.RUN_ONCE).build();

        assertThat(one.runDue().orElseThrow().correlationId()).contains("nightly@2026-11-06T03:00:00Z");
        assertThat(one.status().missed()).isEqualTo(2);
        assertThat(one.runDue()).isEmpty();
        assertThat(other.runDue()).isEmpty();
        assertThat(other.status().elsewhere()).isEqualTo(1);
    }

    @Test
    void aScheduleThatNeverRanHasMissedNothing() {
        ScheduledReconcile first =
                instances.instance().missed(MissedFirings.RUN_ONCE).build();

        assertThat(first.runDue()).isEmpty();
        assertThat(first.status().missed()).isZero();
    }

    @Test
    void firingsDuringARunAreCountedAndLeftOut() {
        RunListener slow = new RunListener() {
            @Override
            public void started(RunId run, ReconcileRequest request) {
                instances.now = THREE.plus(DAY.multipliedBy(2)).plusSeconds(1);
            }
        };
        ScheduledReconcile nightly = instances.instance(slow).build();
        instances.now = THREE;

        assertThat(nightly.runDue()).isPresent();

        assertThat(nightly.status().overlapped()).isEqualTo(2);
        assertThat(nightly.runDue()).isEmpty();
    }

    @Test
    void oneInstanceNeverRunsTwiceAtOnce() {
        ScheduledReconcile[] itself = new ScheduledReconcile[1];
        List<Optional<RunReport>> inside = new ArrayList<>();
        List<Boolean> running = new ArrayList<>();
        RunListener again = new RunListener() {
            @Override
            public void started(RunId run, ReconcileRequest request) {
                instances.now = THREE.plus(DAY);
                inside.add(itself[0].runDue());
                running.add(itself[0].status().running());
            }
        };
        itself[0] = instances.instance(again).build();
        instances.now = THREE;

        assertThat(itself[0].runDue()).isPresent();

        assertThat(inside).containsExactly(Optional.empty());
        assertThat(running).containsExactly(true);
        assertThat(itself[0].status().overlapped()).isEqualTo(1);
        assertThat(itself[0].status().ran()).isEqualTo(1);
    }

    @Test
    void jitterDelaysAFiringWithoutRenamingIt() {
        ScheduledReconcile nightly = instances
                .instance()
                .jitter(Duration.ofMinutes(10))
                .random(new Random(7))
                .build();
        Instant due = nightly.status().next().orElseThrow();
        assertThat(due).isBetween(THREE, THREE.plus(Duration.ofMinutes(10))).isNotEqualTo(THREE);

        instances.now = due.minusNanos(1);
        assertThat(nightly.runDue()).isEmpty();
        instances.now = due;
        assertThat(nightly.runDue().orElseThrow().correlationId()).contains("nightly@" + THREE);
        assertThat(nightly.status().next().orElseThrow()).isAfterOrEqualTo(THREE.plus(DAY));
    }

    @Test
    void whatARunThrowsDoesNotEndTheSchedule() {
        ReconcileRequest impossible =
                ReconcileRequest.builder().where("no_such_column", "1").build();
        ScheduledReconcile nightly = instances.instance().request(impossible).build();
        instances.now = THREE;

        assertThat(nightly.runDue()).isEmpty();

        assertThat(nightly.status().failed()).isEqualTo(1);
        assertThat(nightly.status().next()).contains(THREE.plus(DAY));
    }

    @Test
    void aStartedScheduleRunsByItself() throws Exception {
        CountDownLatch runs = new CountDownLatch(3);
        CountDownLatch never = new CountDownLatch(1);
        List<Duration> waits = new ArrayList<>();
        RunListener counting = new RunListener() {
            @Override
            public void finished(RunReport report) {
                runs.countDown();
            }
        };
        ScheduledReconcile nightly = instances
                .instance(counting)
                .waiting(duration -> {
                    if (runs.getCount() == 0) {
                        never.await();
                    }
                    waits.add(duration);
                    instances.now = instances.now.plus(duration);
                })
                .build();
        try (nightly) {
            assertThat(nightly.start()).isSameAs(nightly);
            runs.await();
            assertThatIllegalStateException().isThrownBy(nightly::start);
        }

        assertThat(nightly.status().ran()).isEqualTo(3);
        assertThat(nightly.status().lastFiring()).contains(THREE.plus(DAY.multipliedBy(2)));
        assertThat(waits).allMatch(wait -> wait.compareTo(Duration.ofMinutes(1)) <= 0);
    }

    @Test
    void closingInterruptsTheRun() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        ScheduledReconcile nightly = instances.instance(stuck(running, never)).build();
        instances.now = THREE;
        nightly.start();
        running.await();

        nightly.close();

        ScheduleStatus status = nightly.status();
        assertThat(status.running()).isFalse();
        assertThat(status.lastReport().orElseThrow().state()).isEqualTo(RunState.CANCELLED);
        assertThat(status.next()).isEmpty();
        instances.now = THREE.plus(DAY);
        assertThat(nightly.runDue()).as("after closing").isEmpty();
        assertThatIllegalStateException().isThrownBy(nightly::start);
    }

    @Test
    void closingWaitsForTheRunIfItIsTo() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        ScheduledReconcile nightly = instances
                .instance(stuck(running, go))
                .closing(Duration.ofHours(1))
                .build();
        instances.now = THREE;
        nightly.start();
        running.await();
        Thread closer = new Thread(nightly::close);
        closer.start();
        while (nightly.status().next().isPresent()) {
            Thread.onSpinWait(); // until it is closed
        }

        assertThat(nightly.status().running()).isTrue();
        go.countDown();
        closer.join();

        assertThat(nightly.status().lastReport().orElseThrow().state()).isEqualTo(RunState.COMPLETE);
    }

    @Test
    void aRunMayCloseItsOwnSchedule() {
        ScheduledReconcile[] itself = new ScheduledReconcile[1];
        RunListener closing = new RunListener() {
            @Override
            public void started(RunId run, ReconcileRequest request) {
                itself[0].close();
            }
        };
        itself[0] = instances.instance(closing).build();
        instances.now = THREE;

        assertThat(itself[0].runDue().orElseThrow().state()).isEqualTo(RunState.COMPLETE);
        assertThat(itself[0].status().next()).isEmpty();
    }

    /** Holds up the run until it may go on, or is interrupted. */
    private static RunListener stuck(CountDownLatch running, CountDownLatch go) {
        return new RunListener() {
            @Override
            public void progressed(Progress progress) {
                running.countDown();
                try {
                    go.await();
                } catch (InterruptedException cancelled) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        ReconcileEngine engine =
                ReconcileEngine.builder(instances.store, instances.catalog).build();
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        ScheduledReconcile.builder(engine).cron("0 3 * * *").build())
                .withMessageContaining("zone");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        ScheduledReconcile.builder(engine).zone(ZoneOffset.UTC).build())
                .withMessageContaining("cron");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScheduledReconcile.builder(engine)
                        .cron("0 3 * * *")
                        .zone(ZoneOffset.UTC)
                        .missed(MissedFirings.RUN_ONCE)
                        .build())
                .withMessageContaining("FiringJournal");
        for (String name : List.of("", " ", "a@b", "a\nb")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ScheduledReconcile.builder(engine).name(name));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScheduledReconcile.builder(engine).jitter(Duration.ofSeconds(-1)));
    }

    @Test
    void withoutAFiringJournalTheLeaseAloneDecides() {
        ReconcileEngine engine = ReconcileEngine.builder(instances.store, instances.catalog)
                .journal(instances.journal)
                .clock(() -> instances.now)
                .build();
        ScheduledReconcile one = ScheduledReconcile.builder(engine)
                .cron("0 3 * * *")
                .zone(ZoneOffset.UTC)
                .clock(() -> instances.now)
                .build();
        instances.now = THREE;

        assertThat(one.runDue().orElseThrow().correlationId()).contains("reconcile@2026-11-03T03:00:00Z");
    }
}
