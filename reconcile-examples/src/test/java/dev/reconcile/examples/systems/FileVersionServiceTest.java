package dev.reconcile.examples.systems;

import static dev.reconcile.testkit.ReconcileAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RecoveryPolicy;
import dev.reconcile.RunListener;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.examples.proxy.DownloadProxy;
import dev.reconcile.examples.servers.LocalPostgres;
import dev.reconcile.hook.MissingHook;
import dev.reconcile.jdbc.JdbcCatalog;
import dev.reconcile.jdbc.JdbcJournal;
import dev.reconcile.jdbc.ReferenceColumn;
import dev.reconcile.micrometer.ReconcileMetrics;
import dev.reconcile.report.LoggingListener;
import dev.reconcile.s3.S3Connection;
import dev.reconcile.s3.S3ObjectStore;
import dev.reconcile.store.Content;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoreProbe;
import dev.reconcile.testkit.s3.Fault;
import dev.reconcile.testkit.s3.Operation;
import dev.reconcile.testkit.s3.S3Object;
import dev.reconcile.testkit.s3.S3Server;
import dev.reconcile.testkit.s3.When;
import dev.reconcile.upload.Artifact;
import dev.reconcile.upload.GuardedUploads;
import dev.reconcile.upload.StorageUnavailableException;
import dev.reconcile.upload.UploadStatus;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/** System B, the file-version service, by its own runbook: what its users see, its log, its table, its bucket and its counts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("System B")
class FileVersionServiceTest {

    private static final String BUCKET = "files";
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    private final HttpClient client = HttpClient.newHttpClient();
    private LocalPostgres postgres;
    private S3Server server;
    private S3Client s3;
    private JdbcCatalog catalog;
    private JdbcJournal journal;
    private volatile Duration later = Duration.ZERO;

    @BeforeAll
    void startTheDatabase() throws Exception {
        postgres = LocalPostgres.start();
    }

    @AfterAll
    void stopTheDatabase() throws Exception {
        postgres.close();
    }

    /** 40 versions; those up to 20 are documents, the others previews. */
    @BeforeEach
    void fortyVersions() throws Exception {
        sql("DROP TABLE IF EXISTS file_versions, reconcile_run, reconcile_journal, reconcile_lease");
        try (InputStream script = JdbcJournal.class.getResourceAsStream("journal/postgresql.sql")) {
            sql(new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8));
        }
        sql("CREATE TABLE file_versions (version_id bigint PRIMARY KEY, file_id bigint NOT NULL, bucket_type text"
                + " NOT NULL, object_key text NOT NULL, size_bytes bigint NOT NULL, content_type text,"
                + " status text NOT NULL, error_message text, updated_at timestamptz NOT NULL)");
        sql("CREATE INDEX ON file_versions (object_key)");
        sql("INSERT INTO file_versions SELECT id, id / 3, CASE WHEN id <= 20 THEN 'documents' ELSE 'previews' END,"
                + " 'content/' || id, length('version ' || id), 'text/plain', 'stored', NULL, '2026-01-01T00:00:00Z'"
                + " FROM generate_series(1, 40) AS id");
        server = S3Server.start(BUCKET);
        for (int id = 1; id <= 40; id++) {
            object("content/" + id, "version " + id);
        }
        s3 = S3Connection.to(server.endpoint(), server.region())
                .credentials(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
                .open();
        journal = JdbcJournal.builder(postgres.database()).build();
        catalog = JdbcCatalog.builder(postgres.database())
                .table("file_versions")
                .id("version_id")
                .status("status", "corrupted")
                .errorMessage("error_message")
                .updatedAt("updated_at")
                .context("file_id", "bucket_type")
                .reference(ReferenceColumn.of(
                                "content",
                                "object_key",
                                ObjectLocator.bucket(BUCKET).keys())
                        .size("size_bytes"))
                .purgeable()
                .build();
        later = Duration.ZERO;
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

    private List<String> rows(String select) throws SQLException {
        List<String> all = new ArrayList<>();
        try (Connection connection = postgres.database().getConnection();
                Statement it = connection.createStatement();
                ResultSet rows = it.executeQuery(select)) {
            while (rows.next()) {
                all.add(rows.getString(1));
            }
        }
        return all;
    }

    private List<String> corrupted() throws SQLException {
        return rows("SELECT version_id FROM file_versions WHERE status = 'corrupted' ORDER BY version_id");
    }

    private List<String> everything() throws SQLException {
        return rows("SELECT v::text FROM file_versions v ORDER BY version_id");
    }

    private void object(String key, String content) {
        server.bucket(BUCKET).put(S3Object.of(key, content.getBytes(StandardCharsets.UTF_8), LONG_AGO));
    }

    private void lose(int... versions) {
        for (int id : versions) {
            server.bucket(BUCKET).remove("content/" + id);
        }
    }

    private ReconcileEngine engine(RunListener listener) {
        return ReconcileEngine.builder(S3ObjectStore.of(s3, BUCKET), catalog)
                .journal(journal)
                .listener(listener)
                .clock(() -> Instant.now().plus(later))
                .build();
    }

    private DownloadProxy proxy(MissingHook hook) throws Exception {
        return DownloadProxy.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4, postgres.database(), s3, BUCKET, hook);
    }

    private HttpResponse<String> download(DownloadProxy proxy, int version) throws Exception {
        URI file = URI.create("http://127.0.0.1:" + proxy.address().getPort() + "/files/" + version);
        return client.send(HttpRequest.newBuilder(file).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    @DisplayName(
            "read-time detection: 404 to the client, one WARN with code, file and version id, the version is corrupted")
    void aDownloadFindsOut() throws Exception {
        lose(5);
        try (HeardLog log = new HeardLog("dev.reconcile.hook");
                MissingHook hook =
                        MissingHook.builder(engine(RunListener.NONE), catalog).build();
                DownloadProxy proxy = proxy(hook)) {
            assertThat(download(proxy, 4).body()).isEqualTo("version 4");
            HttpResponse<String> answer = download(proxy, 5);
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo("{\"error\":\"FILE_NOT_FOUND_IN_STORAGE\"}");
            assertThat(hook.awaitIdle(Duration.ofMinutes(1))).isTrue();

            assertThat(corrupted()).containsExactly("5");
            assertThat(rows("SELECT error_message FROM file_versions WHERE version_id = 5"))
                    .singleElement()
                    .asString()
                    .matches("content missing: content/5 \\(reconcile run \\d{8}T\\d{6}Z-[0-9a-f]{8}\\)");
            assertThat(download(proxy, 5).statusCode()).isEqualTo(404);
            assertThat(log.with("code", "FILE_NOT_FOUND_IN_STORAGE"))
                    .singleElement()
                    .satisfies(event -> {
                        assertThat(event.getLevel()).isEqualTo(Level.WARN);
                        assertThat(event.getFormattedMessage())
                                .isEqualTo("FILE_NOT_FOUND_IN_STORAGE: record 5, bucket_type documents, file_id 1,"
                                        + " content at content/5: marked");
                        assertThat(HeardLog.fields(event))
                                .containsEntry("file_id", "1")
                                .containsEntry("record_id", "5")
                                .containsEntry("outcome", "MARKED");
                    });
        }
    }

    @Test
    @DisplayName(
            "the periodic script: report-only writes nothing, fix marks; objects with no row are logged, never deleted")
    void reportOnlyThenFix() throws Exception {
        lose(3, 21, 22);
        object("content/of-nobody", "left over");
        object("stray", "left over");
        List<String> rowsBefore = everything();
        List<String> objectsBefore = server.bucket(BUCKET).keys();
        List<String> strays = new CopyOnWriteArrayList<>();
        RunListener orphans = new RunListener() {
            @Override
            public void found(Finding finding) {
                if (finding.kind() == FindingKind.ORPHAN) {
                    strays.add(finding.message());
                }
            }
        };
        ReconcileEngine script = engine(RunListener.all(orphans, new LoggingListener(Duration.ofMinutes(1))));
        try (HeardLog log = new HeardLog("dev.reconcile.report")) {
            assertThat(script.run(ReconcileRequest.dryRun()))
                    .hasState(RunState.COMPLETE)
                    .hasMissing("content", 3)
                    .hasOrphans(2)
                    .changedNothing();
            assertThat(everything()).as("report only").isEqualTo(rowsBefore);
            assertThat(strays)
                    .hasSize(2)
                    .anySatisfy(line -> assertThat(line).contains("content/of-nobody"))
                    .anySatisfy(line -> assertThat(line).contains("stray"));
            assertThat(log.with("code", "FILE_NOT_FOUND_IN_STORAGE"))
                    .extracting(event -> HeardLog.fields(event).get("record_id"))
                    .containsExactly("3", "21", "22");
            assertThat(ended(log)).isEqualTo("checked 40, missing 3, orphans 2, updated 0");

            assertThat(script.run(ReconcileRequest.applying()))
                    .hasState(RunState.COMPLETE)
                    .hasMarked(3);
            assertThat(ended(log)).isEqualTo("checked 40, missing 3, orphans 2, updated 3");
        }
        assertThat(corrupted()).containsExactly("3", "21", "22");
        assertThat(server.bucket(BUCKET).keys()).as("never deleted").isEqualTo(objectsBefore);

        List<String> rowsAfter = everything();
        assertThat(script.run(ReconcileRequest.applying())).hasMarked(0).hasMissing(0);
        assertThat(everything()).as("a second fix").isEqualTo(rowsAfter);
    }

    private static String ended(HeardLog log) {
        List<ILoggingEvent> ends = log.with("event", "run_finished");
        Map<String, String> fields = HeardLog.fields(ends.get(ends.size() - 1));
        return "checked " + fields.get("checked") + ", missing " + fields.get("missing_content") + ", orphans "
                + fields.get("orphans") + ", updated " + fields.get("updated");
    }

    private static void insert(Connection connection, int id) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO file_versions VALUES (?, 99, 'documents', ?, 3, 'text/plain', 'stored', NULL, now())")) {
            insert.setInt(1, id);
            insert.setString(2, "content/" + id);
            insert.executeUpdate();
        }
    }

    private static Artifact artifact(int id) {
        return Artifact.of(ObjectKey.of("content/" + id), Content.of("new".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    @DisplayName("upload order: the row, then the upload, then the commit; what fails leaves neither row nor object")
    void rowUploadCommit() throws Exception {
        S3ObjectStore store = S3ObjectStore.of(s3, BUCKET);
        GuardedUploads uploads = GuardedUploads.builder(store)
                .catalog(catalog)
                .traits(StoreProbe.conditions(store, "probe/"))
                .build();
        List<String> order = new CopyOnWriteArrayList<>();
        server.faults()
                .inject(
                        When.when(Operation.PUT).key("content/41"),
                        Fault.meanwhile("the upload", () -> order.add("upload, committed rows " + committed(41))));
        assertThat(uploads.store(postgres.database(), artifact(41), connection -> {
                            insert(connection, 41);
                            boolean there =
                                    server.bucket(BUCKET).object("content/41").isPresent();
                            order.add("row, objects " + (there ? 1 : 0));
                        })
                        .status())
                .isEqualTo(UploadStatus.STORED);
        assertThat(order).containsExactly("row, objects 0", "upload, committed rows 0");
        assertThat(committed(41)).isEqualTo("1");

        assertThatThrownBy(() -> uploads.store(postgres.database(), artifact(42), connection -> {
                    insert(connection, 42);
                    insert(connection, 42);
                }))
                .isInstanceOf(SQLException.class);
        server.faults().inject(When.when(Operation.PUT), Fault.status(500));
        assertThatThrownBy(() -> uploads.store(postgres.database(), artifact(43), connection -> insert(connection, 43)))
                .isInstanceOf(StorageUnavailableException.class);
        server.faults().clear();
        uploads.close();

        assertThat(new TreeSet<>(server.bucket(BUCKET).keys()))
                .contains("content/41")
                .doesNotContain("content/42", "content/43");
        assertThat(committed(42) + committed(43)).isEqualTo("00");
        assertThat(engine(RunListener.NONE)
                        .run(ReconcileRequest.builder()
                                .unsafeWithoutMarkGrace()
                                .unsafeOrphanGrace(Duration.ZERO)
                                .build()))
                .isClean();
    }

    private String committed(int id) {
        try {
            return rows("SELECT count(*) FROM file_versions WHERE version_id = " + id)
                    .get(0);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    @DisplayName(
            "corrupted counts in all and per bucket type, whoever marked them; recovery after a restore from backup")
    void countsAndRecovery() throws Exception {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ReconcileMetrics metrics = ReconcileMetrics.builder(
                        meters, S3ObjectStore.of(s3, BUCKET).profile())
                .context("bucket_type", 10)
                .marked(catalog, "corrupted")
                .build();
        lose(3, 21, 22);
        ReconcileEngine nightly = engine(metrics);
        try (MissingHook hook =
                        MissingHook.builder(engine(RunListener.NONE), catalog).build();
                DownloadProxy proxy = proxy(hook)) {
            assertThat(download(proxy, 3).statusCode()).isEqualTo(404);
            assertThat(hook.awaitIdle(Duration.ofMinutes(1))).isTrue();
        }
        sql("UPDATE file_versions SET status = 'archived' WHERE version_id = 22");

        assertThat(nightly.run(ReconcileRequest.applying())).hasMarked(2);
        assertThat(shown(meters, "reconcile_corrupted")).as("in all").containsExactly("3.0");
        assertThat(shown(meters, "reconcile_marked", "documents")).containsExactly("1.0");
        assertThat(shown(meters, "reconcile_marked", "previews")).containsExactly("2.0");

        object("content/3", "version 3");
        object("content/22", "version 22");
        RunReport seen = nightly.run(ReconcileRequest.dryRun());
        assertThat(seen.recovered()).isEqualTo(2);
        assertThat(corrupted()).as("only seen").hasSize(3);
        RunReport restored = nightly.run(ReconcileRequest.builder()
                .apply()
                .recovered(RecoveryPolicy.RESTORE_STATUS)
                .build());
        assertThat(restored.restores().applied()).isEqualTo(2);
        assertThat(corrupted()).containsExactly("21");
        assertThat(rows("SELECT concat(status, error_message) FROM file_versions WHERE version_id IN (3, 22)"
                        + " ORDER BY version_id"))
                .as("the prior status, no message")
                .containsExactly("stored", "archived");
        assertThat(shown(meters, "reconcile_marked", "documents")).containsExactly("0.0");
        assertThat(shown(meters, "reconcile_marked", "previews")).containsExactly("1.0");
        try (MissingHook hook =
                        MissingHook.builder(engine(RunListener.NONE), catalog).build();
                DownloadProxy proxy = proxy(hook)) {
            assertThat(download(proxy, 3).body()).isEqualTo("version 3");
        }
    }

    /** The values of a gauge's series as a Prometheus server reads them, of those with this text among the tags. */
    private static List<String> shown(PrometheusMeterRegistry meters, String name, String... tags) {
        return meters.scrape()
                .lines()
                .filter(line -> line.startsWith(name + "{"))
                .filter(line -> List.of(tags).stream().allMatch(tag -> line.contains("\"" + tag + "\"")))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .toList();
    }

    @Test
    @DisplayName(
            "purge after N days: what nobody mended is removed by a reviewed plan, nothing sooner, and nothing else")
    void purgeAfterThirtyDays() throws Exception {
        lose(3, 21);
        ReconcileEngine script = engine(RunListener.NONE);
        assertThat(script.run(ReconcileRequest.applying())).hasMarked(2);
        sql("UPDATE file_versions SET error_message = 'we ask the customer', updated_at = now() WHERE version_id = 21");
        ReconcileRequest purge = ReconcileRequest.builder()
                .expiredAfter(Duration.ofDays(30))
                .purge()
                .build();

        later = Duration.ofDays(29);
        assertThat(script.run(purge).expired()).isZero();
        later = Duration.ofDays(31);
        RunReport plan = script.run(purge);
        assertThat(plan.expired()).isEqualTo(1);
        assertThat(rows("SELECT count(*) FROM file_versions")).containsExactly("40");
        RunReport purged = script.apply(plan.runId());
        assertThat(purged.purges().applied()).isEqualTo(1);
        assertThat(rows("SELECT count(*) FROM file_versions")).containsExactly("39");
        assertThat(corrupted())
                .as("somebody has written it since, so it is theirs")
                .containsExactly("21");
    }
}
