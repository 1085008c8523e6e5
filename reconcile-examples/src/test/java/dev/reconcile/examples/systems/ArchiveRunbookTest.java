package dev.reconcile.examples.systems;

import static dev.reconcile.testkit.ReconcileAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.reconcile.Guardrails;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RecoveryPolicy;
import dev.reconcile.RunId;
import dev.reconcile.RunListener;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.UndoRequest;
import dev.reconcile.cost.Estimate;
import dev.reconcile.cost.OrphanCost;
import dev.reconcile.cost.PriceList;
import dev.reconcile.examples.archive.ArchiveValidator;
import dev.reconcile.examples.servers.LocalPostgres;
import dev.reconcile.micrometer.ReconcileMetrics;
import dev.reconcile.notify.Notifier;
import dev.reconcile.notify.SlackWebhook;
import dev.reconcile.s3.S3Connection;
import dev.reconcile.s3.S3ObjectStore;
import dev.reconcile.store.Content;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.testkit.s3.Attributes;
import dev.reconcile.testkit.s3.Fault;
import dev.reconcile.testkit.s3.Operation;
import dev.reconcile.testkit.s3.S3Object;
import dev.reconcile.testkit.s3.S3Server;
import dev.reconcile.testkit.s3.When;
import dev.reconcile.upload.Artifact;
import dev.reconcile.upload.DrainReport;
import dev.reconcile.upload.GuardedUploads;
import dev.reconcile.upload.UploadOutcome;
import dev.reconcile.upload.UploadStatus;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;

