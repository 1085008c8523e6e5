package dev.reconcile.examples;

import static dev.reconcile.testkit.ReconcileAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.Guardrails;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.jdbc.JdbcCatalog;
import dev.reconcile.jdbc.ReferenceColumn;
import dev.reconcile.s3.S3Connection;
import dev.reconcile.s3.S3ObjectStore;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.testkit.s3.S3Server;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/** All the parts together: PostgreSQL, an S3 server, the real client, and keys as users give them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndToEndTest {

    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    /** What has an awkward form in XML, URLs, SQL, or in an order of text. */
    private static final List<String> AWKWARD = List.of(
            "a b",
            "a+b",
            "a%20b",
            "a%2Bb",
            "100%",
            "%zz",
            "a&b<c>\"d'",
            "a\\b",
            "a\tb",
            "a\r\nb",
            "\u0001",
            "\u007f",
            "caf\u00e9",
            "cafe\u0301",
            "\uE000",
            "\uFFFD",
            "\uD83D\uDE00",
            "\uD800\uDC00",
            "\u202Egpj.exe",
            "a//b",
            "/a",
            "//a",
            "a/",
            "a'; DROP TABLE images; --",
            "a%_b",
            "?query=1#hash",
            "A",
            "a",
            "a ",
            " a",
            "~a",
            "=cmd()",
            "\u00df",
            "x".repeat(1000));

    private EmbeddedPostgres postgres;

    @BeforeAll
    void startPostgres() throws Exception {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    void stopPostgres() throws Exception {
        postgres.close();
    }

    private record Row(long id, String column, String key) {}

    @Test
    @DisplayName("H35 to H46: awkward keys, in columns of keys and of URLs, are told apart to the last byte")
    void awkwardKeysAreToldApart() throws Exception {
        List<Row> rows = new ArrayList<>();
        for (String awkward : AWKWARD) {
            // the twins of a key must not stand in for each other, so each is the only one of its form in its folder
            rows.add(new Row(rows.size() + 1L, "key", rows.size() + "k/" + awkward));
            rows.add(new Row(rows.size() + 1L, "url", rows.size() + "u/" + awkward));
        }
        Set<Long> lost =
                rows.stream().map(Row::id).filter(id -> id % 3 == 0).collect(Collectors.toCollection(TreeSet::new));
        Set<String> strays = new TreeSet<>();
        ObjectLocator urls = ObjectLocator.bucket("awkward").urls().cdn("https://cdn.example.com/");
        try (S3Server server = S3Server.start("awkward");
                S3Client client = client(server);
                Connection connection = postgres.getPostgresDatabase().getConnection()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE awkward (id bigint PRIMARY KEY, status text, message text, key text,"
                        + " url text, updated_at timestamptz)");
            }
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO awkward VALUES (?, 'ready', NULL, ?, ?, '2026-01-01T00:00:00Z')")) {
                for (Row row : rows) {
                    insert.setLong(1, row.id());
                    insert.setString(2, row.column().equals("key") ? row.key() : null);
                    insert.setString(
                            3,
                            row.column().equals("url")
                                    ? urls.spellings(ObjectKey.of(row.key()))
                                            .iterator()
                                            .next()
                                    : null);
                    insert.executeUpdate();
                }
            }
            for (Row row : rows) {
                if (!lost.contains(row.id())) {
                    server.bucket("awkward").putEmpty(row.key(), 10, LONG_AGO);
                }
            }
            for (String awkward : AWKWARD) {
                strays.add("strays/" + strays.size() + "/" + awkward);
            }
            strays.add("strays/\u0000"); // H46: no PostgreSQL text can ever hold it
            strays.forEach(stray -> server.bucket("awkward").putEmpty(stray, 10, LONG_AGO));

            MetadataCatalog catalog = JdbcCatalog.builder(postgres.getPostgresDatabase())
                    .table("awkward")
                    .status("status", "error")
                    .errorMessage("message")
                    .updatedAt("updated_at")
                    .reference(ReferenceColumn.of(
                                    "key",
                                    "key",
                                    ObjectLocator.bucket("awkward").keys())
                            .whenStatus("ready"))
                    .reference(ReferenceColumn.of("url", "url", urls).whenStatus("ready"))
                    .build();
            ReconcileEngine engine = ReconcileEngine.builder(S3ObjectStore.of(client, "awkward"), catalog)
                    .build();

            RunReport found =
                    engine.run(ReconcileRequest.builder().examples(1000).build());

            assertThat(found).hasState(RunState.COMPLETE).hasMissing(lost.size());
            Set<String> orphans = found.examples().stream()
                    .filter(finding -> finding.kind() == FindingKind.ORPHAN)
                    .map(finding -> finding.key().value())
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(orphans).isEqualTo(strays);
            assertThat(found.examples().stream().map(Finding::message))
                    .as("H98: nothing of a key can break a line")
                    .allMatch(message -> message.chars().noneMatch(c -> c < 0x20 || c == 0x7F || c == 0x202E));

            RunReport applied = engine.run(ReconcileRequest.builder()
                    .apply()
                    .guardrails(Guardrails.DEFAULT
                            .maxUnusable(1)
                            .accepting(found.marks().proposed()))
                    .build());

            assertThat(applied).hasState(RunState.COMPLETE).hasMarked(lost.size());
            TreeMap<Long, String> marked = new TreeMap<>();
            try (Statement statement = connection.createStatement();
                    ResultSet errors =
                            statement.executeQuery("SELECT id, message FROM awkward WHERE status = 'error'")) {
                while (errors.next()) {
                    marked.put(errors.getLong(1), errors.getString(2));
                }
            }
            assertThat(marked.keySet()).isEqualTo(lost);
        }
    }

    private static S3Client client(S3Server server) {
        return S3Connection.to(server.endpoint(), server.region())
                .credentials(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
                .open();
    }
}
