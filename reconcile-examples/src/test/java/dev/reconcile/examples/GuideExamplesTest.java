package dev.reconcile.examples;

import static dev.reconcile.testkit.ReconcileAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunHistory;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.cost.PriceList;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.store.InMemoryObjectStore;
import dev.reconcile.store.ObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;

class GuideExamplesTest {

    @Test
    void theGuidesRequestsFindAndAcceptWhatIsThere() throws Exception {
        JdbcDataSource database = new JdbcDataSource();
        database.setUrl("jdbc:h2:mem:guide;DB_CLOSE_DELAY=-1");
        InMemoryObjectStore store = new InMemoryObjectStore();
        Instant longAgo = Instant.parse("2026-01-01T00:00:00Z");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA media");
            statement.execute("CREATE TABLE media.images (id bigint PRIMARY KEY, project_id bigint, status varchar(20),"
                    + " error_message varchar(500), original_key varchar(500), original_size bigint, staged_url varchar(500),"
                    + " created_at timestamp, updated_at timestamp)");
            for (int id = 1; id <= 20; id++) {
                statement.execute("INSERT INTO media.images VALUES (" + id + ", 42, 'ready', NULL, 'o/" + id
                        + "', 3, 'https://cdn.example.com/media/s/" + id + "',"
                        + " TIMESTAMP '2026-01-01 00:00:00', TIMESTAMP '2026-01-01 00:00:00')");
                store.put("s/" + id, 3, longAgo);
                if (id > 7) {
                    store.put("o/" + id, 3, longAgo);
                }
            }
            ReconcileEngine engine = ReconcileEngine.builder(store, GuideExamples.catalog(database))
                    .build();

            RunReport verified = GuideExamples.verify(engine);
            assertThat(GuideExamples.estimate(ReconcileRequest.dryRun(), verified)
                            .money())
                    .isPositive();
            assertThat(GuideExamples.bill(verified, PriceList.R2)).isPositive();
            assertThatThrownBy(() -> GuideExamples.check(engine))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("original missing: o/1");
            RunReport report = GuideExamples.ask(engine);
            assertThat(report).hasMissing("original", 7);
            assertThat(report.guardrails()).isNotEmpty();

            GuideExamples.accept(engine, report);

            try (ResultSet marked =
                    statement.executeQuery("SELECT count(*) FROM media.images WHERE status = 'error'")) {
                marked.next();
                assertThat(marked.getInt(1)).isEqualTo(7);
            }
            GuideExamples.check(engine);
            assertThat(GuideExamples.purge(engine).purges().proposed())
                    .as("none was marked so long ago")
                    .isZero();
        }
    }

    @Test
    void theGuidesPlanIsReviewedAppliedTakenUpAndUndone(@TempDir Path directory) throws Exception {
        JdbcDataSource database = new JdbcDataSource();
        database.setUrl("jdbc:h2:mem:guide2;DB_CLOSE_DELAY=-1");
        InMemoryObjectStore store = new InMemoryObjectStore();
        Instant longAgo = Instant.parse("2026-01-01T00:00:00Z");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("RUNSCRIPT FROM 'classpath:dev/reconcile/jdbc/journal/h2.sql'");
            statement.execute("CREATE SCHEMA media");
            statement.execute("CREATE TABLE media.images (id bigint PRIMARY KEY, project_id bigint, status varchar(20),"
                    + " error_message varchar(500), original_key varchar(500), original_size bigint, staged_url varchar(500),"
                    + " created_at timestamp, updated_at timestamp)");
            for (int id = 1; id <= 20; id++) {
                statement.execute("INSERT INTO media.images VALUES (" + id + ", 42, 'ready', NULL, 'o/" + id
                        + "', 3, 'https://cdn.example.com/media/s/" + id + "',"
                        + " TIMESTAMP '2026-01-01 00:00:00', TIMESTAMP '2026-01-01 00:00:00')");
                store.put("s/" + id, 3, longAgo);
                if (id > 1) {
                    store.put("o/" + id, 3, longAgo);
                }
            }
            store.put("o/stray", 3, longAgo);
            MetadataCatalog catalog = GuideExamples.catalog(database);
            for (ReconcileEngine engine : List.of(
                    GuideExamples.durable(store, catalog, directory.resolve("journal")),
                    GuideExamples.inTheDatabase(store, catalog, database))) {
                RunReport found = engine.run(ReconcileRequest.dryRun());
                RunReport fixed = GuideExamples.review(engine, found, directory.resolve("plan.csv"));
                assertThat(fixed).hasMarked(1);
                assertThat(GuideExamples.takeUp(engine, fixed.runId())).isEqualTo(fixed);
                assertThat(GuideExamples.undo(engine, fixed).marks().applied()).isEqualTo(1);
                statement.execute("UPDATE media.images SET updated_at = created_at"); // as if that was long ago

                RunReport moved = GuideExamples.quarantine(engine);
                assertThat(moved.orphanChanges().applied()).isEqualTo(1);
                assertThat(moved).hasMarked(1);
                store.put("o/1", 3, longAgo);
                assertThat(GuideExamples.recover(engine).restores().applied()).isEqualTo(1);
                assertThat(engine.undo(moved.runId()).orphanChanges().applied()).isEqualTo(1);
                statement.execute("UPDATE media.images SET updated_at = created_at");
                store.remove("o/1");
                store.remove("o/stray");
                store.put("o/stray", 3, longAgo);
                assertThat(GuideExamples.delete(engine).orphanChanges().skipped())
                        .as("seen once")
                        .isEqualTo(1);
                statement.execute(
                        "UPDATE media.images SET status = 'ready', error_message = NULL, updated_at = created_at");
            }
            try (RunJournal journal = RunJournal.in(directory.resolve("journal"))) {
                List<RunId> runs = RunHistory.of(journal).runs();
                Path page = directory.resolve("report.html");
                GuideExamples.page(journal, runs.get(runs.size() - 1), runs.get(0), page);
                assertThat(Files.readString(page)).contains("<!DOCTYPE html>", "Since run " + runs.get(0));
            }
        }
    }

    @Test
    void theGuidesConnectionNamesItsStore() {
        try (ObjectStore store = GuideExamples.store(AnonymousCredentialsProvider.create())) {
            assertThat(store.profile().identity()).contains("minio.example.com", "images");
        }
    }
}
