package dev.reconcile.examples.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunListener;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.catalog.InMemoryCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.InMemoryObjectStore;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.testkit.FaultyObjectStore;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs that last: over a store that doesn't answer before it is let. */
class JobsTest {

    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answers = new CountDownLatch(1);
    private Lines lines;
    private Site site;

    @BeforeEach
    void start() throws IOException {
        InMemoryObjectStore real = new InMemoryObjectStore("images", Instant::now);
        InMemoryCatalog catalog = new InMemoryCatalog("images", List.of("original"), "error", Instant::now);
        for (int i = 0; i < 100; i++) {
            RecordId id = new RecordId("" + i);
            ObjectKey key = ObjectKey.of("original/" + i);
            if (i != 17) {
                real.put(key.value(), 1, LONG_AGO);
            }
            catalog.put(id.value(), "ready", LONG_AGO, new Reference(id, "original", key, OptionalLong.empty(), true));
        }
        FaultyObjectStore gated = FaultyObjectStore.over(real)
                .onStat((key, call, store) ->
                        isLet() ? store.apply(key) : Presence.unknown(Doubt.INTERRUPTED, "interrupted"))
                .onList((request, call, store) -> {
                    if (isLet()) {
                        return store.apply(request);
                    }
                    throw new StoreException(Doubt.INTERRUPTED, "interrupted");
                });
        Issuer issuer = new Issuer();
        AdminSettings settings = AdminSettings.from(Site.environment(issuer));
        lines = new Lines();
        site = new Site(
                ImagesHost.over(gated, catalog, ObservationRegistry.create(), RunListener.NONE, engine -> engine),
                new AdminSettings(settings.access(), 60, Duration.ofMinutes(1), Duration.ofMillis(5)),
                issuer);
    }

    @AfterEach
    void stop() {
        answers.countDown();
        site.close();
        lines.close();
    }

    private boolean isLet() {
        asked.countDown();
        try {
            answers.await();
            return true;
        } catch (InterruptedException cancelled) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private JsonNode accepted() throws InterruptedException {
        HttpResponse<String> answer = site.call("POST", Site.IMAGES, site.issuer.token(), "Prefer", "respond-async");
        assertThat(answer.statusCode()).isEqualTo(202);
        JsonNode job = Site.json(answer);
        assertThat(answer.headers().firstValue("Location"))
                .contains("/api/v1/admin/reconcile/jobs/" + job.path("job").asText());
        asked.await();
        return job;
    }

    private RunReport reportOf(JsonNode job) {
        return site.host
                .jobs()
                .find(job.path("job").asText())
                .orElseThrow()
                .report()
                .join();
    }

    private JsonNode shown(JsonNode job) {
        return Site.json(site.call(
                "GET", "/api/v1/admin/reconcile/jobs/" + job.path("job").asText()));
    }

    @Test
    void aJobShowsHowFarItIsAndThenItsReport() throws InterruptedException {
        JsonNode job = accepted();

        assertThat(shown(job).path("job_state").asText()).isEqualTo("running");
        assertThat(shown(job).path("run_id").asText())
                .isEqualTo(job.path("run_id").asText())
                .isNotEmpty();
        answers.countDown();
        reportOf(job);

        JsonNode finished = shown(job);
        assertThat(finished.path("job_state").asText()).isEqualTo("finished");
        assertThat(finished.path("report").path("state").asText()).isEqualTo("complete");
        assertThat(finished.path("report").path("missing_original").asLong()).isEqualTo(1);
        assertThat(finished.path("report").path("correlation_id").asText())
                .isEqualTo(job.path("job").asText());
    }

    @Test
    void aJobIsCancelledWithinOneCall() throws InterruptedException {
        JsonNode job = accepted();

        HttpResponse<String> answer = site.call(
                "DELETE", "/api/v1/admin/reconcile/jobs/" + job.path("job").asText());

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(reportOf(job).state()).isEqualTo(RunState.CANCELLED);
        assertThat(shown(job).path("report").path("state").asText()).isEqualTo("cancelled");
        assertThat(site.call(
                                "DELETE",
                                "/api/v1/admin/reconcile/jobs/"
                                        + job.path("job").asText())
                        .statusCode())
                .as("there is nothing left to cancel")
                .isEqualTo(200);
    }

    @Test
    void anotherRunMeanwhileIsToldWhoIsAtIt() throws InterruptedException {
        JsonNode job = accepted();

        for (String query : List.of("", "?async=true", "?dry_run=false")) {
            HttpResponse<String> answer = site.call("POST", Site.IMAGES + query);
            assertThat(answer.statusCode()).as(query).isEqualTo(409);
            assertThat(Site.json(answer).path("error").asText())
                    .startsWith("another run is under way: ")
                    .contains(job.path("run_id").asText());
        }
        answers.countDown();
        assertThat(reportOf(job).state()).isEqualTo(RunState.COMPLETE);
    }

    @Test
    void aCallerWhoWaitsLongGetsBlanksAndThenTheReport() throws IOException, InterruptedException {
        try (Socket caller = waiting()) {
            InputStream answer = caller.getInputStream();
            StringBuilder read = new StringBuilder();
            while (read.indexOf("\r\n\r\n1\r\n\n") < 0) { // the headers, and the first beat as a chunk
                read.append((char) answer.read());
            }
            answers.countDown();

            String rest = new String(answer.readAllBytes(), StandardCharsets.UTF_8);

            assertThat(read).startsWith("HTTP/1.1 200 OK\r\n");
            assertThat(rest)
                    .contains("\"state\":\"complete\"", "\"missing_original\":1")
                    .endsWith("\r\n0\r\n\r\n");
        }
    }

    @Test
    void aCallerWhoHangsUpCancelsTheRun() throws IOException, InterruptedException {
        String job;
        try (Socket caller = waiting()) {
            asked.await();
            caller.setSoLinger(true, 0);
            job = lines.of("run_started").get(0).path("correlation_id").asText();
        }

        RunReport report = site.host.jobs().find(job).orElseThrow().report().join();

        assertThat(report.state()).isEqualTo(RunState.CANCELLED);
        assertThat(answers.getCount()).as("nobody let the store answer").isEqualTo(1);
    }

    private Socket waiting() throws IOException {
        Socket caller = new Socket(
                InetAddress.getLoopbackAddress(), site.endpoint.address().getPort());
        caller.getOutputStream()
                .write(("POST " + Site.IMAGES + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                + "Content-Length: 0\r\nAuthorization: Bearer " + site.issuer.token() + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return caller;
    }

    @Test
    void closingTheEndpointEndsItsRunsWithTheirReports() throws InterruptedException {
        JsonNode job = accepted();

        site.close();

        assertThat(reportOf(job).state()).isEqualTo(RunState.CANCELLED);
        assertThatIllegalStateException()
                .isThrownBy(() -> site.host.jobs().start(site.host.engine(), ReconcileRequest.dryRun()));
    }
}
