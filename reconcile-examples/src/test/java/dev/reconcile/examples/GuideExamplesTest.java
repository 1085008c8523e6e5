package dev.reconcile.examples;

import static dev.reconcile.testkit.ReconcileAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.ReconcileEngine;
import dev.reconcile.RunReport;
import dev.reconcile.store.InMemoryObjectStore;
import dev.reconcile.store.ObjectStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
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
        }
    }

    @Test
    void theGuidesConnectionNamesItsStore() {
        try (ObjectStore store = GuideExamples.store(AnonymousCredentialsProvider.create())) {
            assertThat(store.profile().identity()).contains("minio.example.com", "images");
        }
    }
}
