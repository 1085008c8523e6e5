package dev.reconcile.report;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconcile.Finding;
import dev.reconcile.Progress;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RecordState;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.catalog.InMemoryCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.store.InMemoryObjectStore;
import dev.reconcile.store.ObjectKey;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What Logback's own JSON encoder makes of the log of a run. */
class LoggingListenerTest {

    private static final Instant NOW = Instant.parse("2026-11-03T08:15:00Z");
    private static final String HOSTILE = "a\r\n{\"level\":\"ERROR\"}\u001b[31m\u2028\u202e\"key\u0000";

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Logger logger = (Logger) LoggerFactory.getLogger(LoggingListener.class);
    private final OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    private final InMemoryObjectStore store = new InMemoryObjectStore("images", () -> NOW);
    private final InMemoryCatalog catalog =
            new InMemoryCatalog("images", List.of("original", "staged"), "error", () -> NOW);
    private Instant now = NOW;
    private final LoggingListener listener = new LoggingListener(Duration.ofSeconds(30), () -> now);

    LoggingListenerTest() {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(logger.getLoggerContext());
        encoder.start();
        appender.setContext(logger.getLoggerContext());
        appender.setEncoder(encoder);
        appender.setOutputStream(written);
        appender.start();
        logger.addAppender(appender);
        logger.setAdditive(false);
    }

    @AfterEach
    void detach() {
        logger.detachAppender(appender);
        logger.setAdditive(true);
        logger.setLevel(null);
        appender.stop();
    }

    /** The lines of one event, each as its fields. */
    private List<Map<String, String>> lines(String event) {
        return text().lines()
                .map(LoggingListenerTest::fields)
                .filter(fields -> event.equals(fields.get("event")))
                .toList();
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    private static Map<String, String> fields(String line) {
        try {
            JsonNode json = new ObjectMapper().readTree(line);
            Map<String, String> fields = new HashMap<>();
            fields.put("level", json.get("level").asText());
            fields.put("text", json.get("message").asText() + json.get("arguments"));
            json.get("kvpList")
                    .forEach(pair -> pair.properties()
                            .forEach(field ->
                                    fields.put(field.getKey(), field.getValue().asText())));
            return fields;
        } catch (java.io.IOException noJson) {
            throw new AssertionError("No JSON: " + line, noJson);
        }
    }

    private void record(String id, String staged, boolean there) {
        RecordId record = new RecordId(id);
        store.put("original/" + id.hashCode(), 1, NOW.minus(Duration.ofDays(30)));
        if (there) {
            store.put(staged, 1, NOW.minus(Duration.ofDays(30)));
        }
        catalog.put(
                id,
                "ready",
                NOW.minus(Duration.ofDays(30)),
                new Reference(
                        record, "original", ObjectKey.of("original/" + id.hashCode()), OptionalLong.empty(), true),
                new Reference(record, "staged", ObjectKey.of(staged), OptionalLong.empty(), true));
    }

    private RunReport run(ReconcileRequest request) {
        return ReconcileEngine.builder(store, catalog)
                .listener(listener)
                .clock(() -> NOW)
                .build()
                .run(request);
    }

    @Test
    void aRunsCourseIsInFields() {
        for (int i = 0; i < 20; i++) {
            record("" + i, "staged/" + i, i > 0);
        }

        RunReport report = run(
                ReconcileRequest.builder().apply().correlationId("request-7").build());

        String id = report.runId().value();
        assertThat(lines("run_started"))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .containsEntry("run_id", id)
                        .containsEntry("correlation_id", "request-7")
                        .containsEntry("dry_run", "false")
                        .containsEntry("level", "INFO"));
        assertThat(lines("finding"))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .containsEntry("code", "FILE_NOT_FOUND_IN_STORAGE")
                        .containsEntry("run_id", id)
                        .containsEntry("record_id", "0")
                        .containsEntry("role", "staged")
                        .containsEntry("key", "staged/0")
                        .containsEntry("status", "ready")
                        .containsEntry("level", "WARN"));
        assertThat(lines("run_finished"))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .containsEntry("run_id", id)
                        .containsEntry("correlation_id", "request-7")
                        .containsEntry("state", "complete")
                        .containsEntry("checked", "40")
                        .containsEntry("missing_original", "0")
                        .containsEntry("missing_staged", "1")
                        .containsEntry("updated", "1")
                        .containsEntry("skipped", "0")
                        .containsEntry("unknown", "0")
                        .containsEntry("marks_applied", "1")
                        .containsEntry("requests_mark_batches", "1")
                        .containsEntry("level", "INFO"));
    }

    @Test
    void hostileTextBreaksNoLine() { // H98
        record(HOSTILE, HOSTILE, false);
        for (int i = 0; i < 20; i++) {
            record("" + i, "staged/" + i, true);
        }

        run(ReconcileRequest.builder().correlationId(HOSTILE).build());
        run(ReconcileRequest.builder().statuses(HOSTILE).build());

        assertThat(lines("finding"))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .containsEntry("key", ObjectKey.escape(HOSTILE))
                        .containsEntry("record_id", ObjectKey.escape(HOSTILE)));
        assertThat(text().lines())
                .allSatisfy(line -> assertThat(fields(line).values())
                        .allSatisfy(value ->
                                assertThat(value).isEqualTo(value.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028]", "?"))));
    }

    @Test
    void aMismatchHasACodeOfItsOwnAndAnOrphanIsNoWarning() {
        Reference reference = new Reference(new RecordId("1"), "staged", ObjectKey.of("k"), OptionalLong.of(5), true);
        var object = store.put("k", 4, NOW);

        listener.found(new Finding.Mismatch(reference, new RecordState(null, null, null, Map.of()), object));
        listener.found(new Finding.Orphan(object));

        assertThat(lines("finding"))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .containsEntry("code", "FILE_DIFFERS_IN_STORAGE")
                        .containsEntry("status", ""));
    }

    @Test
    void progressIsLoggedNoOftenerThanAsked() {
        listener.started(new RunId("20261103T081500Z-00000001"), ReconcileRequest.dryRun());
        for (int second = 0; second < 90; second++) {
            now = NOW.plusSeconds(second);
            listener.progressed(
                    new Progress(Progress.Stage.WALK, second, OptionalLong.of(100), Duration.ofSeconds(second), 3));
        }

        assertThat(lines("run_progress")).extracting(line -> line.get("done")).containsExactly("30", "60");
        assertThat(lines("run_progress").get(0))
                .containsEntry("stage", "walk")
                .containsEntry("total", "100")
                .containsEntry("candidates", "3");
    }

    @Test
    void moreFindingsThanAPersonReadsAreNotLogged() {
        Finding finding = new Finding.Missing(
                new Reference(new RecordId("1"), "staged", ObjectKey.of("k"), OptionalLong.empty(), true),
                new RecordState("ready", null, null, Map.of()));
        for (int i = 0; i < 1005; i++) {
            listener.found(finding);
        }

        assertThat(lines("finding")).hasSize(1000);
        assertThat(lines("findings_not_logged")).hasSize(1);
    }

    @Test
    void aRunThatIsNotCompleteEndsInAWarning() {
        for (int i = 0; i < 20; i++) {
            record("" + i, "staged/" + i, false);
        }
        logger.setLevel(Level.WARN);

        run(ReconcileRequest.applying());

        assertThat(lines("run_finished"))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .containsEntry("state", "halted")
                        .containsEntry("level", "WARN")
                        .containsEntry("guardrails", "2"));
    }
}
