package dev.reconcile.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkOutcome;
import dev.reconcile.catalog.MarkResult;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Unmark;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Many rows by one transaction, where the database lets locked rows be left out: every row gets the answer it would get alone. */
@ParameterizedClass
@EnumSource(names = {"POSTGRES", "MARIADB"})
class MarksTogetherTest {

    private final Database database;
    private final ProbedDataSource probe;
    private MetadataCatalog catalog;

    MarksTogetherTest(Database database) {
        this.database = database;
        this.probe = new ProbedDataSource(database.dataSource());
    }

    private void rows(int count, String more) {
        database.execute(
                "DROP TABLE IF EXISTS assets",
                "CREATE TABLE assets (id int PRIMARY KEY, status varchar(10), content varchar(20), message varchar(40)"
                        + more + ")",
                IntStream.rangeClosed(1, count)
                        .mapToObj(id -> "(" + id + ", 'ready', 'key/" + id + "')")
                        .collect(Collectors.joining(", ", "INSERT INTO assets (id, status, content) VALUES ", "")));
        catalog = catalog(probe.dataSource());
    }

    private static MetadataCatalog catalog(DataSource source) {
        return JdbcCatalog.builder(source)
                .table("assets")
                .status("status", "error")
                .errorMessage("message")
                .lockTimeout(Duration.ofMillis(300))
                .reference("content", "content", ObjectLocator.bucket("images").keys())
                .build();
    }

    private List<Mark> marks(int count) {
        List<RecordId> ids = IntStream.rangeClosed(1, count)
                .mapToObj(id -> new RecordId(Integer.toString(id)))
                .toList();
        Map<RecordId, CatalogRecord> found = catalog.lookUp(ids);
        List<Mark> marks = new ArrayList<>();
        ids.forEach(id -> {
            CatalogRecord now = found.get(id);
            marks.add(new Mark(id, now.status(), now.message(), now.references(), "object missing"));
        });
        return marks;
    }

    private static List<MarkOutcome> outcomes(List<MarkResult> results) {
        return results.stream().map(MarkResult::outcome).toList();
    }

    private static List<MarkOutcome> all(int count, MarkOutcome outcome) {
        return Collections.nCopies(count, outcome);
    }

    private String count(String where) {
        return database.row("SELECT count(*) FROM assets WHERE " + where).get(0);
    }

    @Test
    @DisplayName("H62: of hundreds of rows each has its own answer, and there are a few commits only")
    void everyRowHasItsAnswer() {
        rows(250, "");
        List<Mark> marks = marks(250);
        database.execute(
                "UPDATE assets SET content = 'new' WHERE id = 7",
                "UPDATE assets SET status = 'error', message = 'object missing' WHERE id = 8",
                "DELETE FROM assets WHERE id = 9");
        probe.heal();

        List<MarkResult> results = catalog.mark(marks);

        List<MarkOutcome> expected = new ArrayList<>(all(250, MarkOutcome.APPLIED));
        expected.set(6, MarkOutcome.CONFLICT);
        expected.set(7, MarkOutcome.ALREADY);
        expected.set(8, MarkOutcome.GONE);
        assertThat(outcomes(results)).isEqualTo(expected);
        assertThat(results.get(0).message()).isEqualTo("object missing");
        assertThat(count("status = 'error'")).isEqualTo("248");
        assertThat(probe.calls("Connection.commit"))
                .as("three hundreds and row 9")
                .isEqualTo(4);

        List<Unmark> back = IntStream.range(0, 250)
                .filter(i -> expected.get(i) == MarkOutcome.APPLIED)
                .mapToObj(i -> new Unmark(
                        marks.get(i), results.get(i).message(), results.get(i).changedAt()))
                .toList();
        probe.heal();
        assertThat(outcomes(catalog.unmark(back))).isEqualTo(all(247, MarkOutcome.APPLIED));
        assertThat(count("status = 'ready'")).isEqualTo("248");
        assertThat(probe.calls("Connection.commit")).isEqualTo(3);
    }

