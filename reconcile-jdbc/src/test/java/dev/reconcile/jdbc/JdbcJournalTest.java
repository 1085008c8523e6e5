package dev.reconcile.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reconcile.RunId;
import dev.reconcile.RunInProgressException;
import dev.reconcile.catalog.CatalogException;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.JournalException;
import dev.reconcile.journal.LeaseLostException;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.journal.RunLog;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JdbcJournalTest {

    private static final RunId RUN = new RunId("20261103T081500Z-5b37a1c0");
    private static final RunId OTHER = new RunId("20261103T081501Z-00000000");
    private static final String SCOPE = "s3:images | images";
    private static final Duration LEASE = Duration.ofMinutes(3);

    private Instant now = Instant.parse("1999-12-31T23:59:59Z");

    private RunJournal journal(DataSource dataSource) {
        return JdbcJournal.builder(dataSource).lease(LEASE).clock(() -> now).build();
    }

    private static JournalEntry entry(String text) {
        return new JournalEntry.Cleared(text, Instant.EPOCH);
    }

    private static List<JournalEntry> read(Database database) {
        try (Stream<JournalEntry> entries =
                JdbcJournal.builder(database.dataSource()).build().entries(RUN)) {
            return entries.toList();
        }
    }

    private static long seconds(Database database, String from, String to) {
        return Long.parseLong(database.row("SELECT " + database.secondsBetween(from, to) + " FROM reconcile_lease")
                .get(0));
    }

    @ParameterizedTest
    @EnumSource(names = "SQLITE", mode = EnumSource.Mode.EXCLUDE) // whose columns have no sizes
    @DisplayName("the check names every table, column, type and primary key that is missing, and the scripts")
    void theCheckNamesWhatIsMissing(Database database) {
        JournalScript.run(database);
        JdbcJournalBuilder builder = JdbcJournal.builder(database.dataSource());
        assertThat(builder.check()).isEmpty();
        database.execute(
                "DROP TABLE reconcile_run",
                "ALTER TABLE reconcile_lease DROP COLUMN fence",
                "DROP TABLE reconcile_journal",
                "CREATE TABLE reconcile_journal (run_id varchar(20), seq int, entry varchar(4000), other bigint)");
        List<String> missing = builder.check();
        assertThat(missing).hasSize(6);
        assertThat(String.join("\n", missing).toLowerCase(Locale.ROOT))
                .contains("unknown table", "reconcile_run")
                .contains("reconcile_journal.run_id", "expected at least 25")
                .contains("reconcile_journal.seq", "of size 32, expected at least 64")
                .contains("reconcile_journal.entry", "of size 4000")
                .contains("primary key", "has [], expected [run_id, seq]")
                .contains("unknown column reconcile_lease.fence");
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContaining("expected [run_id, seq]")
                .withMessageContaining("dev/reconcile/jdbc/journal/")
                .withMessageContaining(database.script() + ".sql");
        JournalScript.run(database);
    }

    @ParameterizedTest
    @EnumSource(names = "SQLITE", mode = EnumSource.Mode.EXCLUDE) // which has no privileges
    @DisplayName("the check names every privilege that is missing")
    void theCheckNamesMissingPrivileges(Database database) throws SQLException {
        JournalScript.run(database);
        database.execute(
                switch (database) {
                    case H2 -> "CREATE USER IF NOT EXISTS app PASSWORD 'app'";
                    case POSTGRES ->
                        "DO $$ BEGIN CREATE ROLE app LOGIN PASSWORD 'app'; EXCEPTION WHEN duplicate_object THEN NULL; END $$";
                    default -> "CREATE USER IF NOT EXISTS app IDENTIFIED BY 'app'";
                },
                "GRANT SELECT, DELETE ON reconcile_run TO app",
                "GRANT SELECT, INSERT ON reconcile_journal TO app",
                "GRANT SELECT, INSERT ON reconcile_lease TO app");
        JdbcJournalBuilder builder = JdbcJournal.builder(new DriverDataSource(url(database), "app", "app"));
        assertThat(builder.check())
                .hasSize(3)
                .anyMatch(each -> each.contains("No INSERT on")
                        && each.toLowerCase(Locale.ROOT).contains("reconcile_run"))
                .anyMatch(each -> each.contains("No DELETE on"))
                .anyMatch(each -> each.contains("No UPDATE on"))
                .allMatch(each -> each.contains("SQLSTATE"));
        database.execute(
                "GRANT INSERT ON reconcile_run TO app",
                "GRANT DELETE ON reconcile_journal TO app",
                "GRANT UPDATE ON reconcile_lease TO app");
        assertThat(builder.check()).isEmpty();
        try (RunLog log = builder.build().begin(SCOPE, "app", RUN)) {
            log.write(List.of(entry("a")));
        }
        builder.build().remove(RUN);
        database.execute(
                "REVOKE ALL ON reconcile_run FROM app",
                "REVOKE ALL ON reconcile_journal FROM app",
                "REVOKE ALL ON reconcile_lease FROM app");
    }

    private static String url(Database database) throws SQLException {
        if (database.isMySql() && database.dataSource() instanceof DriverDataSource direct) { // it tells the user too
            return direct.url();
        }
        try (Connection connection = database.dataSource().getConnection()) {
            return connection.getMetaData().getURL();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "SQLITE", mode = EnumSource.Mode.EXCLUDE) // which has no schemas
    void theTablesMayHaveOtherNamesAndAnotherSchema(Database database) {
        JournalScript.run(database);
        database.execute("DROP SCHEMA IF EXISTS maintenance CASCADE", "CREATE SCHEMA maintenance");
        copyTables(database);
        RunJournal journal = JdbcJournal.builder(database.dataSource())
                .schema("maintenance")
                .tables("runs", "lines", "leases")
                .build();
        try (RunLog log = journal.begin(SCOPE, "me", RUN)) {
            log.write(List.of(entry("a")));
        }
        assertThat(database.row("SELECT COUNT(*) FROM maintenance.lines")).containsExactly("1");
        assertThat(journal.identity()).containsIgnoringCase("maintenance.lines");
    }

    private static void copyTables(Database database) {
        if (database.isMySql()) {
            database.execute(
                    "CREATE TABLE maintenance.runs LIKE reconcile_run",
                    "CREATE TABLE maintenance.lines LIKE reconcile_journal",
                    "CREATE TABLE maintenance.leases LIKE reconcile_lease");
            return;
        }
        database.execute(
                "CREATE TABLE maintenance.runs AS SELECT * FROM reconcile_run WHERE 1 = 0",
                "ALTER TABLE maintenance.runs ALTER COLUMN run_id SET NOT NULL",
                "ALTER TABLE maintenance.runs ADD PRIMARY KEY (run_id)",
                "CREATE TABLE maintenance.lines AS SELECT * FROM reconcile_journal WHERE 1 = 0",
                "ALTER TABLE maintenance.lines ALTER COLUMN run_id SET NOT NULL",
                "ALTER TABLE maintenance.lines ALTER COLUMN seq SET NOT NULL",
                "ALTER TABLE maintenance.lines ADD PRIMARY KEY (run_id, seq)",
                "CREATE TABLE maintenance.leases AS SELECT * FROM reconcile_lease WHERE 1 = 0",
                "ALTER TABLE maintenance.leases ALTER COLUMN scope SET NOT NULL",
                "ALTER TABLE maintenance.leases ADD PRIMARY KEY (scope)");
    }

    @Test
    void impossibleSettingsAreRefused() {
        JdbcJournalBuilder builder = JdbcJournal.builder(Database.H2.dataSource());
        for (Duration lease : List.of(Duration.ofSeconds(29), Duration.ZERO, Duration.ofDays(2))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.lease(lease))
                    .withMessageContaining("30 s to 24 h");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> builder.lockTimeout(Duration.ofNanos(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.tables("x; DROP TABLE y", "b", "c").build())
                .withMessageContaining("Invalid table name");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H61, H83: the lease runs by the database's clock, is renewed after a third, and costs nothing before")
    void theLeaseIsRenewedAfterAThird(Database database) {
        JournalScript.run(database);
        ProbedDataSource probe = new ProbedDataSource(database.dataSource());
        try (RunLog log = journal(probe.dataSource()).begin(SCOPE, "me", RUN)) {
            assertThat(seconds(database, "taken_at", "expires_at")).isEqualTo(180);
            assertThat(seconds(database, "taken_at", database.journalNow())).isBetween(0L, 60L);
            database.execute("UPDATE reconcile_lease SET expires_at = " + database.journalNow());
            probe.heal();
            now = now.plusSeconds(59);
            log.hold();
            assertThat(probe.calls("DataSource.getConnection")).isZero();
            now = now.plusSeconds(1);
            log.hold();
            log.hold();
            assertThat(probe.calls("DataSource.getConnection")).isEqualTo(1);
            assertThat(seconds(database, database.journalNow(), "expires_at")).isBetween(120L, 180L);
            now = now.plusSeconds(179);
            log.hold();
            now = now.plusSeconds(180);
            assertThatExceptionOfType(LeaseLostException.class)
                    .isThrownBy(log::hold)
                    .withMessageContaining("PT3M");
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H83: a renewal that fails is tried again while the lease lasts, and no longer")
    void aFailedRenewalIsTriedAgain(Database database) {
        JournalScript.run(database);
        ProbedDataSource probe = new ProbedDataSource(database.dataSource());
        RunLog log = journal(probe.dataSource()).begin(SCOPE, "me", RUN);
        now = now.plusSeconds(100);
        probe.fail("DataSource.getConnection", 1, false, new SQLException("canary", "08001"));
        log.hold();
        assertThat(probe.calls("DataSource.getConnection")).isEqualTo(1);
        now = now.plusSeconds(40);
        log.hold();
        assertThat(probe.calls("DataSource.getConnection")).isEqualTo(2);
        now = now.plusSeconds(170);
        probe.fail("DataSource.getConnection", 1, false, new SQLException("canary", "08001"));
        log.hold();
        now = now.plusSeconds(10);
        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(log::hold);
        log.close();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H83: a write that meets a take-over under way waits for it, and then writes nothing")
    void aWriteWaitsForATakeOverAndThenWritesNothing(Database database) throws Exception {
        JournalScript.run(database);
        ExecutorService stale = Executors.newSingleThreadExecutor();
        try (RunLog log = journal(database.dataSource()).begin(SCOPE, "me", RUN);
                Connection other = database.dataSource().getConnection();
                Statement takeOver = other.createStatement()) {
            other.setAutoCommit(false);
            takeOver.execute("UPDATE reconcile_lease SET fence = fence + 1");
            Future<?> writing = stale.submit(() -> log.write(List.of(entry("stale"))));
            other.commit();
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(writing::get)
                    .withCauseInstanceOf(LeaseLostException.class);
            assertThat(read(database)).isEmpty();
        } finally {
            stale.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H63, H100: whatever fails wherever is a JournalException with the SQLSTATE, and leaves nothing open")
    void everyFailureIsTranslated(Database database) {
        List<String> methods = List.of(
                "DataSource.getConnection",
                "Connection.prepareStatement",
                "PreparedStatement.execute",
                "PreparedStatement.executeBatch",
                "ResultSet.next",
                "ResultSet.close",
                "Connection.commit",
                "Connection.close");
        JournalScript.run(database);
        for (String method : methods) {
            int failed = 0;
            for (int nth = 1; nth <= 12; nth++) {
                database.execute(
                        "DELETE FROM reconcile_run", "DELETE FROM reconcile_journal", "DELETE FROM reconcile_lease");
                ProbedDataSource probe = new ProbedDataSource(database.dataSource());
                RunJournal journal = journal(probe.dataSource());
                probe.fail(method, nth, method.endsWith("ose"), new SQLException("canary-driver-text", "08006"));
                try (RunLog log = journal.begin(SCOPE, "me", RUN)) {
                    log.write(List.of(entry("a"), entry("b")));
                    journal.entries(RUN).close();
                    journal.runs();
                    journal.remove(RUN);
                } catch (JournalException thrown) {
                    failed++;
                    assertThat(thrown)
                            .as("%s, call %d", method, nth)
                            .hasMessageContaining("08006")
                            .hasMessageNotContaining("canary")
                            .hasNoCause();
                }
                assertThat(probe.openConnections()).as("H58").isZero();
            }
            assertThat(failed).as(method).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "H63: after a commit of unknown outcome the entries are there as a whole or not at all, and writing goes on")
    void aCommitOfUnknownOutcomeIsWholeOrNothing(Database database) {
        for (boolean takesEffect : new boolean[] {true, false}) {
            JournalScript.run(database);
            ProbedDataSource probe = new ProbedDataSource(database.dataSource());
            try (RunLog log = journal(probe.dataSource()).begin(SCOPE, "me", RUN)) {
                log.write(List.of(entry("a")));
                probe.fail("Connection.commit", 1, takesEffect, new SQLException("canary", "08007"));
                assertThatExceptionOfType(JournalException.class)
                        .isThrownBy(() -> log.write(List.of(entry("b"), entry("c"))));
                log.write(List.of(entry("d")));
            }
            assertThat(read(database))
                    .isEqualTo(
                            takesEffect
                                    ? List.of(entry("a"), entry("b"), entry("c"), entry("d"))
                                    : List.of(entry("a"), entry("d")));
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H58: no transaction of the host is joined")
    void theHostsTransactionIsItsOwn(Database database) {
        JournalScript.run(database);
        Jdbi jdbi = Jdbi.create(database.dataSource());
        RunJournal journal = JdbcJournal.builder(jdbi).build();
        jdbi.useTransaction(host -> {
            RunLog log = journal.begin(SCOPE, "me", RUN);
            log.write(List.of(entry("a")));
            log.close();
            host.rollback();
        });
        assertThat(read(database)).containsExactly(entry("a"));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H58: a connection that comes in a transaction is refused, and that transaction is left alone")
    void aConnectionInATransactionIsRefused(Database database) throws SQLException {
        JournalScript.run(database);
        try (Connection host = database.dataSource().getConnection();
                Statement statement = host.createStatement()) {
            host.setAutoCommit(false);
            statement.execute("INSERT INTO reconcile_lease (scope, fence) VALUES ('host', 1)");
            assertThatExceptionOfType(JournalException.class)
                    .isThrownBy(() -> JdbcJournal.builder(Jdbi.create(host)).build())
                    .withMessageContaining("auto-commit");
            assertThatExceptionOfType(CatalogException.class)
                    .isThrownBy(() -> JdbcCatalog.builder(Jdbi.create(host))
                            .table("reconcile_lease")
                            .build())
                    .withMessageContaining("auto-commit");
        }
        assertThat(database.row("SELECT COUNT(*) FROM reconcile_lease")).containsExactly("0");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("H41, H46: a holder of any name can take the lease, and is told as far as the column goes")
    void anyHolderCanTakeTheLease(Database database) {
        JournalScript.run(database);
        RunJournal journal = journal(database.dataSource());
        try (RunLog log = journal.begin(SCOPE, "me\0\uD800" + "\uD83D\uDE00".repeat(400), RUN)) {
            assertThatExceptionOfType(RunInProgressException.class)
                    .isThrownBy(() -> journal.begin(SCOPE, "other", OTHER))
                    .withMessageStartingWith("Another run is under way: me")
                    .withMessageContaining("its lease runs out at");
            assertThatCode(log::hold).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("an entry that somebody damaged is refused with its number")
    void aDamagedEntryIsRefused(Database database) {
        JournalScript.run(database);
        try (RunLog log = journal(database.dataSource()).begin(SCOPE, "me", RUN)) {
            log.write(List.of(entry("a"), entry("b"), entry("c")));
        }
        database.execute("UPDATE reconcile_journal SET entry = '{' WHERE seq = 2");
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> read(database))
                .withMessageContaining("Entry 2 of run " + RUN);
    }
}
