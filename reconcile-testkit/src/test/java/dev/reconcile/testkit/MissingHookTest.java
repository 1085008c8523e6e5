package dev.reconcile.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.reconcile.ChangeEvent;
import dev.reconcile.Finding;
import dev.reconcile.Guardrails;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunListener;
import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.hook.Acceptance;
import dev.reconcile.hook.HookListener;
import dev.reconcile.hook.HookStatus;
import dev.reconcile.hook.MissingHook;
import dev.reconcile.hook.MissingHookBuilder;
import dev.reconcile.hook.MissingOutcome;
import dev.reconcile.hook.OverflowPolicy;
import dev.reconcile.hook.Suspect;
import dev.reconcile.journal.JournalException;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The read-time hook over a real engine: marks what is missing, and holds itself back in time. */
class MissingHookTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final World world = World.of(50);
    private final RunJournal journal = RunJournal.inMemory();
    private final List<ChangeEvent> changes = new CopyOnWriteArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(MissingHook.class);

    @BeforeEach
    void listen() {
        logger.setLevel(Level.WARN);
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(log);
        logger.setLevel(null);
    }

    private ReconcileEngine engine() {
        return world.engine()
                .journal(journal)
                .listener(new RunListener() {
                    @Override
                    public void changed(ChangeEvent event) {
                        changes.add(event);
                    }
                })
                .build();
    }

    private MissingHookBuilder hook() {
        return MissingHook.builder(engine(), world.catalog)
                .clock(() -> world.time)
                .pauses(Duration.ofNanos(1000), Duration.ofMillis(1))
                .looksPerSecond(10_000)
                .listener(new HookListener() {
                    @Override
                    public void missing(Finding.Missing finding, MissingOutcome outcome) {
                        heard.add(finding.recordId() + " " + finding.reference().role() + " " + outcome);
                    }

                    @Override
                    public void heldBack(String why) {
                        heard.add("held back");
                    }
                });
    }

    private static ObjectKey original(int id) {
        return ObjectKey.of(World.original(String.valueOf(id)));
    }

    private void lose(int from, int to) {
        IntStream.rangeClosed(from, to).forEach(i -> world.objects.remove(World.original(String.valueOf(i))));
    }

    private static void idle(MissingHook hook) {
        try {
            assertThat(hook.awaitIdle(SOON))
                    .as("everything looked at: %s", hook.status())
                    .isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private long marks() {
        return changes.stream()
                .filter(each -> each.outcome().name().equals("APPLIED"))
                .count();
    }

    @Test
    void whatIsMissingIsMarkedOnceAndLogged() {
        lose(7, 7);
        try (MissingHook hook = hook().build()) {
            assertThat(hook.onMissing(original(7))).isEqualTo(Acceptance.ACCEPTED);
            idle(hook);
            assertThat(hook.onMissing(original(7))).isEqualTo(Acceptance.LOOKED_AT_LATELY);
            assertThat(hook.onMissing(new RecordId("7"), "original")).isEqualTo(Acceptance.ACCEPTED);
            idle(hook);

            HookStatus status = hook.status();
            assertThat(status.marked()).isEqualTo(1);
            assertThat(status.missing()).isEqualTo(1);
            assertThat(status.acquitted())
                    .as("the second time it was marked already")
                    .isEqualTo(1);
            assertThat(status.looked()).isEqualTo(2);
            assertThat(status.accepted()).isEqualTo(2);
            assertThat(status.lookedAtLately()).isEqualTo(1);
        }
        assertThat(world.statusOf("7")).isEqualTo("error");
        assertThat(marks()).isEqualTo(1);
        assertThat(heard).containsExactly("7 original MARKED");
        assertThat(journal.runs()).hasSize(1);
        ILoggingEvent warning = log.list.get(0);
        assertThat(warning.getLevel()).isEqualTo(Level.WARN);
        assertThat(warning.getFormattedMessage())
                .isEqualTo("FILE_NOT_FOUND_IN_STORAGE: record 7, original at original/7.jpg: marked");
        assertThat(warning.getKeyValuePairs())
                .extracting(pair -> pair.key + "=" + pair.value)
                .containsExactly(
                        "code=FILE_NOT_FOUND_IN_STORAGE",
                        "record_id=7",
                        "role=original",
                        "key=original/7.jpg",
                        "outcome=MARKED");
    }

    @Test
    void aFalseAlarmLeavesNoTrace() {
        try (MissingHook hook = hook().build()) {
            hook.onMissing(original(7));
            hook.onMissing(ObjectKey.of("nobody/refers/to.this"));
            hook.onMissing(new RecordId("nobody"), "original");
            idle(hook);

            assertThat(hook.status().acquitted()).isEqualTo(3);
        }
        assertThat(journal.runs()).isEmpty();
        assertThat(log.list).isEmpty();
        assertThat(world.catalog.marks()).isZero();
    }

    @Test
    @DisplayName("H98: what is logged can't forge a line")
    void keysAreEscapedInTheLog() {
        String evil = "a\n2026 FATAL \u001b[31m.jpg";
        world.records.put(new CatalogRecord(
                new RecordId("9\r\n1"),
                "ready",
                null,
                false,
                World.LONG_AGO,
                Map.of("file\nid", "\u202e5"),
                List.of(World.reference("9\r\n1", "original", evil, true)),
                List.of()));
        try (MissingHook hook = hook().build()) {
            hook.onMissing(ObjectKey.of(evil));
            idle(hook);
            assertThat(hook.status().marked()).isEqualTo(1);
        }
        assertThat(log.list).hasSize(1);
        String everything =
                log.list.get(0).getFormattedMessage() + log.list.get(0).getKeyValuePairs();
        assertThat(everything.chars().allMatch(c -> c >= ' ' && c != 0x7f && c != 0x202e))
                .as(everything)
                .isTrue();
        assertThat(everything).contains("file\\u000aid \\u202e5");
    }

    @Test
    void everybodyWhoRefersToALostObjectIsMarked() {
        lose(7, 7);
        world.records.put("70", "ready", World.LONG_AGO, World.reference("70", "original", World.original("7"), true));
        try (MissingHook hook = hook().build()) {
            hook.onMissing(original(7));
            idle(hook);
        }
        assertThat(world.statusOf("7")).isEqualTo("error");
        assertThat(world.statusOf("70")).isEqualTo("error");
        assertThat(journal.runs()).as("one run for both").hasSize(1);
    }

    @Test
    @DisplayName("H60: a record that was written just now is left alone")
    void theYoungAreLeftAlone() {
        lose(7, 7);
        world.put("7", "ready", World.NOW.minus(Duration.ofMinutes(59)));
        try (MissingHook hook = hook().build()) {
            hook.onMissing(original(7));
            idle(hook);
            assertThat(hook.status().acquitted()).isEqualTo(1);
            world.time = world.time.plus(Duration.ofMinutes(6));
            assertThat(hook.onMissing(original(7))).as("an hour old by now").isEqualTo(Acceptance.ACCEPTED);
            idle(hook);
            assertThat(hook.status().marked()).isEqualTo(1);
        }
    }

    @Test
    void oneLookAtATimeForAKeyAndABoundedQueue() throws InterruptedException {
        CountDownLatch looking = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        world.store.onStat((key, call, real) -> {
            looking.countDown();
            await(goOn);
            return real.apply(key);
        });
        try (MissingHook hook = hook().queue(2, OverflowPolicy.DROP_NEWEST).build()) {
            assertThat(hook.onMissing(original(1))).isEqualTo(Acceptance.ACCEPTED);
            looking.await();
            assertThat(hook.onMissing(original(1))).isEqualTo(Acceptance.ALREADY_QUEUED);
            assertThat(hook.onMissing(original(2))).isEqualTo(Acceptance.ACCEPTED);
            assertThat(hook.onMissing(original(2))).isEqualTo(Acceptance.ALREADY_QUEUED);
            assertThat(hook.onMissing(original(3))).isEqualTo(Acceptance.ACCEPTED);
            assertThat(hook.onMissing(original(4))).isEqualTo(Acceptance.OVERFLOW);
            assertThat(hook.status().queued()).isEqualTo(3);
            goOn.countDown();
            idle(hook);
            assertThat(hook.status().acquitted()).isEqualTo(3);
            assertThat(hook.status().overflowed()).isEqualTo(1);
            assertThat(hook.status().repeated()).isEqualTo(2);
        }
    }

    @Test
    void theOldestMayBeDroppedInstead() throws InterruptedException {
        CountDownLatch looking = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<ObjectKey> looked = new CopyOnWriteArrayList<>();
        world.store.onStat((key, call, real) -> {
            looking.countDown();
            await(goOn);
            looked.add(key);
            return real.apply(key);
        });
        try (MissingHook hook = hook().queue(1, OverflowPolicy.DROP_OLDEST).build()) {
            hook.onMissing(original(1));
            looking.await();
            assertThat(hook.onMissing(original(2))).isEqualTo(Acceptance.ACCEPTED);
            assertThat(hook.onMissing(original(3))).isEqualTo(Acceptance.ACCEPTED);
            goOn.countDown();
            idle(hook);
            assertThat(hook.status().overflowed()).isEqualTo(1);
        }
        assertThat(looked).contains(original(1), original(3)).doesNotContain(original(2));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName(
            "H71: what would be one mark too many in a minute isn't made, nor any after it, until somebody clears the hook")
    void oneMarkTooManyIsNotMade() {
        lose(1, 12);
        try (MissingHook hook = hook().marksPerMinute(10).build()) {
            for (int i = 1; i <= 10; i++) {
                hook.onMissing(original(i));
                idle(hook);
            }
            assertThat(hook.status().reportOnly()).isEmpty();
            hook.onMissing(original(11));
            idle(hook);

            assertThat(marks()).isEqualTo(10);
            assertThat(hook.status().reportOnly().orElseThrow()).contains("11 marks within a minute");
            assertThat(hook.status().reported()).isEqualTo(1);
            assertThat(world.statusOf("11")).isEqualTo("ready");
            assertThat(heard).contains("held back", "11 original REPORTED");
            assertThat(log.list)
                    .anyMatch(event -> event.getFormattedMessage()
                            .equals(
                                    "FILE_NOT_FOUND_IN_STORAGE: record 11, original at original/11.jpg: not marked, as the hook"
                                            + " holds marks back"));

            world.time = world.time.plus(Duration.ofHours(1));
            hook.onMissing(original(12));
            idle(hook);
            assertThat(marks()).as("time alone clears nothing").isEqualTo(10);

            hook.clear("eve");
            hook.onMissing(original(11));
            hook.onMissing(original(12));
            idle(hook);
            assertThat(marks()).isEqualTo(12);
        }
    }

    @Test
    @DisplayName("H71: a batch that would exceed the limit isn't made in part")
    void aBatchTooLargeIsNotMadeAtAll() throws InterruptedException {
        lose(1, 40);
        CountDownLatch looking = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        world.store.onStat((key, call, real) -> {
            looking.countDown();
            await(goOn);
            return real.apply(key);
        });
        try (MissingHook hook = hook().marksPerMinute(10).build()) {
            hook.onMissing(original(45)); // is there; while it is looked at, the others gather
            looking.await();
            IntStream.rangeClosed(1, 40).forEach(i -> hook.onMissing(original(i)));
            goOn.countDown();
            idle(hook);
            assertThat(hook.status().reported()).isEqualTo(40);
        }
        assertThat(marks()).isZero();
        assertThat(journal.runs()).isEmpty();
    }

    @Test
    @DisplayName("H70, H71: when too large a share of reads misses, nothing is marked")
    void manyMissesAmongReadsHoldMarksBack() {
        lose(1, 50);
        try (MissingHook hook = hook().missesAmongReads(0.1, 20).build()) {
            IntStream.range(0, 100).forEach(i -> hook.onRead());
            hook.reportOnly("a test"); // so that none is marked on the way to the twentieth
            IntStream.rangeClosed(1, 50).forEach(i -> hook.onMissing(original(i)));
            idle(hook);
            hook.clear("eve");
            hook.onMissing(original(1));
            idle(hook);
            assertThat(hook.status().reportOnly().orElseThrow()).contains("10.0 % of the last minute's reads missed");
            assertThat(marks()).isZero();

            world.time = world.time.plus(Duration.ofMinutes(2));
            hook.clear("eve");
            IntStream.range(0, 100).forEach(i -> hook.onRead());
            hook.onMissing(original(1));
            idle(hook);
            assertThat(marks()).as("one of a hundred").isEqualTo(1);
            assertThat(hook.status().reads()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("H1, H70: a store that is down marks nothing; when it is back, what is really missing is marked")
    void anOutageMarksNothing() {
        lose(7, 7);
        AtomicBoolean down = new AtomicBoolean(true);
        List<Presence> wrong = List.of(
                Presence.unknown(Doubt.UNAVAILABLE, "503"),
                Presence.unknown(Doubt.FORBIDDEN, "403"),
                Presence.absent());
        CountDownLatch asked = new CountDownLatch(30);
        Map<ObjectKey, Integer> looks =
                new ConcurrentHashMap<>(); // two equal lies about a key would confirm each other
        world.store.onStat((key, call, real) -> {
            asked.countDown();
            return down.get() ? wrong.get(looks.merge(key, 1, Integer::sum) % wrong.size()) : real.apply(key);
        });
        try (MissingHook hook = hook().marksPerMinute(1).build()) {
            IntStream.rangeClosed(1, 20).forEach(i -> hook.onMissing(original(i)));
            await(asked);
            assertThat(hook.status().queued()).as("all of them wait").isEqualTo(20);
            assertThat(hook.status().pauses()).isPositive();
            assertThat(marks()).isZero();

            down.set(false);
            idle(hook);
            assertThat(marks()).isEqualTo(1);
            assertThat(hook.status().acquitted()).isEqualTo(19);
            assertThat(hook.status().givenUp()).isZero();
            assertThat(hook.status().reportOnly()).isEmpty();
        }
        assertThat(world.statusOf("7")).isEqualTo("error");
    }

    @Test
    @DisplayName("H1: a bucket that has nothing left proves nothing")
    void anEmptyBucketProvesNothing() throws InterruptedException {
        lose(1, 50);
        IntStream.rangeClosed(1, 50).forEach(i -> world.objects.remove(World.staged(String.valueOf(i))));
        try (MissingHook hook = hook().build()) {
            hook.onMissing(original(7));
            while (hook.status().unknown() < 3) {
                assertThat(hook.awaitIdle(Duration.ofMillis(1))).isFalse();
            }
            assertThat(hook.close(Duration.ZERO)).containsExactly(new Suspect.OfKey(original(7)));
            assertThat(hook.status().marked()).isZero();
        }
        assertThat(marks()).isZero();
    }

    @Test
    void oneWithoutAnAnswerHoldsUpNobodyAndIsGivenUp() {
        lose(1, 5);
        world.store.onStat(Fault.<ObjectKey, Presence>answering(Presence.unknown(Doubt.UNAVAILABLE, "500"))
                .when(original(6)::equals));
        try (MissingHook hook = hook().build()) {
            IntStream.rangeClosed(1, 10).forEach(i -> hook.onMissing(original(i)));
            idle(hook);

            assertThat(hook.status().givenUp()).isEqualTo(1);
            assertThat(marks()).isEqualTo(5);
            assertThat(world.statusOf("6")).isEqualTo("ready");
        }
        assertThat(log.list)
                .anyMatch(event -> event.getFormattedMessage().startsWith("Nothing could be learned about object"));
    }

    @Test
    void aDatabaseThatIsDownKeepsThemWaiting() {
        lose(7, 7);
        AtomicBoolean down = new AtomicBoolean(true);
        CountDownLatch asked = new CountDownLatch(5);
        world.catalog.onFind((keys, call, real) -> {
            asked.countDown();
            if (down.get()) {
                throw new CatalogException("The database didn't answer", true, null);
            }
            return real.apply(keys);
        });
        try (MissingHook hook = hook().build()) {
            hook.onMissing(original(7));
            await(asked);
            down.set(false);
            idle(hook);
            assertThat(hook.status().marked()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("H62: a record that the application repairs in time isn't marked")
    void aRecordRepairedInTimeIsLeftAlone() {
        lose(7, 7);
        world.catalog.onMark((marks, call, real) -> {
            world.put("7", "archived", World.LONG_AGO);
            return real.apply(marks);
        });
        try (MissingHook hook = hook().build()) {
            hook.onMissing(original(7));
            idle(hook);
            assertThat(hook.status().conflicts()).isEqualTo(1);
            assertThat(hook.status().marked()).isZero();
        }
        assertThat(world.statusOf("7")).isEqualTo("archived");
        assertThat(heard).containsExactly("7 original NOT_MARKED");
    }

    @Test
    void aJournalThatFailsIsTriedAgainAndCostsNoMarks() {
        lose(7, 7);
        AtomicBoolean broken = new AtomicBoolean(true);
        CountDownLatch tried = new CountDownLatch(25);
        RunJournal failing = new ForwardingJournal(journal, () -> {
            tried.countDown();
            if (broken.get()) {
                throw new JournalException("The disk is full", null);
            }
        });
        ReconcileEngine engine = world.engine().journal(failing).build();
        try (MissingHook hook = MissingHook.builder(engine, world.catalog)
                .pauses(Duration.ofNanos(1000), Duration.ofNanos(2000))
                .looksPerSecond(10_000)
                .build()) {
            hook.onMissing(original(7));
            await(tried);
            broken.set(false);
            idle(hook);
            assertThat(hook.status().failures()).isGreaterThan(20);
            assertThat(hook.status().reportOnly())
                    .as("20 a minute is the limit for marks, not for tries")
                    .isEmpty();
            assertThat(hook.status().marked()).isEqualTo(1);
        }
    }

    @Test
    void closingLooksAtWhatWasAcceptedAndTakesNothingMore() {
        lose(1, 15);
        MissingHook hook = hook().build();
        IntStream.rangeClosed(1, 15).forEach(i -> hook.onMissing(original(i)));

        assertThat(hook.close(SOON)).isEmpty();

        assertThat(marks()).isEqualTo(15);
        assertThat(hook.onMissing(original(20))).isEqualTo(Acceptance.CLOSED);
        assertThat(hook.status().closed()).isTrue();
    }

    @Test
    @DisplayName("H91: whoever closes in haste gets back what nobody looked at, and the next hook takes it")
    void closingInHasteLosesNothing() throws InterruptedException {
        lose(1, 3);
        CountDownLatch looking = new CountDownLatch(1);
        world.store.onStat((key, call, real) -> {
            looking.countDown();
            await(new CountDownLatch(1)); // until interrupted
            return Presence.unknown(Doubt.INTERRUPTED, "interrupted");
        });
        MissingHook first = hook().build();
        IntStream.rangeClosed(1, 3).forEach(i -> first.onMissing(original(i)));
        looking.await();
        Thread.currentThread().interrupt();

        List<Suspect> left = first.close(SOON);

        assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
        assertThat(left).hasSize(3);
        assertThat(marks()).isZero();
        world.store.onStat(Fault.none());
        try (MissingHook second = hook().build()) {
            left.forEach(second::onMissing);
            idle(second);
        }
        assertThat(marks()).isEqualTo(3);
    }

    @Test
    void aListenerThatThrowsChangesNothing() {
        lose(7, 8);
        try (MissingHook hook = hook().listener(new HookListener() {
                    @Override
                    public void missing(Finding.Missing finding, MissingOutcome outcome) {
                        throw new IllegalStateException("no");
                    }
                })
                .build()) {
            hook.onMissing(original(7));
            idle(hook);
            hook.onMissing(original(8));
            idle(hook);
            assertThat(hook.status().marked()).isEqualTo(2);
        }
    }

    @Test
    void aTemplateThatSuitsNoRecordIsRefusedAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        hook().like(ReconcileRequest.builder().limit(5).build()).build());
        assertThatIllegalArgumentException().isThrownBy(() -> hook().missesAmongReads(1.1, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> hook().marksPerMinute(0));
    }

    @Test
    @DisplayName(
            "H62, H83: beside an applying run and an application that rewrites rows, each lost object is marked once and nothing else")
    void besideAnApplyingRunAndAnApplicationNothingIsMarkedFalselyOrTwice() throws Exception {
        World busy = World.of(400);
        List<ChangeEvent> applied = new CopyOnWriteArrayList<>();
        RunListener listener = new RunListener() {
            @Override
            public void changed(ChangeEvent event) {
                if (event.outcome().name().equals("APPLIED")) {
                    applied.add(event);
                }
            }
        };
        ReconcileEngine engine = busy.engine()
                .journal(journal)
                .listener(listener)
                .random(new SecureRandom())
                .build();
        IntStream.rangeClosed(1, 100).forEach(i -> busy.objects.remove(World.original(String.valueOf(i))));
        ReconcileRequest nightly = ReconcileRequest.builder()
                .apply()
                .unlimitedRequests()
                .batchSize(10)
                .guardrails(Guardrails.DEFAULT.maxRatio(1).maxFindings(10_000))
                .build();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        try (MissingHook hook = MissingHook.builder(engine, busy.catalog)
                .marksPerMinute(10_000)
                .looksPerSecond(10_000)
                .notAgainFor(Duration.ofNanos(1))
                .build()) {
            Thread application = new Thread(() -> {
                for (int i = 1; i <= 100; i += 2) { // every other row is repaired: it points at an object that is there
                    String id = String.valueOf(i);
                    busy.objects.put("new/" + id, 10, World.LONG_AGO);
                    busy.records.put(
                            id,
                            "ready",
                            World.LONG_AGO,
                            World.reference(id, "original", "new/" + id, true),
                            World.reference(id, "staged", World.staged(id), true));
                }
            });
            Thread night = new Thread(() -> {
                for (int i = 0; i < 3; i++) {
                    engine.run(nightly);
                }
            });
            for (Thread each : List.of(application, night)) {
                each.setUncaughtExceptionHandler((thread, thrown) -> failures.add(thrown));
                each.start();
            }
            for (int i = 1; i <= 100; i++) {
                hook.onMissing(original(i));
            }
            application.join();
            night.join();
            idle(hook);
            IntStream.rangeClosed(1, 100).forEach(i -> hook.onMissing(original(i)));
            idle(hook);
        }

        assertThat(failures).isEmpty();
        Map<RunId, Long> byRun = new TreeMap<>();
        applied.forEach(each -> byRun.merge(each.run(), 1L, Long::sum));
        List<String> marked = new ArrayList<>();
        for (int i = 1; i <= 400; i++) {
            CatalogRecord now = busy.records.record(String.valueOf(i)).orElseThrow();
            boolean isLost = now.references().stream()
                    .anyMatch(reference -> busy.objects.stat(reference.key()) == Presence.absent());
            assertThat(Objects.equals(now.status(), "error"))
                    .as("record %d, marked by %s", i, byRun)
                    .isEqualTo(isLost);
            if (isLost) {
                marked.add("record:" + i);
            }
        }
        assertThat(marked).hasSize(50);
        for (String item : marked) {
            assertThat(applied.stream().filter(each -> each.change().item().equals(item)))
                    .as("%s marked once", item)
                    .hasSize(1);
        }
    }
}
