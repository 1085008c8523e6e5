package dev.reconcile.examples.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reconcile.ApplyRequest;
import dev.reconcile.Plan;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * System C's runbook: the timer asks, a person reviews the list line by line, confirms, and deletes. Of 30 images the original of 7 is lost,
 * and three objects belong to no row.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AssetMaintenanceRunbookTest {

    private static final List<String> ORPHANS = List.of("original/901.jpg", "original/902.jpg", "staged/903.jpg");
    private static final Pattern RUN = Pattern.compile("Reconcile run (\\d{8}T\\d{6}Z-[0-9a-f]{8}): dry run, COMPLETE");

    private final Issuer issuer = new Issuer();
    private Servers servers;
    private Site site;
    private Lines lines;

    @TempDir
    Path directory;

    @BeforeAll
    void startServers() throws Exception {
        servers = new Servers();
    }

    @AfterAll
    void stopServers() throws Exception {
        servers.close();
    }

    @BeforeEach
    void populate() throws Exception {
        servers.renew();
        for (int id = 1; id <= 30; id++) {
            servers.row(id, 1, "processing");
        }
        IntStream.rangeClosed(1, 30).filter(id -> id != 7).forEach(id -> servers.put(Servers.original(id)));
        ORPHANS.forEach(servers::put);
        lines = new Lines();
        site = new Site(
                servers.host(servers.store(), directory.resolve(servers.bucket), ObservationRegistry.create()),
                AdminSettings.from(Site.environment(issuer)),
                issuer);
    }

    @AfterEach
    void stop() {
        site.close();
        lines.close();
    }

    /** What the timer does each night, and the run that its report names. */
    private RunId maintained() {
        HttpResponse<String> answer = site.call("GET", "/api/cron/maintenance", Site.CRON_SECRET);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
        Matcher run = RUN.matcher(answer.body());
        assertThat(run.find()).as("%s", answer.body()).isTrue();
        return new RunId(run.group(1));
    }

    @Test
    void theTimerGetsATextReportOfBothDirectionsAndNothingIsChanged() throws SQLException {
        List<String> before = servers.select("SELECT images::text FROM images ORDER BY id");

        HttpResponse<String> answer = site.call("GET", "/api/cron/maintenance", Site.CRON_SECRET);

        assertThat(answer.body())
                .containsPattern(RUN)
                .contains("30 records", "32 objects listed", "original/7.jpg", "orphans 3 (30 bytes)");
        assertThat(answer.body()).contains(ORPHANS);
        assertThat(servers.select("SELECT images::text FROM images ORDER BY id"))
                .isEqualTo(before);
        assertThat(ORPHANS).allMatch(servers::has);
        assertThat(lines.of("admin_call")).singleElement().satisfies(line -> {
            assertThat(line.path("subject").asText()).isEqualTo("cron");
            assertThat(line.path("outcome").asText()).startsWith("COMPLETE, run ");
        });
        assertThat(site.call("GET", "/api/cron/maintenance", "wrong").statusCode())
                .isEqualTo(401);
    }

    @Test
    void theListIsExportedReviewedConfirmedAndThenDeleted() throws IOException, SQLException {
        maintained(); // the first sighting
        servers.now = servers.now.plus(Duration.ofHours(24));
        RunId found = maintained();
        ReconcileEngine engine = site.host.engine();

        // snippet: review
        Path list = directory.resolve("orphans.csv");
        engine.plan(found, Plan.Form.CSV).writeTo(list);
        List<String> reviewed = Files.readAllLines(list).stream()
                .filter(line -> !line.contains("original/902.jpg")) // a person wants to keep it
                .filter(line -> !line.contains("original/7.jpg")) // and to look into this one
                .toList();
        Files.write(list, reviewed);
        Plan plan = Plan.read(list);
        RunReport deleted = engine.apply(ApplyRequest.of(plan).confirmDeletion(engine.confirmation(plan)));
        // end

        assertThat(deleted.orphanChanges().applied()).as("%s", deleted).isEqualTo(2);
        assertThat(deleted.marks().applied()).isZero();
        assertThat(servers.has("original/901.jpg")).isFalse();
        assertThat(servers.has("staged/903.jpg")).isFalse();
        assertThat(servers.has("original/902.jpg")).as("taken out of the list").isTrue();
        assertThat(servers.has("original/8.jpg")).as("it has a row").isTrue();
        assertThat(servers.select("SELECT status FROM images WHERE id = 7")).containsExactly("processing");
        assertThat(engine.report(deleted.runId()).of())
                .as("what is in the journal")
                .contains(found);
        assertThat(lines.of("run_finished")
                        .get(2)
                        .path("orphan_changes_applied")
                        .asText())
                .isEqualTo("2");
    }

    @Test
    void nothingIsDeletedUnconfirmedOrAfterOneSightingOrByAListThatWasChanged() throws IOException {
        RunId first = maintained();
        ReconcileEngine engine = site.host.engine();
        Plan seenOnce = engine.plan(first, Plan.Form.CSV);

        RunReport once = engine.apply(ApplyRequest.of(seenOnce).confirmDeletion(engine.confirmation(seenOnce)));
        servers.now = servers.now.plus(Duration.ofHours(24));
        RunId second = maintained();
        RunReport unconfirmed = engine.apply(second);
        Path list = directory.resolve("changed.csv");
        engine.plan(second, Plan.Form.CSV).writeTo(list);
        Files.writeString(list, Files.readString(list).replace("original/901.jpg", "original/8.jpg"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> engine.apply(ApplyRequest.of(Plan.read(list))
                        .confirmDeletion(engine.confirmation(engine.plan(second, Plan.Form.CSV)))));
        assertThat(once.orphanChanges().applied()).isZero();
        assertThat(unconfirmed.orphanChanges().applied()).isZero();
        assertThat(ORPHANS).allMatch(servers::has);
        assertThat(servers.has("original/8.jpg")).isTrue();
    }

    @Test
    void anOrphanThatGotARowSinceItWasListedStays() throws SQLException {
        maintained();
        servers.now = servers.now.plus(Duration.ofHours(24));
        RunId found = maintained();
        servers.row(901, 1, "processing");
        ReconcileEngine engine = site.host.engine();
        Plan plan = engine.plan(found, Plan.Form.CSV);

        RunReport deleted = engine.apply(ApplyRequest.of(plan).confirmDeletion(engine.confirmation(plan)));

        assertThat(deleted.orphanChanges().applied()).isEqualTo(2);
        assertThat(deleted.orphanChanges().conflicts()).isEqualTo(1);
        assertThat(servers.has("original/901.jpg")).isTrue();
    }
}
