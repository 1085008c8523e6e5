package dev.reconcile.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reconcile.RunId;
import dev.reconcile.RunInProgressException;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.JournalException;
import dev.reconcile.journal.LeaseLostException;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.journal.RunLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What every {@link RunJournal} has to do. A subclass names a journal; what it can't do it says, and those clauses show as
 * skipped.
 */
public abstract class RunJournalContract {

    private static final RunId RUN = new RunId("20261103T081500Z-5b37a1c0");
    private static final RunId OTHER = new RunId("20261103T081501Z-00000000");
    private static final String SCOPE = "s3:images | postgresql:app.public.images";

    private RunJournal journal;

    /** A journal without any runs. */
    protected abstract RunJournal emptyJournal();

    /** The same journal through another object, as another process has it; the same object where that can't be. */
    protected RunJournal sameAgain(RunJournal first) {
        return first;
    }

    /** Whether a lease runs out with time, so that {@link #expire} works. */
    protected boolean leasesExpire() {
        return false;
    }

    /** Makes the lease of a scope run out, for its holder and for whoever wants it next. */
    protected void expire(String scope) {
        throw new UnsupportedOperationException("expire isn't implemented though leases are said to expire");
    }

    @BeforeEach
    final void startEmpty() {
        journal = emptyJournal();
    }

    private static JournalEntry entry(String text) {
        return new JournalEntry.Cleared(text, Instant.EPOCH);
    }

    private static List<JournalEntry> entries(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(n -> entry(prefix + n)).toList();
    }

    private List<JournalEntry> read(RunId run) {
        try (Stream<JournalEntry> entries = sameAgain(journal).entries(run)) {
            return entries.toList();
        }
    }

    private RunLog begin(RunId run) {
        return journal.begin(SCOPE, "me", run);
    }

