package dev.reconcile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.FindingKind;
import dev.reconcile.Guardrails;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.Strategy;
import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.InMemoryCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.JournalException;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.journal.RunLog;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.InMemoryObjectStore;
import dev.reconcile.store.ListPage;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The catalog is read and the store is listed at the same time, by real threads, in stretches that are cut on the way. */
class SweepTest {

    private static final Instant NOW = Instant.parse("2026-11-03T12:00:00Z");
    private static final Instant LONG_AGO = NOW.minusSeconds(1_000_000);

    @TempDir
    private Path directory;

    private final RunJournal journal = RunJournal.inMemory();
    private final List<String> trace = Collections.synchronizedList(new ArrayList<>());
    private final BentStore store = new BentStore(InstantSource.fixed(NOW), trace);
    private final BentCatalog catalog = new BentCatalog(InstantSource.fixed(NOW), trace);
    private final InMemoryObjectStore objects = store.real;
    private final InMemoryCatalog rows = catalog.real;
    private int records;
    private int missing;
    private int orphans;

    /** Where what differs lies. */
    enum Shape {
        EVEN,
        ALL_ORPHANS_IN_ONE_PREFIX,
        ORPHANS_BEYOND_ALL_OTHERS,
        THIN_CATALOG,
        THIN_STORE
    }

    private void fill(Shape shape, int size, Random random) {
        for (int i = 0; i < size; i++) {
            String name = String.format("%08x", random.nextInt());
            switch (shape) {
                case EVEN -> both("images/" + name + i, random.nextInt(100));
                case ALL_ORPHANS_IN_ONE_PREFIX -> {
                    both("images/" + name + i, 50);
                    orphan("lost/2024/" + name + i);
                    orphan("lost/2024/" + name + i + "-small");
                    both("users/" + name + i, 50);
                }
                case ORPHANS_BEYOND_ALL_OTHERS -> {
                    both("images/" + name + i, 50);
                    orphan("temp/" + name + i);
                }
                case THIN_CATALOG -> {
                    if (i % 50 == 0) {
                        both("images/" + name + i, 50);
                    } else {
                        orphan("images/" + name + i);
                    }
                }
                case THIN_STORE -> both("images/" + name + i, i % 50 == 0 ? 50 : 0);
            }
        }
    }

    /** One in a hundred lacks its object, and one in a hundred its record. */
    private void both(String key, int lot) {
        if (lot == 1) {
            orphan(key);
            return;
        }
        String id = "r" + records++;
        rows.put(
                id,
                "ready",
                LONG_AGO,
                new Reference(new RecordId(id), "original", ObjectKey.of(key), OptionalLong.of(1), true));
        if (lot == 0) {
            missing++;
        } else {
            objects.put(key, 1, LONG_AGO);
        }
    }

    private void orphan(String key) {
        objects.put(key, 1, LONG_AGO);
        orphans++;
    }

    private ReconcileEngine engine() {
        return engine(journal);
    }

    private ReconcileEngine engine(RunJournal into) {
        return ReconcileEngine.builder(store, catalog)
                .journal(into)
                .clock(InstantSource.fixed(NOW))
                .waiting(duration -> {})
                .unsafeAgesByOwnClock()
                .spillDirectory(directory)
                .memoryBudget(1 << 20)
                .build();
    }

    private static ReconcileRequest.Builder dryRun() {
        return ReconcileRequest.builder().dryRun().guardrails(Guardrails.DEFAULT.maxRatio(1));
    }

    private List<JournalEntry> entries(RunReport report) {
        try (Stream<JournalEntry> all = journal.entries(report.runId())) {
            return all.toList();
        }
    }

