package dev.reconcile.examples.systems;

import static dev.reconcile.testkit.ReconcileAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.examples.servers.LocalPostgres;
import dev.reconcile.examples.uploads.ArtifactService;
import dev.reconcile.jdbc.JdbcClaims;
import dev.reconcile.s3.S3Connection;
import dev.reconcile.s3.S3ObjectStore;
import dev.reconcile.testkit.s3.Fault;
import dev.reconcile.testkit.s3.Operation;
import dev.reconcile.testkit.s3.S3Server;
import dev.reconcile.testkit.s3.When;
import dev.reconcile.upload.ArtifactStored;
import dev.reconcile.upload.Guarantee;
import dev.reconcile.upload.UploadListener;
import dev.reconcile.upload.UploadMode;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/** System D, the artifact store with its guarantees, by its own runbook: HTTP, events, health, and a store that goes away. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("System D")
class ArtifactStoreTest {

    private static final String BUCKET = "artifacts";

    private final HttpClient client = HttpClient.newHttpClient();
    private LocalPostgres postgres;
    private S3Server server;
    private S3Client s3;

    private final List<ArtifactStored> events = new CopyOnWriteArrayList<>();

    @TempDir
    private Path directory;

    @BeforeAll
    void startTheDatabase() throws Exception {
        postgres = LocalPostgres.start();
        sql("CREATE TABLE artifacts (object_key text PRIMARY KEY, status text NOT NULL, bytes bigint NOT NULL,"
                + " updated_at timestamptz NOT NULL)");
        try (InputStream claims = JdbcClaims.class.getResourceAsStream("claims/postgresql.sql")) {
            sql(new String(Objects.requireNonNull(claims).readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @AfterAll
    void stopTheDatabase() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void startTheStore() throws Exception {
        sql("DELETE FROM artifacts");
        events.clear();
        server = S3Server.start(BUCKET);
        s3 = S3Connection.to(server.endpoint(), server.region())
                .credentials(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
                .callTimeout(Duration.ofSeconds(5))
                .open();
    }

    @AfterEach
    void stopTheStore() {
        s3.close();
        server.close();
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = postgres.database().getConnection();
                Statement it = connection.createStatement()) {
            it.execute(statement);
        }
    }

    private String rows() throws SQLException {
        try (Connection connection = postgres.database().getConnection();
                Statement it = connection.createStatement();
                ResultSet rows = it.executeQuery(
                        "SELECT coalesce(string_agg(status, ' ' ORDER BY object_key), '') FROM artifacts")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private ArtifactService service(Guarantee guarantee, UploadMode mode, boolean spooled) throws Exception {
        return ArtifactService.start(
                postgres.database(),
                S3ObjectStore.of(s3, BUCKET),
                new ArtifactService.Settings(
                        BUCKET,
                        guarantee,
                        mode,
                        spooled ? directory.resolve("spool") : null,
                        Duration.ofMillis(20),
                        directory.resolve("journal")),
                new UploadListener() {
                    @Override
                    public void stored(ArtifactStored event) {
                        events.add(event);
                    }
                });
    }

    private HttpResponse<String> post(ArtifactService service, String content) throws Exception {
        return client.send(
                HttpRequest.newBuilder(service.address().resolve("/artifacts"))
                        .header("X-Correlation-Id", "order-4711")
                        .POST(HttpRequest.BodyPublishers.ofString(content))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String health(ArtifactService service) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(service.address().resolve("/health")).build(),
                HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + json(answer).required("status").asText();
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return new JsonMapper().readTree(answer.body());
    }

    @ParameterizedTest(name = "{0}, {1}, spool {2}, store away {3}: {4} {5}")
    @CsvSource({
        "GUARANTEED,  IMMEDIATE, false, false, 201, stored,              1",
        "GUARANTEED,  IMMEDIATE, true,  true,  202, queued,              1",
        "GUARANTEED,  IMMEDIATE, false, true,  503, storage_unavailable, 0",
        "GUARANTEED,  DEFERRED,  true,  false, 202, queued,              1",
        "GUARANTEED,  DEFERRED,  true,  true,  202, queued,              1",
        "BEST_EFFORT, IMMEDIATE, false, false, 201, stored,              1",
        "BEST_EFFORT, IMMEDIATE, true,  true,  202, queued,              1",
        "BEST_EFFORT, IMMEDIATE, false, true,  200, skipped,             1",
        "BEST_EFFORT, DEFERRED,  true,  true,  202, queued,              1",
    })
    @DisplayName("persistence and mode: what is answered is what happened, and every answer carries the correlation id")
    void answers(
            Guarantee guarantee, UploadMode mode, boolean spool, boolean away, int code, String status, int rowsAfter)
            throws Exception {
        if (away) {
            server.faults().inject(When.any(), Fault.status(503));
        }
        try (ArtifactService service = service(guarantee, mode, spool)) {
            HttpResponse<String> answer = post(service, "an artifact");

            assertThat(answer.statusCode()).isEqualTo(code);
            assertThat(json(answer).required(code == 503 ? "error" : "status").asText())
                    .isEqualTo(status);
            assertThat(answer.headers().firstValue("X-Correlation-Id")).contains("order-4711");
            assertThat(json(answer).required("correlation_id").asText()).isEqualTo("order-4711");
            assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(code == 503);
            assertThat(rows()).isEqualTo(rowsAfter == 1 ? "ready" : "");
            if (status.equals("stored")) {
                assertThat(server.bucket(BUCKET).size()).isOne();
            } else if (away) {
                assertThat(server.bucket(BUCKET).size()).isZero();
                assertThat(events).as("nothing is stored").isEmpty();
            }
        }
    }

    @Test
    @DisplayName(
            "domain event: one ArtifactStored with the correlation id, after the store has it, also for what was queued")
    void events() throws Exception {
        try (ArtifactService service = service(Guarantee.GUARANTEED, UploadMode.IMMEDIATE, true)) {
            post(service, "at once");
            assertThat(events).singleElement().satisfies(event -> {
                assertThat(event.correlationId()).isEqualTo("order-4711");
                assertThat(event.size()).isEqualTo(7);
                assertThat(event.drained()).isFalse();
                assertThat(server.bucket(BUCKET).keys())
                        .containsExactly(event.key().value());
            });
            server.faults().inject(When.when(Operation.PUT), Fault.status(500));
            assertThat(post(service, "later").statusCode()).isEqualTo(202);
            assertThat(events).hasSize(1);
            server.faults().clear();
            while (events.size() < 2) {
                Thread.onSpinWait();
            }
            assertThat(events.get(1).drained()).isTrue();
            assertThat(events.get(1).correlationId()).isEqualTo("order-4711");
            assertThat(server.bucket(BUCKET).size()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("health: up, degraded while only the spool takes uploads, 503 storage_unavailable while nothing does")
    void health() throws Exception {
        try (ArtifactService spooling = service(Guarantee.GUARANTEED, UploadMode.IMMEDIATE, true);
                ArtifactService plain = service(Guarantee.GUARANTEED, UploadMode.IMMEDIATE, false)) {
            assertThat(health(spooling)).isEqualTo("200 up");
            assertThat(health(plain)).isEqualTo("200 up");
            server.faults().inject(When.any(), Fault.error(403, "AccessDenied"));
            assertThat(health(spooling)).isEqualTo("200 degraded");
            assertThat(health(plain)).isEqualTo("503 storage_unavailable");
            server.faults().clear();
            assertThat(health(plain)).isEqualTo("200 up");
        }
    }

    static Stream<Fault> outages() {
        return Stream.of(
                Fault.error(403, "AccessDenied"),
                Fault.error(403, "InvalidAccessKeyId"),
                Fault.expiredToken(),
                Fault.noSuchBucket(),
                Fault.proxy404(),
                Fault.status(500),
                Fault.resetBefore());
    }

    @ParameterizedTest
    @MethodSource("outages")
    @DisplayName(
            "an unreachable store or refused credentials are never read as missing: nothing is found, nothing marked")
    void anOutageIsNoEvidence(Fault outage) throws Exception {
        try (ArtifactService service = service(Guarantee.GUARANTEED, UploadMode.IMMEDIATE, false)) {
            for (int i = 0; i < 3; i++) {
                post(service, "artifact " + i);
            }
            sql("UPDATE artifacts SET updated_at = updated_at - interval '30 days'");
            String lost = server.bucket(BUCKET).keys().get(0);
            server.bucket(BUCKET).remove(lost);
            ReconcileRequest request =
                    ReconcileRequest.builder().apply().attempts(1).build();

            server.faults().inject(When.any(), outage);
            RunReport blind = service.engine().run(request);
            assertThat(blind).hasMissing(0).changedNothing();
            assertThat(blind.state()).isIn(RunState.INCOMPLETE, RunState.HALTED);
            assertThat(blind.problems()).isNotEmpty();
            assertThat(rows()).isEqualTo("ready ready ready");

            server.faults().clear();
            if (blind.state() == RunState.HALTED) { // so little was answered that a person has to look first
                service.engine().clear(blind.runId(), "the operator");
            }
            assertThat(service.engine().run(request))
                    .hasState(RunState.COMPLETE)
                    .hasMarked(1);
            assertThat(rows()).contains("corrupted");
        }
    }
}