    private static <R> List<R> together(int threads, Callable<R> task) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Future<R>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(pool.submit(() -> {
                    start.await();
                    return task.call();
                }));
            }
            List<R> results = new ArrayList<>();
            for (Future<R> each : running) {
                results.add(each.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    @Nested
    @DisplayName("Runs")
    class Runs {

        @Test
        void aRunThatWasBegunIsThereAndEmpty() {
            try (RunLog log = begin(RUN)) {
                assertThat(log.run()).isEqualTo(RUN);
                assertThat(log.journal()).isSameAs(journal);
            }
            assertThat(sameAgain(journal).runs()).containsExactly(RUN);
            assertThat(read(RUN)).isEmpty();
            assertThat(journal.identity()).isNotBlank();
        }

        @Test
        void anEmptyJournalHasNoRuns() {
            assertThat(journal.runs()).isEmpty();
        }

        @Test
        void entriesComeInTheOrderInWhichTheyWereWritten() {
            try (RunLog log = begin(RUN)) {
                log.write(entries("a", 3));
                log.write(List.of());
                log.write(entries("b", 1));
                log.sync();
            }
            assertThat(read(RUN)).containsExactly(entry("a0"), entry("a1"), entry("a2"), entry("b0"));
        }

        @Test
        void aReopenedRunGoesOnWhereItStopped() {
            try (RunLog log = begin(RUN)) {
                log.write(entries("first", 2));
            }
            try (RunLog log = sameAgain(journal).reopen(SCOPE, "me", RUN)) {
                assertThat(log.run()).isEqualTo(RUN);
                log.write(entries("second", 2));
            }
            assertThat(read(RUN)).containsExactly(entry("first0"), entry("first1"), entry("second0"), entry("second1"));
        }

        @Test
        @DisplayName("an unknown run can't be reopened or read, and the lease isn't kept for it")
        void anUnknownRunIsRefused() {
            assertThatExceptionOfType(JournalException.class)
                    .isThrownBy(() -> journal.reopen(SCOPE, "me", RUN))
                    .withMessageContaining(RUN.value());
            assertThatExceptionOfType(JournalException.class)
                    .isThrownBy(() -> journal.entries(RUN).close())
                    .withMessageContaining(RUN.value());
            assertThat(journal.runs()).isEmpty();
            begin(RUN).close();
        }

        @Test
        @DisplayName("a run can't be begun twice, nor is anything of the first lost, nor the lease kept")
        void aRunIsBegunOnce() {
            try (RunLog log = begin(RUN)) {
                log.write(entries("first", 1));
            }
            assertThatExceptionOfType(JournalException.class)
                    .isThrownBy(() -> begin(RUN))
                    .withMessageContaining(RUN.value());
            assertThat(read(RUN)).containsExactly(entry("first0"));
            begin(OTHER).close();
        }

        @Test
        void runsAreListedOldestFirst() {
            List<RunId> runs = List.of(
                    new RunId("20261103T081500Z-ffffffff"),
                    new RunId("20250101T000000Z-00000000"),
                    new RunId("20261103T081500Z-00000000"));
            runs.forEach(run -> begin(run).close());
            assertThat(journal.runs()).isSorted().containsExactlyInAnyOrderElementsOf(runs);
        }

        @Test
        void aRemovedRunIsGoneAndTakesNoOtherWithIt() {
            try (RunLog log = begin(RUN)) {
                log.write(entries("a", 1));
            }
            try (RunLog log = begin(OTHER)) {
                log.write(entries("b", 1));
            }
            journal.remove(RUN);
            journal.remove(RUN);
            assertThat(journal.runs()).containsExactly(OTHER);
            assertThat(read(OTHER)).containsExactly(entry("b0"));
            assertThatExceptionOfType(JournalException.class)
                    .isThrownBy(() -> journal.entries(RUN).close());
        }

        @Test
        @DisplayName("H41, H46, H98: any text comes back as it went in")
        void hostileTextRoundTrips() {
            JournalEntry hostile = entry("\0\n\r\u001b[2J\u2028\uD83D\uDE00\uDC00'\"; DROP TABLE x; -- ${a} :b ? <c>");
            JournalEntry walked = new JournalEntry.Walked(1, true, Map.of("a\0'b", 1L), List.of(), Instant.MAX);
            try (RunLog log = begin(RUN)) {
                log.write(List.of(hostile, walked));
            }
            assertThat(read(RUN)).containsExactly(hostile, walked);
        }

        @Test
        void manyAndLargeEntriesAreKept() {
            JournalEntry large = entry("\u00e9".repeat(3_000_000));
            List<JournalEntry> many = entries("", 10_000);
            try (RunLog log = begin(RUN)) {
                log.write(many.subList(0, 9_000));
                for (JournalEntry each : many.subList(9_000, 9_100)) {
                    log.write(List.of(each));
                }
                log.write(many.subList(9_100, 10_000));
                log.write(List.of(large));
            }
            List<JournalEntry> back = read(RUN);
            assertThat(back.subList(0, 10_000)).isEqualTo(many);
            assertThat(back.get(10_000).equals(large))
                    .as("the large one is last")
                    .isTrue();
            assertThat(back).hasSize(10_001);
        }

        @Test
        @DisplayName("H58: a run may be read while it is written, and a reader needn't go to the end")
        void aRunIsReadWhileItIsWritten() {
            try (RunLog log = begin(RUN)) {
                log.write(entries("a", 5_000));
                try (Stream<JournalEntry> entries = journal.entries(RUN)) {
                    Iterator<JournalEntry> reading = entries.iterator();
                    assertThat(reading.next()).isEqualTo(entry("a0"));
                    log.write(entries("b", 1));
                    log.hold();
                    assertThat(reading.next()).isEqualTo(entry("a1"));
                }
                log.write(entries("c", 1));
            }
            assertThat(read(RUN)).hasSize(5_002).last().isEqualTo(entry("c0"));
        }
    }

    @Nested
    @DisplayName("The lease")
    class TheLease {

        private void assertTaken(Runnable second) {
            assertThatExceptionOfType(RunInProgressException.class)
                    .isThrownBy(second::run)
                    .withMessageContaining("images-service")
                    .withMessageContaining(RUN.value());
        }

        @Test
        @DisplayName("H83: of two runs at once the second is told who is first, and leaves no trace")
        void oneAtATime() {
            begin(OTHER).close();
            try (RunLog log = journal.begin(SCOPE, "images-service", RUN)) {
                RunJournal second = sameAgain(journal);
                RunId third = new RunId("20261103T081502Z-00000000");
                assertTaken(() -> second.begin(SCOPE, "another", third).close());
                assertTaken(() -> second.reopen(SCOPE, "another", OTHER).close());
                assertTaken(() -> second.reopen(SCOPE, "another", RUN).close());
                assertThat(second.runs()).containsExactly(RUN, OTHER);
                log.hold();
                log.write(entries("a", 1));
            }
            assertThat(read(RUN)).containsExactly(entry("a0"));
            assertThat(read(OTHER)).isEmpty();
            sameAgain(journal).reopen(SCOPE, "another", OTHER).close();
        }

        @Test
        @DisplayName("H83: each scope has its own lease, however alike they are")
        void scopesAreIndependent() {
            String longScope = "s3:" + "x".repeat(2_000);
            List<String> scopes = List.of(
                    "a", "A", "a ", " a", "\u00e9", "e\u0301", longScope, longScope + "y", "\0", "", "'", "a\\");
            List<RunLog> logs = new ArrayList<>();
            for (int n = 0; n < scopes.size(); n++) {
                RunId run = new RunId(String.format("20261103T0815%02dZ-00000000", n));
                logs.add(journal.begin(scopes.get(n), "me", run));
            }
            for (String scope : scopes) {
                assertThatExceptionOfType(RunInProgressException.class)
                        .isThrownBy(() -> journal.begin(scope, "another", RUN));
            }
            logs.get(0).close();
            logs.subList(1, logs.size()).forEach(RunLog::hold);
            logs.forEach(RunLog::close);
        }

        @Test
        @DisplayName("H83: the fence is greater each time the lease is taken")
        void theFenceIncreases() {
            List<Long> fences = new ArrayList<>();
            try (RunLog log = begin(RUN)) {
                fences.add(log.fence());
            }
            for (int n = 0; n < 3; n++) {
                try (RunLog log = sameAgain(journal).reopen(SCOPE, "me", RUN)) {
                    fences.add(log.fence());
                }
            }
            try (RunLog log = begin(OTHER)) {
                fences.add(log.fence());
            }
            assertThat(fences).isSorted().doesNotHaveDuplicates().allMatch(fence -> fence > 0);
        }

        @Test
        @DisplayName("H83: a closed log writes nothing and holds nothing, and closing it again harms nobody")
        void aClosedLogWritesNothing() {
            RunLog log = begin(RUN);
            log.write(entries("a", 1));
            log.close();
            assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> log.write(entries("b", 1)));
            assertThatExceptionOfType(LeaseLostException.class).isThrownBy(log::hold);
            try (RunLog next = begin(OTHER)) {
                log.close();
                next.hold();
                next.write(entries("c", 1));
                assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> log.write(entries("d", 1)));
                assertThatExceptionOfType(RunInProgressException.class)
                        .isThrownBy(() -> journal.reopen(SCOPE, "me", RUN));
            }
            assertThat(read(RUN)).containsExactly(entry("a0"));
        }

        @Test
        @DisplayName("H83: of many that begin at once exactly one gets the lease")
        void exactlyOneOfManyGetsTheLease() throws Exception {
            for (int round = 0; round < 5; round++) {
                AtomicInteger next = new AtomicInteger(round * 10);
                List<RunLog> taken = new ArrayList<>();
                for (List<RunLog> each : together(4, () -> {
                    RunId run = new RunId(String.format("20261103T0815%02dZ-00000000", next.getAndIncrement()));
                    try {
                        return List.of(sameAgain(journal).begin(SCOPE, "me", run));
                    } catch (RunInProgressException second) {
                        return List.<RunLog>of();
                    }
                })) {
                    taken.addAll(each);
                }
                assertThat(taken).hasSize(1);
                assertThat(journal.runs()).hasSize(round + 1);
                taken.get(0).close();
            }
        }

        @Test
        @DisplayName("H83: a lease that ran out can be taken over, and the stale holder writes nothing any more")
        void aStaleHolderWritesNothing() {
            assumeTrue(leasesExpire(), "a lease lasts as long as its holder");
            RunLog stale = begin(RUN);
            stale.write(entries("a", 1));
            expire(SCOPE);
            try (RunLog next = sameAgain(journal).reopen(SCOPE, "another", RUN)) {
                assertThat(next.fence()).isGreaterThan(stale.fence());
                assertThatExceptionOfType(LeaseLostException.class)
                        .isThrownBy(() -> stale.write(entries("stale", 2)))
                        .withMessageContaining(RUN.value());
                assertThatExceptionOfType(LeaseLostException.class).isThrownBy(stale::hold);
                next.write(entries("b", 1));
                stale.close();
                next.hold();
                assertThatExceptionOfType(RunInProgressException.class)
                        .as("the stale holder gave back nobody else's lease")
                        .isThrownBy(() -> journal.begin(SCOPE, "third", OTHER));
            }
            assertThat(read(RUN)).containsExactly(entry("a0"), entry("b0"));
        }

        @Test
        @DisplayName("H83: a lease that ran out isn't held, even if nobody took it")
        void aLeaseThatRanOutIsNotHeld() {
            assumeTrue(leasesExpire(), "a lease lasts as long as its holder");
            try (RunLog log = begin(RUN)) {
                log.hold();
                expire(SCOPE);
                assertThatExceptionOfType(LeaseLostException.class).isThrownBy(log::hold);
            }
            begin(OTHER).close();
        }
    }

    @Nested
    @DisplayName("Under concurrency and interruption")
    class Concurrency {

        @Test
        void listsOfManyThreadsAreNotInterleaved() throws Exception {
            AtomicInteger writer = new AtomicInteger();
            try (RunLog log = begin(RUN)) {
                together(4, () -> {
                    int me = writer.getAndIncrement();
                    for (int list = 0; list < 20; list++) {
                        log.write(entries(me + "/" + list + "/", 5));
                    }
                    return me;
                });
            }
            List<JournalEntry> back = read(RUN);
            assertThat(back).hasSize(4 * 20 * 5);
            for (int from = 0; from < back.size(); from += 5) {
                String first = ((JournalEntry.Cleared) back.get(from)).by();
                assertThat(back.subList(from, from + 5)).isEqualTo(entries(first.substring(0, first.length() - 1), 5));
            }
        }

        @Test
        @DisplayName("H91: an interrupted thread can still write what it has done, and keeps its flag")
        void anInterruptedThreadCanWrite() {
            boolean flag;
            Thread.currentThread().interrupt();
            try (RunLog log = begin(RUN)) {
                log.write(entries("a", 1));
                log.hold();
                log.sync();
            } finally {
                flag = Thread.interrupted();
            }
            assertThat(flag).as("the flag stays set").isTrue();
            assertThat(read(RUN)).containsExactly(entry("a0"));
        }
    }
}
