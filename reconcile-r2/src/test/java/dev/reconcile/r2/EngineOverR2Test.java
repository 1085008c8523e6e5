package dev.reconcile.r2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reconcile.Finding;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunListener;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.catalog.InMemoryCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoreException;
import dev.reconcile.testkit.s3.Fault;
import dev.reconcile.testkit.s3.S3Object;
import dev.reconcile.testkit.s3.When;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** What the engine makes of R2's own ways. */
class EngineOverR2Test {

    private static final Instant NOW = Instant.parse("2026-11-03T08:15:00Z");
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(30));

    private final R2LikeServer server = new R2LikeServer();
    private final S3Client client = server.client();
    private final InMemoryCatalog catalog = new InMemoryCatalog("catalog", List.of("image"), "error", () -> NOW);
    private final List<Finding> found = new ArrayList<>();
    private ReconcileEngine engine;

    @TempDir
    private Path journal;

    @BeforeEach
    void build() {
        engine = ReconcileEngine.builder(server.store(client), catalog)
                .journal(journal)
                .clock(() -> NOW)
                .unsafeAgesByOwnClock()
                .listener(new RunListener() {
                    @Override
                    public void found(Finding finding) {
                        found.add(finding);
                    }
                })
                .build();
        for (int i = 0; i < 40; i++) {
            object("images/" + i);
            row("" + i, "images/" + i);
        }
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private void object(String key) {
        server.bucket().put(S3Object.of(key, ("content of " + key).getBytes(StandardCharsets.UTF_8), LONG_AGO));
    }

    private void row(String id, String key) {
        RecordId record = new RecordId(id);
        catalog.put(
                id, "ready", LONG_AGO, new Reference(record, "image", ObjectKey.of(key), OptionalLong.empty(), true));
    }

    @Test
    @DisplayName("H33: a key in another form of Unicode is the same object: neither missing nor an orphan")
    void formsOfAKeyAreOne() {
        String name = "images/caf\u00e9 \u00fcber.jpg";
        object(Normalizer.normalize(name, Normalizer.Form.NFD));
        row("nfc", Normalizer.normalize(name, Normalizer.Form.NFC));
        object(Normalizer.normalize("images/\u00e5ngstr\u00f6m.jpg", Normalizer.Form.NFC));
        row("nfd", Normalizer.normalize("images/\u00e5ngstr\u00f6m.jpg", Normalizer.Form.NFD));

        RunReport report = engine.run(ReconcileRequest.dryRun());

        assertThat(report.state()).as("%s", report.problems()).isEqualTo(RunState.COMPLETE);
        assertThat(found).isEmpty();
    }

    @Test
    void whatIsMissingIsMarkedAndWhatIsNobodysIsToldButNotRemoved() {
        row("lost", "images/lost");
        object("images/stray");

        RunReport report = engine.run(ReconcileRequest.builder()
                .apply()
                .orphans(OrphanPolicy.QUARANTINE)
                .build());

        assertThat(found)
                .extracting(Finding::message)
                .containsExactlyInAnyOrder(
                        "image missing: images/lost",
                        found.get(found.size() - 1).message());
        assertThat(report.marks().applied()).isEqualTo(1);
        assertThat(server.bucket().object("images/stray"))
                .as("H76: R2 isn't known to honour If-Match")
                .isPresent();
        assertThat(report.problems()).anyMatch(problem -> problem.contains("doesn't honour If-Match"));
    }

    @Test
    @DisplayName("H10: 429 is tried again, and is no answer")
    void throttlingIsTriedAgain() {
        server.faults().inject(When.any().times(1), Fault.throttle());

        RunReport report = engine.run(ReconcileRequest.dryRun());

        assertThat(found).isEmpty();
        assertThat(report.requests().retries()).isPositive();
    }

    @Test
    @DisplayName("H28: a bucket that isn't at this endpoint may be at a jurisdiction's")
    void aMissingBucketNamesTheJurisdictions() {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> server.storeOf(client, "elsewhere").list(ListRequest.of("")))
                .withMessageContaining("R2Connection.jurisdiction");
    }
}
