package dev.reconcile.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkOutcome;
import dev.reconcile.catalog.MarkResult;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.catalog.Unmark;
import dev.reconcile.store.ObjectKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JdbcMarkingTest {

    private static final ObjectLocator KEYS = ObjectLocator.bucket("images").keys();

    private static void table(Database database, String columns) {
        database.execute("DROP TABLE IF EXISTS assets", "CREATE TABLE assets (" + columns + ")");
    }

    private static JdbcCatalogBuilder builder(DataSource dataSource) {
        return JdbcCatalog.builder(dataSource)
                .table("assets")
                .status("status", "error")
                .lockTimeout(Duration.ofMillis(300))
                .reference("content", "content", KEYS);
    }

    private static Mark mark(MetadataCatalog catalog, String id) {
        CatalogRecord now = catalog.lookUp(List.of(new RecordId(id))).get(new RecordId(id));
        return new Mark(now.id(), now.status(), now.message(), now.references(), "object missing");
    }

    private static List<MarkOutcome> marked(MetadataCatalog catalog, List<Mark> marks) {
        return catalog.mark(marks).stream().map(MarkResult::outcome).toList();
    }

    private static String status(Database database, String id) {
        return database.row("SELECT status FROM assets WHERE id = " + id).get(0);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H45: of rows 'a' and 'a ' the one that is meant is marked, by id and by key")
    void rowsThatDifferInASpaceAreKeptApart(Database database) {
        String exact = database.isMySql() ? " COLLATE utf8mb4_nopad_bin" : "";
        table(database, "id varchar(10)" + exact + " NOT NULL PRIMARY KEY, status varchar(10), content varchar(10)");
        database.execute("INSERT INTO assets VALUES ('a', 'ready', 'a'), ('a ', 'ready', 'a ')");
        MetadataCatalog catalog = builder(database.dataSource()).build();
        assertThat(catalog.find(List.of(ObjectKey.of("a "))).get(ObjectKey.of("a ")))
                .singleElement()
                .extracting(Reference::recordId)
                .isEqualTo(new RecordId("a "));
        assertThat(marked(catalog, List.of(mark(catalog, "a ")))).containsExactly(MarkOutcome.APPLIED);
        assertThat(status(database, "'a'")).isEqualTo("ready");
        assertThat(status(database, "'a '")).isEqualTo("error");
    }

    @ParameterizedTest
    @EnumSource(names = "POSTGRES", mode = EnumSource.Mode.EXCLUDE)
    @DisplayName("H45: a database that holds two ids for the same marks neither by the other's name")
    void anIdIsComparedByteByByte(Database database) {
        String type = switch (database) {
            case H2 -> "varchar_ignorecase(10)";
            case SQLITE -> "varchar(10) COLLATE NOCASE NOT NULL";
            default -> "varchar(10)";
        };
        table(database, "id " + type + " PRIMARY KEY, status varchar(10), content varchar(10)");
        database.execute("INSERT INTO assets VALUES ('a', 'ready', 'a')");
        MetadataCatalog catalog = builder(database.dataSource()).build();
        Mark real = mark(catalog, "a");
        for (String alike : database.isMySql() ? List.of("A", "a ", "á") : List.of("A")) {
            Mark folded = new Mark(new RecordId(alike), real.judgedStatus(), null, real.judged(), "m");
            assertThat(marked(catalog, List.of(folded))).as(alike).containsExactly(MarkOutcome.GONE);
        }
        assertThat(status(database, "'a'")).isEqualTo("ready");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "H62: against an application that repairs rows meanwhile, every row is changed by exactly one of the two")
    void noUpdateIsLost(Database database) throws Exception {
        table(database, "id int PRIMARY KEY, status varchar(10), content varchar(20)");
        int rows = 150;
        for (int id = 1; id <= rows; id++) {
            database.insert("INSERT INTO assets VALUES (?, 'ready', ?)", id, "key/" + id);
        }
        MetadataCatalog catalog = builder(database.dataSource()).build();
        List<Mark> marks = IntStream.rangeClosed(1, rows)
                .mapToObj(id -> mark(catalog, Integer.toString(id)))
                .toList();
        CyclicBarrier start = new CyclicBarrier(2);
        ExecutorService application = Executors.newSingleThreadExecutor();
        try {
            Future<List<Integer>> repaired = application.submit(() -> {
                start.await();
                return repair(database, rows);
            });
            start.await();
            List<MarkOutcome> outcomes = marked(catalog, marks);
            List<Integer> byApplication = repaired.get();
            for (int id = 1; id <= rows; id++) {
                boolean applied = outcomes.get(id - 1) == MarkOutcome.APPLIED;
                List<String> row = database.row("SELECT status, content FROM assets WHERE id = " + id);
                assertThat(applied).as("row %d, %s", id, outcomes.get(id - 1)).isNotEqualTo(byApplication.contains(id));
                assertThat(row).isEqualTo(applied ? List.of("error", "key/" + id) : List.of("ready", "new/" + id));
            }
        } finally {
            application.shutdownNow();
        }
    }

    /** Backwards, so that the two meet; gives the rows it changed. */
    private static List<Integer> repair(Database database, int rows) throws SQLException {
        List<Integer> changed = new ArrayList<>();
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE assets SET content = ? WHERE id = ? AND status = 'ready'")) {
            for (int id = rows; id >= 1; id--) {
                update.setString(1, "new/" + id);
                update.setInt(2, id);
                if (update.executeUpdate() == 1) {
                    changed.add(id);
                }
            }
        }
        return changed;
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H64: a row the database refuses to change fails alone")
    void aRefusedRowFailsAlone(Database database) {
        table(
                database,
                "id int PRIMARY KEY, status varchar(10), content varchar(10), CONSTRAINT locked CHECK (id <> 2 OR status <> 'error')");
        database.execute("INSERT INTO assets VALUES (1, 'ready', 'a'), (2, 'ready', 'b'), (3, 'ready', 'c')");
        MetadataCatalog catalog = builder(database.dataSource()).build();
        List<Mark> marks = List.of(mark(catalog, "1"), mark(catalog, "2"), mark(catalog, "3"));
        assertThat(marked(catalog, marks))
                .containsExactly(MarkOutcome.APPLIED, MarkOutcome.FAILED, MarkOutcome.APPLIED);
        assertThat(status(database, "2")).isEqualTo("ready");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H62: an expected size, a condition and a key judged before are compared too")
    void everythingJudgedIsCompared(Database database) {
        table(database, "id int PRIMARY KEY, status varchar(10), content varchar(10), bytes int, kind varchar(10)");
        database.execute("INSERT INTO assets VALUES (1, 'ready', 'a', 5, 'upload'), (2, 'ready', 'b', 5, 'upload')");
        MetadataCatalog catalog = JdbcCatalog.builder(database.dataSource())
                .table("assets")
                .status("status", "error")
                .reference(ReferenceColumn.of("content", "content", KEYS)
                        .whenColumn("kind", "upload")
                        .size("bytes"))
                .build();
        List<Mark> marks = List.of(mark(catalog, "1"), mark(catalog, "2"));
        database.execute("UPDATE assets SET bytes = 6 WHERE id = 1", "UPDATE assets SET kind = 'link' WHERE id = 2");
        assertThat(marked(catalog, marks)).containsExactly(MarkOutcome.CONFLICT, MarkOutcome.CONFLICT);
        Reference sizeless = new Reference(new RecordId("1"), "content", ObjectKey.of("a"), OptionalLong.empty(), true);
        assertThat(marked(catalog, List.of(new Mark(new RecordId("1"), "ready", null, List.of(sizeless), "m"))))
                .containsExactly(MarkOutcome.APPLIED);
    }

    @Test
    @DisplayName("H62: an enumeration serves as status, null or not, and a domain as message")
    void postgresTypesServe() {
        Database.POSTGRES.execute(
                "DROP TABLE IF EXISTS assets",
                "DROP TYPE IF EXISTS asset_status",
                "DROP DOMAIN IF EXISTS note",
                "CREATE TYPE asset_status AS ENUM ('ready', 'error')",
                "CREATE DOMAIN note AS varchar(12)",
                "CREATE TABLE assets (id smallint PRIMARY KEY, status asset_status, content text, message note)",
                "INSERT INTO assets VALUES (1, 'ready', 'a', null), (2, null, 'b', null)");
        MetadataCatalog catalog =
                builder(Database.POSTGRES.dataSource()).errorMessage("message").build();
        assertThat(marked(catalog, List.of(mark(catalog, "1"), mark(catalog, "2"))))
                .containsExactly(MarkOutcome.APPLIED, MarkOutcome.APPLIED);
        assertThat(Database.POSTGRES.row("SELECT status, message FROM assets WHERE id = 1"))
                .containsExactly("error", "object missi");
        assertThat(Database.POSTGRES.row("SELECT status, message FROM assets WHERE id = 2"))
                .containsExactly("error", "object missi");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H61: the time of a mark is the database's, in the zone the column is read in")
    void theTimeOfAMarkIsTheDatabases(Database database) {
        for (String zone : List.of("UTC", "Asia/Tokyo")) {
            table(database, "id int PRIMARY KEY, status varchar(10), content varchar(10), changed timestamp");
            database.execute("INSERT INTO assets VALUES (1, 'ready', 'a', TIMESTAMP '2020-01-01 00:00:00')");
            MetadataCatalog catalog = builder(database.dataSource())
                    .updatedAt("changed")
                    .zone(ZoneId.of(zone))
                    .build();
            Instant before = Instant.now().minusSeconds(60);
            assertThat(marked(catalog, List.of(mark(catalog, "1")))).containsExactly(MarkOutcome.APPLIED);
            Instant changed = catalog.lookUp(List.of(new RecordId("1")))
                    .get(new RecordId("1"))
                    .lastChanged();
            assertThat(changed).isBetween(before, Instant.now().plusSeconds(60));
            String local = database.row("SELECT changed FROM assets").get(0).replace(' ', 'T');
            assertThat(LocalDateTime.parse(local).atZone(ZoneId.of(zone)).toInstant())
                    .isEqualTo(changed);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H63: a commit that took effect though it failed is found to be marked when it is tried again")
    void aCommitOfUnknownOutcomeIsFoundOut(Database database) {
        for (boolean takesEffect : new boolean[] {true, false}) {
            table(database, "id int PRIMARY KEY, status varchar(10), content varchar(10)");
            database.execute("INSERT INTO assets VALUES (1, 'ready', 'a'), (2, 'ready', 'b')");
            ProbedDataSource probe = new ProbedDataSource(database.dataSource());
            MetadataCatalog catalog = builder(probe.dataSource()).build();
            List<Mark> marks = List.of(mark(catalog, "1"), mark(catalog, "2"));
            probe.fail("Connection.commit", 1, takesEffect, new SQLException("canary", "08007"));
            assertThatExceptionOfType(CatalogException.class)
                    .isThrownBy(() -> catalog.mark(marks))
                    .matches(CatalogException::isTransient);
            assertThat(probe.openConnections()).isZero();
            MarkOutcome first = takesEffect ? MarkOutcome.ALREADY : MarkOutcome.APPLIED;
            boolean together = database.marksTogether();
            assertThat(marked(catalog, marks)).containsExactly(first, together ? first : MarkOutcome.APPLIED);
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {"POSTGRES", "MARIADB"},
            mode = EnumSource.Mode.EXCLUDE) // see MarksTogetherTest
    @DisplayName("H64: a database that goes away after some marks fails the rest, and hides none that were applied")
    void aLostDatabaseFailsTheRest(Database database) {
        table(database, "id int PRIMARY KEY, status varchar(10), content varchar(10)");
        database.execute("INSERT INTO assets VALUES (1, 'ready', 'a'), (2, 'ready', 'b'), (3, 'ready', 'c')");
        ProbedDataSource probe = new ProbedDataSource(database.dataSource());
        MetadataCatalog catalog = builder(probe.dataSource()).build();
        List<Mark> marks = List.of(mark(catalog, "1"), mark(catalog, "2"), mark(catalog, "3"));
        probe.fail("DataSource.getConnection", 2, false, new SQLException("canary", "08001"));
        assertThat(marked(catalog, marks)).containsExactly(MarkOutcome.APPLIED, MarkOutcome.FAILED, MarkOutcome.FAILED);
        assertThat(status(database, "3")).isEqualTo("ready");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H58, H64: inside a transaction of the host on the same Jdbi, a mark is a transaction of its own")
    void marksDoNotJoinATransactionOfTheHost(Database database) {
        table(database, "id int PRIMARY KEY, status varchar(10), content varchar(10)");
        database.execute("INSERT INTO assets VALUES (1, 'ready', 'a')");
        Jdbi jdbi = Jdbi.create(database.dataSource());
        MetadataCatalog catalog = JdbcCatalog.builder(jdbi)
                .table("assets")
                .status("status", "error")
                .reference("content", "content", KEYS)
                .build();
        jdbi.useTransaction(host -> {
            assertThat(marked(catalog, List.of(mark(catalog, "1")))).containsExactly(MarkOutcome.APPLIED);
            host.rollback();
        });
        assertThat(status(database, "1")).isEqualTo("error");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H65: the lock timeout of a mark doesn't outlive it on a pooled connection")
    void theLockTimeoutDoesNotLeak(Database database) throws SQLException {
        table(database, "id int PRIMARY KEY, status varchar(10), content varchar(10)");
        database.execute("INSERT INTO assets VALUES (1, 'ready', 'a')");
        String setting = database.lockWait;
        try (Connection pooled = database.dataSource().getConnection()) {
            String before = only(pooled, setting);
            MetadataCatalog catalog = JdbcCatalog.builder(Jdbi.create(pooled))
                    .table("assets")
                    .status("status", "error")
                    .reference("content", "content", KEYS)
                    .lockTimeout(Duration.ofMillis(123))
                    .build();
            assertThat(marked(catalog, List.of(mark(catalog, "1")))).containsExactly(MarkOutcome.APPLIED);
            assertThat(only(pooled, setting)).isEqualTo(before);
            assertThat(pooled.getAutoCommit()).isTrue();
        }
    }

    private static MarkResult applied(MetadataCatalog catalog, Mark mark) {
        MarkResult result = catalog.mark(List.of(mark)).get(0);
        assertThat(result.outcome()).isEqualTo(MarkOutcome.APPLIED);
        return result;
    }

    private static Unmark unmark(MetadataCatalog catalog, String id) {
        Mark mark = mark(catalog, id);
        MarkResult applied = applied(catalog, mark);
        return new Unmark(mark, applied.message(), applied.changedAt());
    }

    private static List<MarkOutcome> unmarked(MetadataCatalog catalog, Unmark unmark) {
        return catalog.unmark(List.of(unmark)).stream().map(MarkResult::outcome).toList();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H86: a mark is taken back though the error status makes the pointer one that isn't required")
    void aMarkOfAConditionalPointerIsTakenBack(Database database) {
        table(database, "id int PRIMARY KEY, status varchar(10), content varchar(10), changed timestamp(0)");
        database.execute("INSERT INTO assets VALUES (1, 'ready', 'a', TIMESTAMP '2020-01-01 00:00:00')");
        MetadataCatalog catalog = JdbcCatalog.builder(database.dataSource())
                .table("assets")
                .status("status", "error")
                .updatedAt("changed")
                .zone(ZoneId.of("Europe/Berlin"))
                .reference(ReferenceColumn.of("content", "content", KEYS).whenStatus("ready"))
                .build();
        Unmark unmark = unmark(catalog, "1");
        assertThat(unmark.message()).as("the catalog keeps no messages").isNull();
        assertThat(unmarked(catalog, unmark)).containsExactly(MarkOutcome.APPLIED);
        assertThat(status(database, "1")).isEqualTo("ready");
        assertThat(unmarked(catalog, unmark)).containsExactly(MarkOutcome.ALREADY);
    }

    @Test
    @DisplayName("H86: an enumeration, null or not, and the message from before are back")
    void postgresTypesAreRestored() {
        Database.POSTGRES.execute(
                "DROP TABLE IF EXISTS assets",
                "DROP TYPE IF EXISTS asset_status",
                "CREATE TYPE asset_status AS ENUM ('ready', 'error')",
                "CREATE TABLE assets (id uuid PRIMARY KEY, status asset_status, content text, message varchar(12))",
                "INSERT INTO assets VALUES ('00000000-0000-0000-0000-000000000001', null, 'a', 'a note')");
        MetadataCatalog catalog =
                builder(Database.POSTGRES.dataSource()).errorMessage("message").build();
        Unmark unmark = unmark(catalog, "00000000-0000-0000-0000-000000000001");
        assertThat(unmark.message()).isEqualTo("object missi");
        assertThat(unmarked(catalog, unmark)).containsExactly(MarkOutcome.APPLIED);
        assertThat(Database.POSTGRES.row("SELECT status, message FROM assets")).containsExactly(null, "a note");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H68: a trigger that makes another status of it fails the mark, and nothing of it stays")
    void aTriggerThatAltersTheStatusFailsTheMark(Database database) {
        table(database, "id int PRIMARY KEY, status varchar(10), content varchar(10), message varchar(40)");
        database.execute("INSERT INTO assets VALUES (1, 'ready', 'a', null), (2, 'ready', 'b', null)");
        MeddlingTrigger.on(database);
        MetadataCatalog catalog =
                builder(database.dataSource()).errorMessage("message").build();
        Mark refused = mark(catalog, "1");
        Mark meddled = mark(catalog, "2");
        assertThat(marked(catalog, List.of(refused, meddled))).containsExactly(MarkOutcome.FAILED, MarkOutcome.APPLIED);
        assertThat(database.row("SELECT status, message FROM assets WHERE id = 1"))
                .containsExactly("ready", null);
        assertThat(database.row("SELECT status, message FROM assets WHERE id = 2"))
                .containsExactly("error", "noted: object missing");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H68, H86: what a trigger made of the message is what the result says, and what is recognised later")
    void aMessageThatATriggerAlteredIsRecognised(Database database) {
        table(database, "id int PRIMARY KEY, status varchar(10), content varchar(10), message varchar(40)");
        database.execute("INSERT INTO assets VALUES (2, 'ready', 'b', null)");
        MeddlingTrigger.on(database);
        MetadataCatalog catalog =
                builder(database.dataSource()).errorMessage("message").build();
        Unmark unmark = unmark(catalog, "2");
        assertThat(unmark.message()).isEqualTo("noted: object missing");
        assertThat(unmarked(catalog, unmark)).containsExactly(MarkOutcome.APPLIED);
        assertThat(database.row("SELECT status, message FROM assets")).containsExactly("ready", null);
    }

    private static String only(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
