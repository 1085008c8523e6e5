package dev.reconcile.examples.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.s3.S3ObjectStore;
import dev.reconcile.store.ObjectStore;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * System A's runbook. Of 100 images every tenth is in error for long, and of the others those with odd ids are ready and have a staged file.
 * Originals 7 and 14 and the staged files 21 and 33 are lost.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageServiceRunbookTest {

    private static final int ROWS = 100;
    private static final Set<Integer> ORIGINALS_LOST = Set.of(7, 14);
    private static final Set<Integer> STAGED_LOST = Set.of(21, 33);

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(spans))
            .build();
    private final ObservationRegistry observations = ObservationRegistry.create();
    private Servers servers;
    private Site site;
    private Lines lines;

    @TempDir
    Path directory;

    @BeforeAll
    void startServers() throws Exception {
        servers = new Servers();
        observations
                .observationConfig()
                .observationHandler(new DefaultTracingObservationHandler(
                        new OtelTracer(provider.get("images"), new OtelCurrentTraceContext(), event -> {})));
    }

    @AfterAll
    void stopServers() throws Exception {
        servers.close();
        provider.close();
    }

    @BeforeEach
    void populate() throws Exception {
        servers.renew();
        for (int id = 1; id <= ROWS; id++) {
            String status = id % 10 == 0 ? "error" : id % 2 == 1 ? "ready" : "processing";
            servers.row(id, id % 4, status);
            if (!status.equals("error") && !ORIGINALS_LOST.contains(id)) {
                servers.put(Servers.original(id));
            }
            if (status.equals("ready") && !STAGED_LOST.contains(id)) {
                servers.put(Servers.staged(id));
            }
        }
        lines = new Lines();
        site = site(servers.store(), servers.bucket, observations);
    }

    private Site site(ObjectStore store, String journal, ObservationRegistry registry) throws IOException {
        Issuer issuer = new Issuer();
        return new Site(
                servers.host(store, directory.resolve(journal), registry),
                AdminSettings.from(Site.environment(issuer)),
                issuer);
    }

    @AfterEach
    void stop() {
        site.close();
        lines.close();
    }

    private List<String> table() throws SQLException {
        return servers.select("SELECT images::text FROM images ORDER BY id");
    }

    @Test
    void aDryRunIsTheDefaultAndCountsWhatIsMissing() throws SQLException {
        List<String> before = table();

        JsonNode answer = site.run("");

        assertThat(answer.path("dry_run").asBoolean()).isTrue();
        assertThat(answer.path("state").asText()).isEqualTo("complete");
        assertThat(answer.path("records").asLong()).isEqualTo(ROWS);
        assertThat(answer.path("checked").asLong())
                .as("90 originals, 50 staged files")
                .isEqualTo(140);
        assertThat(answer.path("missing_original").asLong()).isEqualTo(2);
        assertThat(answer.path("missing_staged").asLong()).isEqualTo(2);
        assertThat(answer.path("updated").asLong()).isZero();
        assertThat(answer.path("skipped").asLong()).as("in error already").isEqualTo(10);
        assertThat(answer.path("unknown").asLong()).isZero();
        assertThat(answer.path("conflict").asLong()).isZero();
        assertThat(answer.path("next_cursor").isNull()).isTrue();
        assertThat(answer.path("run_id").asText()).matches("\\d{8}T\\d{6}Z-[0-9a-f]{8}");
        assertThat(answer.path("examples").findValuesAsText("key"))
                .containsExactlyInAnyOrder("original/7.jpg", "original/14.jpg", "staged/21.jpg", "staged/33.jpg");
        assertThat(table()).isEqualTo(before);
    }

    @Test
    void applyingSetsTheStatusAndAMessageAndASecondTimeChangesNothing() throws SQLException {
        JsonNode applied = site.run("dry_run=false&limit=1000");

        assertThat(applied.path("dry_run").asBoolean()).isFalse();
        assertThat(applied.path("updated").asLong()).isEqualTo(4);
        assertThat(servers.select("SELECT id FROM images WHERE status = 'error' AND error_message <> 'given up by hand'"
                        + " ORDER BY id"))
                .containsExactly("7", "14", "21", "33");
        assertThat(servers.select("SELECT error_message FROM images WHERE id IN (7, 14, 21, 33) ORDER BY id"))
                .allSatisfy(message ->
                        assertThat(message).contains(applied.path("run_id").asText()));
        assertThat(servers.select("SELECT error_message FROM images WHERE id = 33")
                        .get(0))
                .contains("staged");

        List<String> before = table();
        JsonNode again = site.run("dry_run=false&limit=1000");

        assertThat(again.path("updated").asLong()).isZero();
        assertThat(again.path("missing_original").asLong()).isZero();
        assertThat(again.path("missing_staged").asLong()).isZero();
        assertThat(again.path("skipped").asLong())
                .as("four more records are in error already")
                .isGreaterThanOrEqualTo(14);
        assertThat(table()).isEqualTo(before);
    }

    @Test
    void limitAndCursorWalkTheTableToItsEnd() {
        List<Long> records = new ArrayList<>();
        long missing = 0;
        long checked = 0;
        String cursor = "";
        do {
            JsonNode page = site.run("limit=32" + cursor);
            records.add(page.path("records").asLong());
            missing += page.path("missing_original").asLong()
                    + page.path("missing_staged").asLong();
            checked += page.path("checked").asLong();
            cursor = page.path("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + page.path("next_cursor").asText();
        } while (!cursor.isEmpty());

        assertThat(records).containsExactly(32L, 32L, 32L, 4L);
        HttpResponse<String> wrong = site.call("POST", Site.IMAGES + "?cursor=seven");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("'seven' is no id of ", "take next_cursor");
        assertThat(missing).isEqualTo(4);
        assertThat(checked).isEqualTo(140);
    }

    @Test
    void projectAndStatusRestrictWhatIsLookedAt() {
        JsonNode ofProject = site.run("project_id=3");
        JsonNode ready = site.run("project_id=1&status=ready&batch_size=10&concurrency=2");

        assertThat(ofProject.path("records").asLong()).isEqualTo(25);
        assertThat(ofProject.path("missing_original").asLong()).as("7").isEqualTo(1);
        assertThat(ofProject.path("missing_staged").asLong()).isZero();
        assertThat(ready.path("missing_original").asLong()).isZero();
        assertThat(ready.path("missing_staged").asLong()).as("21 and 33").isEqualTo(2);
        assertThat(ready.path("records").asLong()).isEqualTo(25);
    }

    @Test
    void anUndoTakesTheMarksBackWhereSqlDid() throws SQLException {
        List<String> before =
                servers.select("SELECT id || status || coalesce(error_message, '-') FROM images ORDER BY id");
        JsonNode applied = site.run("dry_run=false");
        servers.sql("UPDATE images SET error_message = 'looked at by Bea', updated_at = now() WHERE id = 14");

        RunReport undone =
                site.host.engine().undo(new RunId(applied.path("run_id").asText()));

        assertThat(undone.marks().applied()).isEqualTo(3);
        assertThat(undone.marks().conflicts()).as("a person wrote 14 since").isEqualTo(1);
        servers.sql("UPDATE images SET status = 'processing', error_message = NULL WHERE id = 14");
        assertThat(servers.select("SELECT id || status || coalesce(error_message, '-') FROM images ORDER BY id"))
                .isEqualTo(before);
    }

    @Test
    void moreDriftThanIsLikelyChangesNothingUntilItsExactCountIsAccepted() throws SQLException {
        for (int id = 51; id <= 70; id++) {
            String key = Servers.original(id);
            servers.s3.deleteObject(object -> object.bucket(servers.bucket).key(key));
        }
        List<String> before = table();

        JsonNode halted = site.run("dry_run=false");
        assertThat(halted.path("state").asText()).isEqualTo("halted");
        assertThat(halted.path("updated").asLong()).isZero();
        assertThat(halted.path("guardrails").isEmpty()).isFalse();
        assertThat(table()).isEqualTo(before);
        assertThat(site.run("dry_run=false&accept=21").path("state").asText())
                .as("another number than that of the report")
                .isEqualTo("halted");

        JsonNode accepted = site.run(
                "dry_run=false&accept=" + halted.path("marks").path("proposed").asLong());

        assertThat(accepted.path("state").asText()).isEqualTo("complete");
        assertThat(accepted.path("updated").asLong()).as("22 and 4 more").isEqualTo(22);
    }

    @Test
    void aStoreThatDoesNotAnswerMarksNothingAndIsDownInHealth() throws Exception {
        List<String> before = table();
        try (S3Client nobody = S3Client.builder()
                        .endpointOverride(URI.create("http://127.0.0.1:1"))
                        .region(servers.s3.serviceClientConfiguration().region())
                        .forcePathStyle(true)
                        .credentialsProvider(AnonymousCredentialsProvider.create())
                        .build();
                Site down = site(S3ObjectStore.of(nobody, servers.bucket), "down", ObservationRegistry.create())) {
            assertThat(site.call("GET", "/health", "").body())
                    .isEqualTo("{\"status\":\"up\",\"store\":\"up\",\"catalog\":\"up\"}");
            HttpResponse<String> health = down.call("GET", "/health", "");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body()).isEqualTo("{\"status\":\"down\",\"store\":\"down\",\"catalog\":\"up\"}");

            JsonNode answer = down.run("dry_run=false&limit=3");

            assertThat(answer.path("state").asText()).isEqualTo("incomplete");
            assertThat(answer.path("missing_original").asLong()).isZero();
            assertThat(answer.path("updated").asLong()).isZero();
            assertThat(answer.path("problems").isEmpty()).isFalse();
            assertThat(table()).isEqualTo(before);
        }
    }

    @Test
    void aRunIsLoggedAuditedTracedAndMeasured() {
        spans.reset();

        JsonNode answer = site.run("dry_run=false");

        String run = answer.path("run_id").asText();
        assertThat(lines.of("run_finished")).singleElement().satisfies(line -> {
            assertThat(line.path("run_id").asText()).isEqualTo(run);
            assertThat(line.path("missing_original").asText()).isEqualTo("2");
            assertThat(line.path("missing_staged").asText()).isEqualTo("2");
            assertThat(line.path("updated").asText()).isEqualTo("4");
        });
        assertThat(lines.of("finding"))
                .extracting(line -> line.path("code").asText())
                .hasSize(4)
                .containsOnly("FILE_NOT_FOUND_IN_STORAGE");
        assertThat(lines.of("admin_call")).singleElement().satisfies(line -> {
            assertThat(line.path("subject").asText()).isEqualTo("ada");
            assertThat(line.path("method").asText()).isEqualTo("POST");
            assertThat(line.path("path").asText()).isEqualTo(Site.IMAGES);
            assertThat(line.path("asked").asText()).contains("applying");
            assertThat(line.path("outcome").asText()).contains("COMPLETE", run);
        });
        assertThat(spans.getFinishedSpanItems()).singleElement().satisfies(span -> {
            assertThat(span.getName()).isEqualTo("reconcile.images");
            assertThat(span.getAttributes().asMap().values()).contains(run);
        });
        assertThat(site.call("GET", "/metrics", "").body())
                .contains("reconcile_findings{", "reconcile_changes_total{", "reconcile_run_seconds_count{")
                .containsPattern("reconcile_findings\\{[^}]*kind=\"missing\"[^}]*role=\"original\"[^}]*} 2\\.0");
    }
}
