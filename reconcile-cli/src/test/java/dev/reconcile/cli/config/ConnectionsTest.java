package dev.reconcile.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.RunListener;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.catalog.CatalogException;
import dev.reconcile.jdbc.JdbcJournal;
import dev.reconcile.store.StoreException;
import dev.reconcile.testkit.s3.S3Server;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionsTest {

    @TempDir
    private Path directory;

    private Configuration parse(String text) {
        return Configuration.parse(directory.resolve("reconcile.yaml"), text, Map.of());
    }

    private static String catalog(String url) {
        return """
                catalog:
                  url: %s
                  table: images
                  status: {column: status, error: error}
                  updated-at: updated_at
                  references: {image: {column: image_key}}
                """.formatted(url);
    }

    private static String store(S3Server server) {
        return """
                store:
                  type: s3
                  bucket: images
                  endpoint: %s
                  region: us-east-1
                  access-key: %s
                  secret-key: %s
                """.formatted(server.endpoint(), S3Server.ACCESS_KEY, S3Server.SECRET_KEY);
    }

    @Test
    void theJournalIsReadWhileEverythingElseIsAway() {
        Configuration away =
                parse(catalog("jdbc:postgresql://127.0.0.1:1/none") + "store: {type: directory, path: none/such}\n");

        try (Connections connections = Connections.open(away)) {
            assertThat(connections.journal().runs()).isEmpty();
            assertThat(connections.journal().identity())
                    .isEqualTo(directory.resolve("reconcile-journal").toString());
            assertThatThrownBy(connections::store).isInstanceOf(StoreException.class);
            assertThatThrownBy(connections::catalog).isInstanceOf(CatalogException.class);
        }
    }

    @Test
    void secretsThatArentSetAreWrongOnlyWhereTheyAreNeededAndThenAllAtOnce() {
        String text = catalog("jdbc:h2:mem:any").replace("  table:", "  password: ${NO_PASSWORD}\n  table:")
                + "store: {type: minio, bucket: images, endpoint: \"http://127.0.0.1:1\", access-key: a, secret-key: \"${file:none}\"}\n";

        try (Connections connections = Connections.open(parse(text))) {
            assertThat(connections.journal().runs()).isEmpty();
            assertThatThrownBy(() -> connections.engine(RunListener.NONE))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContainingAll(
                            "reconcile.yaml:3:13: catalog.password needs the environment variable NO_PASSWORD, which isn't set",
                            "store.secret-key needs the file none, which can't be read");
            assertThatThrownBy(connections::catalog).hasMessageContaining("NO_PASSWORD");
        }
    }

    @Test
    void aDriverThatIsntThereIsNamed() {
        try (Connections connections = Connections.open(
                parse(catalog("jdbc:oracle:thin:secret/secret@//h/x") + "store: {type: directory, path: .}\n"))) {
            assertThatThrownBy(connections::catalog)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("No JDBC driver for jdbc:oracle:", "ojdbc11", "RECONCILE_CLASSPATH")
                    .message()
                    .doesNotContain("secret");
        }
    }

    /** With the journal in tables of the same database. */
    @Test
    void anEngineOverAllOfItRuns() throws Exception {
        String url = "jdbc:h2:mem:" + directory.getFileName();
        try (S3Server server = S3Server.start("images");
                Connection kept = DriverManager.getConnection(url)) {
            make(kept);
            server.bucket("images").put("a.jpg", new byte[] {1});
            Configuration configuration = parse(catalog(url) + store(server) + "journal: {tables: {}}\n");

            try (Connections connections = Connections.open(configuration)) {
                assertThat(connections.journal()).isInstanceOf(JdbcJournal.class);
                RunReport report = connections
                        .engine(RunListener.NONE)
                        .run(configuration.request().build());

                assertThat(report.state()).isEqualTo(RunState.COMPLETE);
                assertThat(report.missing()).isEqualTo(1);
                assertThat(connections.journal().runs()).containsExactly(report.runId());
            }
        }
    }

    private static void make(Connection database) throws Exception {
        try (Statement sql = database.createStatement();
                InputStream script = JdbcJournal.class.getResourceAsStream("journal/h2.sql")) {
            sql.execute("CREATE TABLE images (id BIGINT PRIMARY KEY, status VARCHAR(9), image_key VARCHAR(99),"
                    + " updated_at TIMESTAMP WITH TIME ZONE)");
            sql.execute(
                    "INSERT INTO images VALUES (1, 'ready', 'a.jpg', '2026-01-01 00:00:00'), (2, 'ready', 'b.jpg', '2026-01-01 00:00:00')");
            for (String each : new String(script.readAllBytes(), StandardCharsets.UTF_8).split(";", -1)) {
                if (!each.isBlank()) {
                    sql.execute(each);
                }
            }
        }
    }
}