/** System E, the archives, by its own runbook: validate and resume, fall back and drain, restore, be told, and know what it costs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("System E")
class ArchiveRunbookTest {

    private static final String BUCKET = "archives";
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicReference<Instant> storeTime = new AtomicReference<>(LONG_AGO);
    private LocalPostgres postgres;
    private S3Server server;
    private S3Client s3;
    private S3ObjectStore store;

    @TempDir
    private Path directory;

    @BeforeAll
    void startTheDatabase() throws Exception {
        postgres = LocalPostgres.start();
    }

    @AfterAll
    void stopTheDatabase() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void fortyArchives() throws Exception {
        sql("DROP TABLE IF EXISTS archives");
        sql("CREATE TABLE archives (id bigint PRIMARY KEY, object_key text NOT NULL, byte_count bigint, sha256 text,"
                + " record_count bigint, status text NOT NULL, created_at timestamp NOT NULL)");
        storeTime.set(LONG_AGO);
        server = S3Server.builder()
                .clock(storeTime::get) // so unlike the client's that it would take no signature
                .anonymousAllowed()
                .buckets(BUCKET)
                .start();
        s3 = S3Connection.to(server.endpoint(), server.region())
                .credentials(AnonymousCredentialsProvider.create())
                .open();
        store = S3ObjectStore.of(s3, BUCKET);
        for (int id = 1; id <= 40; id++) {
            try (Connection connection = postgres.database().getConnection()) {
                row(connection, id);
            }
            object(id);
        }
        storeTime.set(Instant.now());
    }

    @AfterEach
    void stopTheStore() {
        s3.close();
        server.close();
    }

    private static String key(int id) {
        return "archives/" + id + ".zip";
    }

    private static byte[] content(int id) {
        return ("archive " + id).getBytes(StandardCharsets.UTF_8);
    }

    private static void row(Connection connection, int id) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO archives VALUES (?, ?, ?, ?, 3,"
                + " 'stored', now() at time zone 'utc' - interval '30 days')")) {
            insert.setLong(1, id);
            insert.setString(2, key(id));
            insert.setLong(3, content(id).length);
            insert.setString(4, sha256(content(id)));
            insert.execute();
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException(never);
        }
    }

    private void object(int id) {
        Instant now = storeTime.getAndSet(LONG_AGO);
        s3.putObject(
                put -> put.bucket(BUCKET)
                        .key(key(id))
                        .metadata(Map.of("record-count", "3"))
                        .checksumAlgorithm(ChecksumAlgorithm.SHA256),
                RequestBody.fromBytes(content(id)));
        storeTime.set(now);
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = postgres.database().getConnection();
                Statement it = connection.createStatement()) {
            it.execute(statement);
        }
    }

    private List<String> everything() throws SQLException {
        List<String> all = new ArrayList<>();
        try (Connection connection = postgres.database().getConnection();
                Statement it = connection.createStatement();
                ResultSet rows = it.executeQuery("SELECT id || ' ' || status FROM archives ORDER BY id")) {
            while (rows.next()) {
                all.add(rows.getString(1));
            }
        }
        return all;
    }

    private ReconcileEngine engine(RunListener listener) {
        return ReconcileEngine.builder(store, ArchiveValidator.catalog(postgres.database(), BUCKET))
                .journal(directory.resolve("journal"))
                .listener(listener)
                .build();
    }

    private ArchiveValidator validator(RunListener listener) {
        return new ArchiveValidator(postgres.database(), store, BUCKET, directory.resolve("journal"), listener);
    }

    private static JsonNode json(ByteArrayOutputStream printed) throws IOException {
        return new ObjectMapper().readTree(printed.toByteArray());
    }

    @Test
    @DisplayName("validate: exit codes 0, 1 and 3, and the counts as JSON")
    void validate() throws Exception {
        ArchiveValidator validator = validator(RunListener.NONE);
        ReconcileRequest all = ArchiveValidator.everything().build();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        assertThat(validator.validate(all, new PrintStream(printed, true, StandardCharsets.UTF_8)))
                .isZero();
        assertThat(json(printed).get("verified").asInt()).isEqualTo(40);

        server.bucket(BUCKET).remove(key(4));
        printed.reset();
        assertThat(validator.validate(all, new PrintStream(printed, true, StandardCharsets.UTF_8)))
                .isEqualTo(1);
        assertThat(json(printed).get("missing_archive").asInt()).isOne();
        assertThat(json(printed).at("/examples/0/message").asText()).isEqualTo("archive missing: archives/4.zip");

        server.faults().inject(When.any(), Fault.error(403, "AccessDenied"));
        printed.reset();
        assertThat(validator.validate(
                        all.toBuilder().attempts(1).build(), new PrintStream(printed, true, StandardCharsets.UTF_8)))
                .isEqualTo(3);
        assertThat(json(printed).get("state").asText()).isEqualTo("incomplete");
        assertThat(json(printed).get("missing_archive").asInt())
                .as("refused isn't missing")
                .isZero();
    }

    @Test
    @DisplayName("resume from a checkpoint: a validation interrupted in the middle goes on behind what it had verified")
    void resume() throws Exception {
        ArchiveValidator validator = validator(RunListener.NONE);
        Thread here = Thread.currentThread();
        server.faults()
                .inject(
                        When.when(Operation.HEAD).nth(25),
                        Fault.meanwhile("the operator stops the validation", here::interrupt));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        int code = validator.validate(
                ArchiveValidator.everything().concurrency(1).build(),
                new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertThat(Thread.interrupted()).as("the flag stays set").isTrue();
        assertThat(code).isEqualTo(ArchiveValidator.INCOMPLETE);
        JsonNode cut = json(printed);
        assertThat(cut.get("state").asText()).isEqualTo("cancelled");
        assertThat(cut.get("verified").asInt()).isBetween(1, 30);
        server.faults().clear();
        server.requests().clear();

        printed.reset();
        RunId run = new RunId(cut.get("run_id").asText());
        assertThat(validator.resume(run, new PrintStream(printed, true, StandardCharsets.UTF_8)))
                .isEqualTo(ArchiveValidator.VALID);
        JsonNode whole = json(printed);
        assertThat(whole.get("run_id").asText()).isEqualTo(run.value());
        assertThat(whole.get("state").asText()).isEqualTo("complete");
        assertThat(whole.get("checked").asInt()).isEqualTo(40);
        assertThat(whole.get("verified").asInt()).isEqualTo(40);
        assertThat(server.requests().count(Operation.HEAD))
                .as("what was verified isn't looked at again")
                .isLessThanOrEqualTo(40 - cut.get("verified").asInt() + 5L);
    }

    @Test
    @DisplayName(
            "local fallback directory: while the store is away archives wait in it; when it is back they are drained in order")
    void fallBackAndDrain() throws Exception {
        Path fallback = directory.resolve("fallback");
        try (GuardedUploads uploads = GuardedUploads.builder(store)
                .catalog(ArchiveValidator.catalog(postgres.database(), BUCKET))
                .spool(fallback)
                .build()) {
            server.faults().inject(When.any(), Fault.status(503));
            for (int id = 41; id <= 43; id++) {
                int archive = id;
                UploadOutcome outcome = uploads.store(
                        postgres.database(),
                        new Artifact(
                                ObjectKey.of(key(id)),
                                Content.of(content(id)),
                                "application/zip",
                                Map.of("record-count", "3"),
                                "archive-" + id),
                        connection -> row(connection, archive));
                assertThat(outcome.status()).isEqualTo(UploadStatus.QUEUED);
            }
            assertThat(uploads.spool().orElseThrow().entries()).isEqualTo(3);
            assertThat(files(fallback)).as("content and manifest of each").isEqualTo(6);
            DrainReport away = uploads.drain();
            assertThat(away.stored()).isZero();
            assertThat(away.left()).isEqualTo(3);
            assertThat(away.stopped()).isNotEmpty();

            server.faults().clear();
            DrainReport back = uploads.drain();
            assertThat(back.stored()).isEqualTo(3);
            assertThat(back.left()).isZero();
            assertThat(files(fallback)).isZero();
        }
        assertThat(server.bucket(BUCKET).object(key(42)).orElseThrow().content())
                .isEqualTo(content(42));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        assertThat(validator(RunListener.NONE)
                        .validate(
                                ArchiveValidator.everything()
                                        .unsafeWithoutMarkGrace()
                                        .build(),
                                new PrintStream(printed, true, StandardCharsets.UTF_8)))
                .as(printed.toString(StandardCharsets.UTF_8))
                .isEqualTo(ArchiveValidator.VALID);
        assertThat(json(printed).get("verified").asInt()).isEqualTo(43);
    }

    private static long files(Path fallback) throws IOException {
        try (Stream<Path> entries = Files.list(fallback.resolve("entries"))) {
            return entries.count();
        }
    }

    @Test
    @DisplayName(
            "restore, a dry run first, conflict strategy skip: what somebody changed since is left as it is and counted")
    void restore() throws Exception {
        for (int id : List.of(3, 4, 5, 6)) {
            server.bucket(BUCKET).remove(key(id));
        }
        server.bucket(BUCKET).put(S3Object.of("archives/one.zip", content(1), LONG_AGO));
        server.bucket(BUCKET).put(S3Object.of("archives/two.zip", content(2), LONG_AGO));
        ReconcileEngine engine = engine(RunListener.NONE);
        RunReport repaired = engine.run(ReconcileRequest.builder()
                .apply()
                .orphans(OrphanPolicy.QUARANTINE)
                .guardrails(Guardrails.DEFAULT.maxRatio(0.5))
                .build());
        assertThat(repaired).hasState(RunState.COMPLETE).hasMarked(4);
        assertThat(repaired.orphanChanges().applied()).isEqualTo(2);

        sql("UPDATE archives SET status = 'reordered' WHERE id = 6");
        server.bucket(BUCKET).put(S3Object.of("archives/two.zip", content(9), LONG_AGO));
        for (int id : List.of(3, 4, 6)) {
            object(id);
        }
        List<String> rowsBefore = everything();
        List<String> keysBefore = server.bucket(BUCKET).keys();

        RunReport seen = engine.run(ReconcileRequest.dryRun());
        assertThat(seen.recovered()).isEqualTo(2);
        RunReport wouldUndo = engine.undo(UndoRequest.of(repaired.runId()).dryRun());
        assertThat(wouldUndo.marks().proposed()).isEqualTo(4);
        assertThat(wouldUndo.marks().conflicts()).isEqualTo(1);
        assertThat(wouldUndo.orphanChanges().proposed()).isEqualTo(2);
        assertThat(wouldUndo.orphanChanges().conflicts()).isEqualTo(1);
        assertThat(wouldUndo.notApplied())
                .extracting(RunReport.NotApplied::item)
                .containsExactlyInAnyOrder("record:6", "object:archives/two.zip");
        assertThat(everything()).as("dry").isEqualTo(rowsBefore);
        assertThat(server.bucket(BUCKET).keys()).as("dry").isEqualTo(keysBefore);

        RunReport restored = engine.run(ReconcileRequest.builder()
                .apply()
                .recovered(RecoveryPolicy.RESTORE_STATUS)
                .build());
        assertThat(restored.restores().applied()).isEqualTo(2);
        assertThat(everything()).contains("3 stored", "4 stored", "5 corrupted", "6 reordered");

        RunReport undone = engine.undo(repaired.runId());
        assertThat(undone.orphanChanges().applied()).isEqualTo(1);
        assertThat(undone.orphanChanges().conflicts()).isEqualTo(1);
        assertThat(server.bucket(BUCKET)
                        .object("archives/one.zip")
                        .orElseThrow()
                        .content())
                .isEqualTo(content(1));
        assertThat(server.bucket(BUCKET)
                        .object("archives/two.zip")
                        .orElseThrow()
                        .content())
                .as("what is in its place stays")
                .isEqualTo(content(9));
    }

    @Test
    @DisplayName("metrics endpoint, notification and cost per storage class, of one nightly validation")
    void metricsNotificationCost() throws Exception {
        server.bucket(BUCKET).remove(key(7));
        long size = 100L << 30;
        server.bucket(BUCKET).putEmpty("archives/standard.zip", size, LONG_AGO);
        server.bucket(BUCKET)
                .put(S3Object.withoutContent("archives/cold.zip", size, LONG_AGO)
                        .withAttributes(Attributes.NONE.storageClass("GLACIER")));

        List<String> told = new CopyOnWriteArrayList<>();
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/hook", exchange -> {
            told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        http.createContext("/metrics", exchange -> {
            byte[] body = meters.scrape().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        http.start();
        try {
            URI base = URI.create("http://127.0.0.1:" + http.getAddress().getPort());
            List<RunReport> reports = new CopyOnWriteArrayList<>();
            try (Notifier notifier = Notifier.builder("archives")
                    .channel(SlackWebhook.to(base.resolve("/hook")))
                    .memory(directory.resolve("told.json"))
                    .build()) {
                RunListener keep = new RunListener() {
                    @Override
                    public void finished(RunReport report) {
                        reports.add(report);
                    }
                };
                ReconcileMetrics metrics = ReconcileMetrics.builder(meters, store.profile())
                        .prices(PriceList.AWS_US_EAST_1.requests())
                        .build();
                int code = validator(RunListener.all(keep, metrics, notifier))
                        .validate(
                                ArchiveValidator.everything().build(),
                                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
                assertThat(code).isEqualTo(ArchiveValidator.INVALID);
            }
            assertThat(told)
                    .as("once the notifier is closed")
                    .singleElement()
                    .asString()
                    .contains("1 MISSING");

            String scraped = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(base.resolve("/metrics")).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            assertThat(scraped.lines())
                    .anyMatch(line -> line.startsWith("reconcile_findings{")
                            && line.contains("kind=\"missing\"")
                            && line.endsWith(" 1.0"))
                    .anyMatch(line -> line.startsWith("reconcile_findings{")
                            && line.contains("kind=\"orphan\"")
                            && line.endsWith(" 2.0"))
                    .anyMatch(line -> line.startsWith("reconcile_cost_total{") && line.contains("currency=\"USD\""));

            RunReport report = reports.get(0);
            OrphanCost cost = OrphanCost.of(report, PriceList.AWS_US_EAST_1);
            assertThat(cost.monthly().get("STANDARD")).isEqualByComparingTo("2.30");
            assertThat(cost.monthly().get("GLACIER")).isEqualByComparingTo("0.36");
            assertThat(cost.total()).isEqualByComparingTo("2.66");
            assertThat(cost.ifAllIn().get("DEEP_ARCHIVE")).isEqualByComparingTo("0.198");
            assertThat(PriceList.AWS_US_EAST_1.bill(report)).isPositive();
            Estimate tonight = Estimate.of(
                    ArchiveValidator.everything().build(),
                    Estimate.Scale.of(report),
                    PriceList.AWS_US_EAST_1.requests(),
                    Duration.ofMillis(20),
                    Duration.ofMillis(5));
            assertThat(tonight.requests().stats()).as("a look at each archive").isEqualTo(40);
            assertThat(tonight.money()).isPositive();
            assertThat(tonight.currency()).isEqualTo("USD");
        } finally {
            http.stop(0);
        }
    }
}
