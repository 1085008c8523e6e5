package dev.reconcile.examples.uploads;

import static dev.reconcile.testkit.ReconcileAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.examples.servers.LocalPostgres;
import dev.reconcile.s3.S3Connection;
import dev.reconcile.s3.S3ObjectStore;
import dev.reconcile.store.Content;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoreProbe;
import dev.reconcile.testkit.s3.Fault;
import dev.reconcile.testkit.s3.Operation;
import dev.reconcile.testkit.s3.S3Server;
import dev.reconcile.testkit.s3.When;
import dev.reconcile.upload.Artifact;
import dev.reconcile.upload.Guarantee;
import dev.reconcile.upload.GuardedUploads;
import dev.reconcile.upload.PendingUpload;
import dev.reconcile.upload.UploadMode;
import dev.reconcile.upload.UploadStatus;
import java.net.URI;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/** System D's promises, seen by a client: HTTP, SQL, objects. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArtifactServiceTest {

    private static final String BUCKET = "artifacts";
    private static final Duration SOON = Duration.ofMillis(20);

    private final HttpClient client = HttpClient.newHttpClient();
    private LocalPostgres postgres;
    private S3Server server;
    private S3Client s3;

    @TempDir
    Path directory;

    @BeforeAll
    void startTheDatabase() throws Exception {
        postgres = LocalPostgres.start();
        ArtifactRows.migrate(postgres.database());
    }

    @AfterAll
    void stopTheDatabase() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void startTheStore() throws Exception {
        server = S3Server.start(BUCKET);
        s3 = client(Duration.ofSeconds(5));
        sql("DELETE FROM artifacts");
    }

    private S3Client client(Duration callTimeout) {
        return S3Connection.to(server.endpoint(), "us-east-1")
                .callTimeout(callTimeout)
                .credentials(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
                .open();
    }

    @AfterEach
    void stopTheStore() {
        s3.close();
        server.close();
    }

    private void sql(String statement) throws Exception {
        try (Connection connection = postgres.database().getConnection();
                Statement it = connection.createStatement()) {
            it.execute(statement);
        }
    }

    private long rows() throws Exception {
        try (Connection connection = postgres.database().getConnection();
                Statement it = connection.createStatement();
                ResultSet rows = it.executeQuery("SELECT count(*) FROM artifacts")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private ArtifactService service(Guarantee guarantee, UploadMode mode, boolean spooled) throws Exception {
        return service(s3, guarantee, mode, spooled);
    }

    private ArtifactService service(S3Client by, Guarantee guarantee, UploadMode mode, boolean spooled)
            throws Exception {
        return ArtifactService.start(
                postgres.database(),
                S3ObjectStore.builder(by, BUCKET)
                        .callTimeout(by == s3 ? Duration.ofSeconds(5) : Duration.ofMillis(300))
                        .build(),
                new ArtifactService.Settings(
                        BUCKET,
                        guarantee,
                        mode,
                        spooled ? directory.resolve("spool") : null,
                        SOON,
                        directory.resolve("journal")));
    }

    private HttpResponse<String> post(ArtifactService service, String content, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.address().resolve("/artifacts"))
                .header("X-Correlation-Id", "request-4711")
                .POST(HttpRequest.BodyPublishers.ofString(content));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return new JsonMapper().readTree(answer.body());
    }

    private String stored(HttpResponse<String> answer) throws Exception {
        return server.bucket(BUCKET)
                .object(json(answer).required("key").asText())
                .map(object -> new String(object.content(), StandardCharsets.UTF_8))
                .orElse("nothing");
    }

    private String metric(ArtifactService service, String name) throws Exception {
        URI metrics = service.address().resolve("/metrics");
        return client.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .findFirst()
                .orElse("")
                .replace(name + " ", "");
    }

    private void until(String metric, String value, ArtifactService service) throws Exception {
        while (!metric(service, metric).equals(value)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void storesAndAnswers201() throws Exception {
        try (ArtifactService service = service(Guarantee.GUARANTEED, UploadMode.IMMEDIATE, false)) {
            HttpResponse<String> answer = post(service, "an artifact");
            assertThat(answer.statusCode()).isEqualTo(201);
            assertThat(answer.headers().firstValue("X-Correlation-Id")).contains("request-4711");
            assertThat(json(answer).required("status").asText()).isEqualTo("stored");
            assertThat(stored(answer)).isEqualTo("an artifact");
            assertThat(rows()).isEqualTo(1);
        }
    }

    static Stream<Fault> away() {
        return Stream.of(
                Fault.status(500),
                Fault.error(403, "AccessDenied"),
                Fault.noSuchBucket(),
                Fault.throttle(),
                Fault.resetBefore(),
                Fault.proxy404());
    }

    @ParameterizedTest
    @MethodSource("away")
    void answers503AndKeepsNoRowWhenTheGuaranteeCannotBeMet(Fault fault) throws Exception {
        server.faults().inject(When.any(), fault);
        try (ArtifactService service = service(Guarantee.GUARANTEED, UploadMode.IMMEDIATE, false)) {
            HttpResponse<String> answer = post(service, "an artifact");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(json(answer).required("error").asText()).isEqualTo("storage_unavailable");
            assertThat(json(answer).required("correlation_id").asText()).isEqualTo("request-4711");
            assertThat(Long.parseLong(answer.headers().firstValue("Retry-After").orElseThrow()))
                    .isPositive();
            assertThat(rows()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("away")
    void answers202WhileTheStoreIsAwayAndStoresEverythingWhenItIsBack(Fault fault) throws Exception {
        server.faults().inject(When.any(), fault);
        try (ArtifactService service = service(Guarantee.GUARANTEED, UploadMode.IMMEDIATE, true)) {
            HttpResponse<String> one = post(service, "one");
            HttpResponse<String> two = post(service, "two");
            assertThat(one.statusCode()).isEqualTo(202);
            assertThat(json(two).required("status").asText()).isEqualTo("queued");
            assertThat(metric(service, "uploads_spool_entries")).isEqualTo("2");
            assertThat(metric(service, "uploads_spool_bytes")).isEqualTo("6");
            assertThat(rows()).isEqualTo(2);

            server.faults().clear();
            until("uploads_spool_entries", "0", service);
            assertThat(stored(one) + stored(two)).isEqualTo("onetwo");
            assertThat(server.bucket(BUCKET).size()).isEqualTo(2);
        }
    }

    @Test
    void answers200WhenBestEffortSkips() throws Exception {
        server.faults().inject(When.any(), Fault.status(500));
        try (ArtifactService service = service(Guarantee.BEST_EFFORT, UploadMode.IMMEDIATE, false)) {
            HttpResponse<String> answer = post(service, "an artifact");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(json(answer).required("status").asText()).isEqualTo("skipped");
            assertThat(rows()).isEqualTo(1);
        }
    }

    @Test
    void answers202AtOnceWhenItDefers() throws Exception {
        try (ArtifactService service = service(Guarantee.GUARANTEED, UploadMode.DEFERRED, true)) {
            HttpResponse<String> answer = post(service, "an artifact");
            assertThat(answer.statusCode()).isEqualTo(202);
            until("uploads_spool_entries", "0", service);
            assertThat(stored(answer)).isEqualTo("an artifact");
        }
    }

    @Test
    void answers422ForContentThatIsNotWhatItsSenderDeclared() throws Exception {
        try (ArtifactService service = service(Guarantee.GUARANTEED, UploadMode.IMMEDIATE, true)) {
            HttpResponse<String> answer = post(service, "an artifact", "X-Content-Sha256", "0".repeat(64));
            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(json(answer).required("error").asText()).isEqualTo("invalid_artifact");
            assertThat(rows()).isZero();
            assertThat(server.bucket(BUCKET).size()).isZero();
        }
    }

    @Test
    void anAnswerThatWasLostIsNoSecondObject() throws Exception {
        server.faults().inject(When.when(Operation.PUT).once(), Fault.resetAfter());
        try (ArtifactService service = service(Guarantee.GUARANTEED, UploadMode.IMMEDIATE, false)) {
            HttpResponse<String> answer = post(service, "an artifact");
            assertThat(answer.statusCode()).isEqualTo(201);
            assertThat(server.bucket(BUCKET).size()).isEqualTo(1);
        }
    }

    @Test
    void aStoreThatStallsIsAStoreThatIsAway() throws Exception {
        server.faults().inject(When.when(Operation.PUT, Operation.HEAD), Fault.stall());
        try (S3Client impatient = client(Duration.ofMillis(300));
                ArtifactService service = service(impatient, Guarantee.GUARANTEED, UploadMode.IMMEDIATE, true)) {
            assertThat(post(service, "an artifact").statusCode()).isEqualTo(202);
            assertThat(rows()).isEqualTo(1);
        }
    }

    @Test
    void aHostsOwnTransactionIsCommittedWithItsUploadOrNotAtAll() throws Exception {
        MetadataCatalog rows = ArtifactRows.catalog(postgres.database(), BUCKET);
        S3ObjectStore store = S3ObjectStore.of(s3, BUCKET);
        try (GuardedUploads uploads = GuardedUploads.builder(store)
                .catalog(rows)
                .traits(StoreProbe.conditions(store, "probe/"))
                .build()) {
            Artifact first = artifact("first");
            assertThat(OwnTransaction.store(postgres.database(), uploads, first).status())
                    .isEqualTo(UploadStatus.STORED);
            assertThatThrownBy(() -> OwnTransaction.store(postgres.database(), uploads, first))
                    .as("the row is there already")
                    .isInstanceOf(SQLException.class);
            try (PendingUpload pending = uploads.begin(artifact("second"));
                    Connection connection = postgres.database().getConnection()) {
                connection.setAutoCommit(false);
                ArtifactRows.insert(connection, artifact("second"));
                pending.upload();
                connection.rollback();
            }
        }
        assertThat(server.bucket(BUCKET).keys()).containsExactly("first");
        assertThat(rows()).isEqualTo(1);
    }

    private static Artifact artifact(String key) {
        return Artifact.of(ObjectKey.of(key), Content.of(key.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void reconcileFindsNothingToDoWhileUploadsWaitInTheSpool() throws Exception {
        try (ArtifactService service = service(Guarantee.GUARANTEED, UploadMode.IMMEDIATE, true)) {
            post(service, "an old one");
            server.faults().inject(When.when(Operation.PUT), Fault.status(500));
            assertThat(post(service, "a queued one").statusCode()).isEqualTo(202);
            sql("UPDATE artifacts SET updated_at = updated_at - interval '30 days'");
            assertThat(service.engine().run(ReconcileRequest.builder().apply().build()))
                    .hasMissing(0)
                    .hasOrphans(0)
                    .hasMarked(0);
            server.faults().clear();
            until("uploads_spool_entries", "0", service);
            assertThat(service.engine().run(ReconcileRequest.dryRun())).isClean();
        }
    }
}