    private void assertIsRight(RunReport report) {
        assertThat(report.problems()).isEmpty();
        assertThat(report.state()).isEqualTo(RunState.COMPLETE);
        assertThat(report.missing()).isEqualTo(missing);
        assertThat(report.objects().orphans()).isEqualTo(orphans);
        assertThat(report.references()).isEqualTo(records);
        assertThat(report.checked()).isEqualTo(records);
        assertThat(report.objects().listed()).as("each object is listed once").isEqualTo(records - missing + orphans);
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("However the key space is cut on the way, everything is met once")
    void everythingIsMetOnce(Shape shape) {
        fill(shape, 6_000, new Random(shape.name().length()));
        for (int workers : List.of(1, 16)) {
            assertIsRight(engine().run(dryRun().concurrency(workers).build()));
        }
    }

    @Test
    void theStoreIsListedWhileTheCatalogIsRead() {
        fill(Shape.EVEN, 15_000, new Random(1));
        CountDownLatch listed = new CountDownLatch(10);
        store.listing = page -> {
            listed.countDown();
            return page;
        };
        AtomicInteger pages = new AtomicInteger();
        catalog.reading = page -> {
            if (pages.incrementAndGet() == 13) {
                await(listed);
            }
            return page;
        };

        assertIsRight(engine().run(dryRun().concurrency(4).build()));

        assertThat(pages.get()).isGreaterThan(13);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).as("somebody lists").isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("H54: a catalog that breaks off ends the listing, and nothing is concluded")
    void aCatalogThatBreaksOffEndsTheListing() {
        fill(Shape.EVEN, 15_000, new Random(2));
        CountDownLatch listed = new CountDownLatch(4);
        store.listing = page -> {
            listed.countDown();
            return page;
        };
        AtomicInteger pages = new AtomicInteger();
        catalog.reading = page -> {
            if (pages.incrementAndGet() == 13) {
                await(listed);
                throw new CatalogException("The connection is gone", false, null);
            }
            return page;
        };

        RunReport report = engine().run(dryRun().concurrency(4).build());

        assertThat(report.state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(report.problems()).containsExactly("The connection is gone");
        assertThat(report.missing() + report.objects().orphans()).isZero();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    @DisplayName(
            "H73: a listing that breaks off before the catalog is known breaks off at that place for the comparison too")
    void aListingThatBreaksOffEarlyBreaksOffThere() {
        fill(Shape.EVEN, 15_000, new Random(3));
        CountDownLatch brokenOff = new CountDownLatch(1);
        AtomicInteger lists = new AtomicInteger();
        store.listing = page -> {
            if (lists.incrementAndGet() == 6) {
                brokenOff.countDown();
                throw new StoreException(Doubt.FORBIDDEN, "403", null);
            }
            return page;
        };
        AtomicInteger pages = new AtomicInteger();
        catalog.reading = page -> {
            if (pages.incrementAndGet() == 13) {
                await(brokenOff);
            }
            return page;
        };

        RunReport report = engine().run(dryRun().concurrency(2).build());

        assertThat(report.state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(report.problems()).containsExactly("403");
        assertThat(report.missing()).as("what was listed is compared").isBetween(1L, missing - 1L);
        assertThat(report.objects().orphans()).isLessThan(orphans);
        assertThat(report.unknown()).isPositive();
        assertThat(report.objects().unknown()).as("orphans of what broke off").isPositive();
    }

    @Test
    void whoHasNothingLeftTakesHalfOfWhatAnotherHas() {
        fill(Shape.ALL_ORPHANS_IN_ONE_PREFIX, 10_000, new Random(4));
        store.listing = page -> {
            LockSupport.parkNanos(2_000_000); // a store takes its time, in which others can begin
            return page;
        };

        RunReport report = engine().run(dryRun().concurrency(4).build());

        assertIsRight(report);
        assertThat(entries(report).stream()
                        .filter(JournalEntry.Split.class::isInstance)
                        .map(entry -> ((JournalEntry.Split) entry).key().value())
                        .filter(key -> key.startsWith("lost/2024/")))
                .as("cuts within the prefix that no record names")
                .hasSizeGreaterThan(2);
        int pages = (records - missing + orphans) / 1000;
        assertThat(report.requests().lists())
                .as("pages, and few that hold little")
                .isLessThan(pages + pages / 2);
    }

    @Test
    @DisplayName(
            "H85: a long stretch ends after a hundred pages, so that a run that is killed loses no more; it costs no request")
    void aLongStretchEndsOnTheWay() {
        for (int i = 0; i < 250_500; i++) {
            orphan(String.format("%08d", i));
        }
        rows.put("1", "ready", LONG_AGO);
        RunReport report = engine().run(dryRun().kinds(FindingKind.MISSING)
                .strategy(Strategy.SWEEP)
                .concurrency(1)
                .build());

        assertThat(report.objects().listed()).isEqualTo(orphans);
        assertThat(entries(report).stream()
                        .filter(JournalEntry.Split.class::isInstance)
                        .map(entry -> ((JournalEntry.Split) entry).key().value()))
                .containsExactly("00099999", "00199999");
        assertThat(report.requests().lists())
                .as("251 pages, and one for witnesses")
                .isEqualTo(252);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H85: a run that is stopped again and again, and gone on with, ends as one that wasn't")
    void aRunInPartsEndsAsAWhole(Shape shape) {
        fill(shape, 5_000, new Random(shape.name().length()));
        ReconcileRequest request = dryRun().kinds(FindingKind.MISSING, FindingKind.ORPHAN)
                .strategy(Strategy.SWEEP)
                .concurrency(3)
                .build();
        Random random = new Random(shape.name().length());
        AtomicInteger left = new AtomicInteger();
        store.listing = page -> {
            if (left.getAndDecrement() == 0) {
                throw new StoreException(Doubt.FORBIDDEN, "403", null);
            }
            return page;
        };
        List<RunReport> parts = new ArrayList<>();
        left.set(3);
        parts.add(engine().run(request));
        while (parts.get(parts.size() - 1).state() != RunState.COMPLETE) {
            assertThat(parts).as("it comes to its end").hasSizeLessThan(100);
            left.set(2 + random.nextInt(20));
            parts.add(engine().resume(parts.get(0).runId()));
        }
        assertThat(parts).hasSizeGreaterThan(1);
        assertIsRight(parts.get(parts.size() - 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    @DisplayName("H6: a store that shows empty pages, each promising more, isn't asked for them without end")
    void emptyPagesComeToAnEnd(int workers) {
        fill(Shape.EVEN, 15_000, new Random(5));
        AtomicInteger pages = new AtomicInteger();
        store.listing = page -> {
            int number = pages.incrementAndGet();
            return number < 5 || page.next() == null
                    ? page
                    : new ListPage(
                            List.of(), ListRequest.of("").continued(ObjectKey.of("images/0"), "token " + number));
        };

        RunReport report = engine().run(dryRun().concurrency(workers).build());

        assertThat(report.state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(report.problems()).anyMatch(problem -> problem.contains("empty pages in a row"));
        assertThat(report.objects().orphans()).isLessThan(orphans);
        assertThat(pages.get()).isLessThan(10_000);
    }

    /** What becomes of the entry of a cut. */
    enum Write {
        FAILS,
        FAILS_THOUGH_IT_WAS_DONE
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H85: whether the journal has a cut or not, if nobody knows, a resumed run meets everything once")
    void aCutThatMayNotBeWrittenDownLosesNothing(Write write) {
        fill(Shape.ALL_ORPHANS_IN_ONE_PREFIX, 10_000, new Random(6));
        store.listing = page -> {
            LockSupport.parkNanos(2_000_000);
            return page;
        };
        AtomicInteger cuts = new AtomicInteger();
        RunJournal failing = bent((entries, real) -> {
            boolean fails = entries.get(0) instanceof JournalEntry.Split && cuts.incrementAndGet() == 3;
            if (!fails || write == Write.FAILS_THOUGH_IT_WAS_DONE) {
                real.write(entries);
            }
            if (fails) {
                throw new JournalException("the disk is full", null);
            }
        });

        RunReport first = engine(failing).run(dryRun().concurrency(4).build());

        assertThat(first.state()).isEqualTo(RunState.INCOMPLETE);
        assertIsRight(engine().resume(first.runId()));
    }

    private RunJournal bent(BiConsumer<List<JournalEntry>, RunLog> writing) {
        return proxy(RunJournal.class, (method, arguments) -> {
            Object result = method.invoke(journal, arguments);
            return !(result instanceof RunLog log)
                    ? result
                    : proxy(RunLog.class, (called, given) -> {
                        if (!called.getName().equals("write")) {
                            return called.invoke(log, given);
                        }
                        @SuppressWarnings("unchecked")
                        List<JournalEntry> entries = (List<JournalEntry>) given[0];
                        writing.accept(entries, log);
                        return null;
                    });
        });
    }

    private interface Call {
        Object to(Method method, Object[] arguments) throws ReflectiveOperationException;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return call.to(method, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }));
    }
}