    @Test
    @DisplayName("H65: a row that somebody holds is waited for alone, with no other row in hand")
    void aHeldRowIsWaitedForAlone() throws SQLException {
        rows(50, "");
        List<Mark> marks = marks(50);
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("UPDATE assets SET content = 'mine' WHERE id = 20");
            List<MarkOutcome> expected = new ArrayList<>(all(50, MarkOutcome.APPLIED));
            expected.set(19, MarkOutcome.FAILED);
            assertThat(outcomes(catalog.mark(marks))).isEqualTo(expected);
            assertThat(count("status = 'error'")).isEqualTo("49");
            other.rollback();
        }
    }

    @Test
    @DisplayName("H64: a row whose new status a constraint forbids fails alone")
    void aRefusedRowFailsAlone() {
        rows(50, ", rival int, UNIQUE (rival, status)");
        database.execute("UPDATE assets SET rival = id", "INSERT INTO assets VALUES (51, 'error', 'key/51', null, 20)");
        List<MarkOutcome> expected = new ArrayList<>(all(50, MarkOutcome.APPLIED));
        expected.set(19, MarkOutcome.FAILED);
        assertThat(outcomes(catalog.mark(marks(50)))).isEqualTo(expected);
        assertThat(count("status = 'error'")).isEqualTo("50");
    }

    @Test
    @DisplayName("H65: while rows are marked together, nobody waits for another one, as for those that aren't marked")
    void rowsThatArentMarkedAreFree() throws Exception {
        rows(250, "");
        List<Mark> marks = marks(250).subList(0, 100);
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        probe.before("Connection.commit", () -> {
            written.countDown();
            assertThat(goOn.await(1, TimeUnit.MINUTES)).isTrue();
            return null;
        });
        CompletableFuture<List<MarkResult>> marking = CompletableFuture.supplyAsync(() -> catalog.mark(marks));
        assertThat(written.await(1, TimeUnit.MINUTES)).isTrue();
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            statement.setQueryTimeout(10);
            assertThat(statement.executeUpdate("UPDATE assets SET content = 'mine' WHERE id = 200"))
                    .isEqualTo(1);
        } finally {
            goOn.countDown();
        }
        assertThat(outcomes(marking.get(1, TimeUnit.MINUTES))).isEqualTo(all(100, MarkOutcome.APPLIED));
    }

    @Test
    @DisplayName("A pooled connection goes back as it came")
    void connectionIsGivenBackAsItCame() throws SQLException {
        rows(50, "");
        try (Connection pooled = database.dataSource().getConnection()) {
            List<Object> before = List.of(pooled.getTransactionIsolation(), pooled.getAutoCommit());
            PlainDataSource pool = () -> PlainDataSource.through(
                    (method, arguments) -> method.getName().equals("close") ? null : method.invoke(pooled, arguments));
            assertThat(outcomes(catalog(pool).mark(marks(50)))).isEqualTo(all(50, MarkOutcome.APPLIED));
            assertThat(List.of(pooled.getTransactionIsolation(), pooled.getAutoCommit()))
                    .isEqualTo(before);
        }
    }

    @Test
    @DisplayName(
            "H63: where it can't be told whether a commit took effect, every row is in doubt, and none is tried again")
    void aCommitInDoubtIsInDoubtForAll() {
        for (boolean takesEffect : new boolean[] {true, false}) {
            rows(50, "");
            List<Mark> marks = marks(50);
            probe.fail("Connection.commit", 1, takesEffect, new SQLException("canary", "40003"));
            assertThat(outcomes(catalog.mark(marks))).isEqualTo(all(50, MarkOutcome.FAILED));
            assertThat(probe.calls("Connection.commit")).isEqualTo(1);
            assertThat(count("status = 'error'")).isEqualTo(takesEffect ? "50" : "0");
            assertThat(probe.openConnections()).isZero();
        }
    }

    @Test
    @DisplayName("H64: a database that goes away after some commits fails the rest, and hides none that were applied")
    void aLostDatabaseFailsTheRest() {
        for (boolean takesEffect : new boolean[] {true, false}) {
            rows(250, "");
            List<Mark> marks = marks(250);
            probe.fail("Connection.commit", 2, takesEffect, new SQLException("canary", "08006"));
            List<MarkOutcome> expected = new ArrayList<>(all(100, MarkOutcome.APPLIED));
            expected.addAll(all(150, MarkOutcome.FAILED));
            assertThat(outcomes(catalog.mark(marks))).isEqualTo(expected);
            assertThat(count("status = 'error'")).isEqualTo(takesEffect ? "200" : "100");
        }
    }

    @Test
    @DisplayName("H64: a row that is refused when all is committed fails alone")
    void aRowRefusedAtTheCommitFailsAlone() {
        assumeThat(database).as("only here are constraints looked at this late").isEqualTo(Database.POSTGRES);
        rows(3, ", rival int, UNIQUE (rival, status) DEFERRABLE INITIALLY DEFERRED");
        database.execute("UPDATE assets SET rival = id");
        database.execute("INSERT INTO assets VALUES (4, 'error', 'key/4', null, 2)");
        assertThat(outcomes(catalog.mark(marks(3))))
                .containsExactly(MarkOutcome.APPLIED, MarkOutcome.FAILED, MarkOutcome.APPLIED);
        assertThat(count("status = 'error'")).isEqualTo("3");
    }
}
