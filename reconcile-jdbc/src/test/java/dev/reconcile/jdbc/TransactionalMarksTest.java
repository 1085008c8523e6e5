package dev.reconcile.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.JournaledMarks;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkOutcome;
import dev.reconcile.catalog.MarkResult;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.UnionCatalog;
import dev.reconcile.catalog.Unmark;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.LeaseLostException;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.journal.RunLog;
import dev.reconcile.store.InMemoryObjectStore;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransactionalMarksTest {

    private static final RunId RUN = new RunId("20261103T081500Z-5b37a1c0");

    private static void photos(Database database) {
        JournalScript.run(database);
        database.execute(
                "DROP TABLE IF EXISTS photos",
                "CREATE TABLE photos (id int PRIMARY KEY, status varchar(10), message varchar(40), content varchar(10),"
                        + " changed timestamp(6) with time zone)",
                "INSERT INTO photos VALUES (1, 'ready', null, 'a', TIMESTAMP '2020-01-01 00:00:00'),"
                        + " (2, 'ready', 'a note', 'b', null), (3, 'ready', null, 'c', null)");
    }

    private static MetadataCatalog catalog(DataSource dataSource) {
        return JdbcCatalog.builder(dataSource)
                .table("photos")
                .status("status", "error")
                .errorMessage("message")
                .updatedAt("changed")
                .zone(ZoneOffset.UTC)
                .reference("content", "content", ObjectLocator.bucket("images").keys())
                .build();
    }

    private static RunLog begin(DataSource dataSource) {
        return JdbcJournal.builder(dataSource).build().begin("scope", "me", RUN);
    }

    private static JournaledMarks marks(MetadataCatalog catalog, RunLog log) {
        return catalog.journaledIn(log).orElseThrow();
    }

    private static Mark mark(MetadataCatalog catalog, int id) {
        RecordId record = new RecordId(Integer.toString(id));
        CatalogRecord now = catalog.lookUp(List.of(record)).get(record);
        return new Mark(record, now.status(), now.message(), now.references(), "content missing");
    }

    private static List<JournalEntry> entries(Mark mark, MarkResult result) {
        return List.of(
                entry("marking " + mark.recordId()), entry("marked " + mark.recordId() + ": " + result.message()));
    }

    private static JournalEntry entry(String text) {
        return new JournalEntry.Cleared(text, Instant.EPOCH);
    }

    private static List<JournalEntry> journal(Database database) {
        RunJournal journal = JdbcJournal.builder(database.dataSource()).build();
        try (Stream<JournalEntry> entries = journal.entries(RUN)) {
            return entries.toList();
        }
    }

    private static List<MarkOutcome> outcomes(List<MarkResult> results) {
        return results.stream().map(MarkResult::outcome).toList();
    }

    private static String status(Database database, int id) {
        return database.row("SELECT status FROM photos WHERE id = " + id).get(0);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("only a journal over the very same data source or Jdbi is known to be in the same database")
    void onlyTheSameSourceIsKnownToBeTheSameDatabase(Database database) {
        photos(database);
        DataSource dataSource = database.dataSource();
        Jdbi jdbi = Jdbi.create(dataSource);
        MetadataCatalog overJdbi = JdbcCatalog.builder(jdbi)
                .table("photos")
                .status("status", "error")
                .reference("content", "content", ObjectLocator.bucket("images").keys())
                .build();
        try (RunLog log = begin(dataSource)) {
            assertThat(catalog(dataSource).journaledIn(log)).isPresent();
            assertThat(catalog(new ProbedDataSource(dataSource).dataSource()).journaledIn(log))
                    .isEmpty();
            assertThat(overJdbi.journaledIn(log)).isEmpty();
        }
        RunId other = new RunId("20261103T081501Z-00000000");
        try (RunLog log = JdbcJournal.builder(jdbi).build().begin("scope", "me", other)) {
            assertThat(overJdbi.journaledIn(log)).isPresent();
        }
        try (RunLog log = RunJournal.inMemory().begin("scope", "me", RUN)) {
            assertThat(catalog(dataSource).journaledIn(log)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H84: what was applied stands in the journal, in order, with what was read back; what wasn't doesn't")
    void whatWasAppliedStandsInTheJournal(Database database) {
        photos(database);
        MetadataCatalog catalog = catalog(database.dataSource());
        List<Mark> three = List.of(mark(catalog, 1), mark(catalog, 2), mark(catalog, 3));
        database.execute("UPDATE photos SET content = 'elsewhere' WHERE id = 2");
        try (RunLog log = begin(database.dataSource())) {
            log.write(List.of(entry("before")));
            assertThat(outcomes(marks(catalog, log).mark(three, TransactionalMarksTest::entries)))
                    .containsExactly(MarkOutcome.APPLIED, MarkOutcome.CONFLICT, MarkOutcome.APPLIED);
            assertThat(outcomes(marks(catalog, log).mark(three, TransactionalMarksTest::entries)))
                    .containsExactly(MarkOutcome.ALREADY, MarkOutcome.CONFLICT, MarkOutcome.ALREADY);
            log.write(List.of(entry("after")));
        }
        assertThat(journal(database))
                .containsExactly(
                        entry("before"),
                        entry("marking 1"),
                        entry("marked 1: content missing"),
                        entry("marking 3"),
                        entry("marked 3: content missing"),
                        entry("after"));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H84, H86: a mark is taken back together with its entry")
    void aMarkIsTakenBackWithItsEntry(Database database) {
        photos(database);
        MetadataCatalog catalog = catalog(database.dataSource());
        Mark mark = mark(catalog, 2);
        try (RunLog log = begin(database.dataSource())) {
            JournaledMarks marks = marks(catalog, log);
            MarkResult applied =
                    marks.mark(List.of(mark), (it, result) -> List.of()).get(0);
            Unmark unmark = new Unmark(mark, applied.message(), applied.changedAt());
            assertThat(outcomes(marks.unmark(
                            List.of(unmark, unmark), (it, result) -> List.of(entry("back: " + result.message())))))
                    .containsExactly(MarkOutcome.APPLIED, MarkOutcome.ALREADY);
        }
        assertThat(status(database, 2)).isEqualTo("ready");
        assertThat(journal(database)).containsExactly(entry("back: a note"));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H84: an entry that can't be written takes the mark with it")
    void anEntryThatCannotBeWrittenTakesTheMarkWithIt(Database database) {
        photos(database);
        MetadataCatalog catalog = catalog(database.dataSource());
        try (RunLog log = begin(database.dataSource())) {
            database.execute("ALTER TABLE reconcile_journal RENAME TO hidden");
            assertThat(outcomes(marks(catalog, log)
                            .mark(List.of(mark(catalog, 1), mark(catalog, 2)), TransactionalMarksTest::entries)))
                    .containsExactly(MarkOutcome.FAILED, MarkOutcome.FAILED);
            database.execute("ALTER TABLE hidden RENAME TO reconcile_journal");
            assertThat(status(database, 1)).isEqualTo("ready");
            assertThatIllegalStateException()
                    .isThrownBy(() -> marks(catalog, log).mark(List.of(mark(catalog, 1)), (mark, result) -> {
                        throw new IllegalStateException("the caller's own");
                    }));
        }
        assertThat(status(database, 1)).isEqualTo("ready");
        assertThat(journal(database)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H63, H84: a commit whose answer is lost took effect for the mark and its entries, or for neither")
    void aCommitOfUnknownOutcomeIsOfBothOrNeither(Database database) {
        for (boolean takesEffect : new boolean[] {true, false}) {
            photos(database);
            ProbedDataSource probe = new ProbedDataSource(database.dataSource());
            MetadataCatalog catalog = catalog(probe.dataSource());
            Mark mark = mark(catalog, 1);
            try (RunLog log = begin(probe.dataSource())) {
                probe.fail("Connection.commit", 1, takesEffect, new SQLException("canary", "08007"));
                assertThatExceptionOfType(CatalogException.class)
                        .isThrownBy(() -> marks(catalog, log).mark(List.of(mark), TransactionalMarksTest::entries));
                assertThat(probe.openConnections()).isZero();
            }
            assertThat(status(database, 1)).isEqualTo(takesEffect ? "error" : "ready");
            assertThat(journal(database)).hasSize(takesEffect ? 2 : 0);
        }
    }

    @Test
    @DisplayName("H84: a connection that is killed between the mark and the commit leaves neither mark nor entry")
    void aKilledConnectionLeavesNeither() {
        Database database = Database.POSTGRES;
        photos(database);
        MetadataCatalog catalog = catalog(database.dataSource());
        Mark mark = mark(catalog, 1);
        try (RunLog log = begin(database.dataSource())) {
            assertThatExceptionOfType(CatalogException.class)
                    .isThrownBy(() -> marks(catalog, log).mark(List.of(mark), (it, result) -> {
                        database.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                + " WHERE state = 'idle in transaction'");
                        return entries(it, result);
                    }))
                    .matches(CatalogException::isTransient);
            assertThat(status(database, 1)).isEqualTo("ready");
            assertThat(outcomes(marks(catalog, log).mark(List.of(mark), TransactionalMarksTest::entries)))
                    .containsExactly(MarkOutcome.APPLIED);
        }
        assertThat(journal(database)).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H83: once the lease is taken over, nothing more is marked or written, and nothing more is tried")
    void aStaleHolderMarksNothing(Database database) {
        photos(database);
        AtomicInteger connections = new AtomicInteger(Integer.MIN_VALUE);
        DataSource takenOver = onConnection(
                database.dataSource(),
                connections,
                () -> database.execute("UPDATE reconcile_lease SET fence = fence + 1"));
        MetadataCatalog catalog = catalog(takenOver);
        int first = database.marksTogether() ? 100 : 1; // of the first transaction
        for (int id = 4; id <= first + 2; id++) {
            database.execute("INSERT INTO photos VALUES (" + id + ", 'ready', null, 'c', null)");
        }
        List<Mark> all = IntStream.rangeClosed(1, first + 2)
                .mapToObj(id -> mark(catalog, id))
                .toList();
        try (RunLog log = begin(takenOver)) {
            connections.set(0); // the second transaction finds it lost
            assertThatExceptionOfType(LeaseLostException.class)
                    .isThrownBy(() -> marks(catalog, log).mark(all, TransactionalMarksTest::entries));
            assertThat(connections.get()).as("connections").isEqualTo(2);
        }
        assertThat(List.of(status(database, first), status(database, first + 1), status(database, first + 2)))
                .containsExactly("error", "ready", "ready");
        assertThat(journal(database))
                .containsExactlyElementsOf(all.subList(0, first).stream()
                        .flatMap(mark -> entries(mark, appliedResult()).stream())
                        .toList());
    }

    private static MarkResult appliedResult() {
        return new MarkResult(MarkOutcome.APPLIED, "content missing", null);
    }

    /** Before the second connection, counted from zero, something happens. */
    private static DataSource onConnection(DataSource real, AtomicInteger connections, Runnable beforeSecond) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (connections.incrementAndGet() == 2) {
                        beforeSecond.run();
                    }
                    return method.invoke(real, arguments);
                });
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H83: a closed log marks nothing")
    void aClosedLogMarksNothing(Database database) {
        photos(database);
        MetadataCatalog catalog = catalog(database.dataSource());
        Mark mark = mark(catalog, 1);
        RunLog log = begin(database.dataSource());
        JournaledMarks marks = marks(catalog, log);
        log.close();
        assertThatExceptionOfType(LeaseLostException.class)
                .isThrownBy(() -> marks.mark(List.of(mark), TransactionalMarksTest::entries));
        assertThat(status(database, 1)).isEqualTo("ready");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H48, H84: marks of several tables commit with the journal, too, and are taken back")
    void marksOfAUnionCommitWithTheJournal(Database database) {
        photos(database);
        database.execute(
                "DROP TABLE IF EXISTS scans",
                "CREATE TABLE scans (id int PRIMARY KEY, status varchar(10), path varchar(10), changed timestamp(6) with time zone)",
                "INSERT INTO scans VALUES (7, 'ready', 'lost', TIMESTAMP '2020-01-01 00:00:00'),"
                        + " (8, 'ready', 'd', TIMESTAMP '2020-01-01 00:00:00')");
        MetadataCatalog scans = JdbcCatalog.builder(database.dataSource())
                .table("scans")
                .status("status", "error")
                .updatedAt("changed")
                .zone(ZoneOffset.UTC)
                .reference("scan", "path", ObjectLocator.bucket("images").keys())
                .build();
        MetadataCatalog all = UnionCatalog.of(Map.of("photos", catalog(database.dataSource()), "scans", scans));
        InMemoryObjectStore store = new InMemoryObjectStore();
        List.of("a", "b", "c", "d").forEach(key -> store.put(key, 1));
        ReconcileEngine engine = ReconcileEngine.builder(store, all)
                .journal(JdbcJournal.builder(database.dataSource()).build())
                .build();

        RunReport report = engine.run(ReconcileRequest.builder().apply().build());

        assertThat(report.problems()).isEmpty();
        assertThat(report.marks().applied()).isEqualTo(1);
        assertThat(database.row("SELECT status FROM scans WHERE id = 7")).containsExactly("error");
        assertThat(engine.undo(report.runId()).marks().applied()).isEqualTo(1);
        assertThat(database.row("SELECT status FROM scans WHERE id = 7")).containsExactly("ready");
    }
}
