package dev.reconcile.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.Progress;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunListener;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.store.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs runs through SLF4J, everything that a machine may look for as key-value pairs, so that a JSON encoder makes fields of
 * them: {@code event}, {@code run_id}, {@code correlation_id}, for a finding {@code code}, {@code record_id}, {@code role}, {@code key}, and
 * for the end every count by the name it has in {@link JsonReport}. Texts are escaped as everywhere (H98), so a line stays a line.
 *
 * <p>MISSING and MISMATCH are logged at WARN, the first {@value #MOST_FINDINGS} of a run; the end at WARN if the run isn't COMPLETE;
 * the rest at INFO. The logger is this class's. Thread-safe; for one engine.
 */
public final class LoggingListener implements RunListener {

    /** The {@code code} of a MISSING finding. */
    public static final String FILE_NOT_FOUND = "FILE_NOT_FOUND_IN_STORAGE";

    /** The {@code code} of a MISMATCH finding. */
    public static final String FILE_DIFFERS = "FILE_DIFFERS_IN_STORAGE";

    private static final Logger LOG = LoggerFactory.getLogger(LoggingListener.class);
    private static final int MOST_FINDINGS = 1000;

    private final Duration progressEvery;
    private final InstantSource clock;
    private @Nullable RunId run;
    private @Nullable String correlationId;
    private @Nullable Instant progressLogged;
    private long warned;

    /** @param progressEvery at most so often progress is logged */
    public LoggingListener(Duration progressEvery) {
        this(progressEvery, InstantSource.system());
    }

    /** @param clock tells how much time has passed */
    public LoggingListener(Duration progressEvery, InstantSource clock) {
        this.progressEvery = progressEvery;
        this.clock = clock;
    }

    @Override
    public synchronized void started(RunId id, ReconcileRequest request) {
        run = id;
        correlationId = request.correlationId().orElse(null);
        progressLogged = clock.instant();
        warned = 0;
        log(
                Level.INFO,
                "run_started",
                Map.of("dry_run", !request.isApplying()),
                "Reconcile started: " + ObjectKey.escape(request.toString()));
    }

    @Override
    public synchronized void progressed(Progress progress) {
        Instant now = clock.instant();
        if (progressLogged != null && now.isBefore(progressLogged.plus(progressEvery))) {
            return;
        }
        progressLogged = now;
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("stage", lower(progress.stage()));
        fields.put("done", progress.done());
        progress.total().ifPresent(total -> fields.put("total", total));
        fields.put("candidates", progress.candidates());
        log(
                Level.INFO,
                "run_progress",
                fields,
                "Reconcile " + lower(progress.stage()) + ": " + progress.done() + " done");
    }

    @Override
    public synchronized void found(Finding finding) {
        boolean missing = finding.kind() == FindingKind.MISSING;
        if (!(missing || finding.kind() == FindingKind.MISMATCH) || !(finding instanceof Finding.OfReference of)) {
            return;
        }
        warned++;
        if (warned <= MOST_FINDINGS) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("code", missing ? FILE_NOT_FOUND : FILE_DIFFERS);
            fields.put("kind", lower(finding.kind()));
            fields.put("record_id", ObjectKey.escape(of.recordId().value()));
            fields.put("role", ObjectKey.escape(of.reference().role()));
            fields.put("key", ObjectKey.escape(of.key().value()));
            fields.put("status", ObjectKey.escape(Objects.requireNonNullElse(of.status(), "")));
            log(Level.WARN, "finding", fields, finding.message());
        } else if (warned == MOST_FINDINGS + 1) {
            log(
                    Level.WARN,
                    "findings_not_logged",
                    Map.of(),
                    "More findings follow than are logged; all are in the journal");
        }
    }

    @Override
    public synchronized void finished(RunReport report) {
        run = report.runId();
        correlationId = report.correlationId().orElse(null);
        Map<String, Object> fields = new LinkedHashMap<>();
        counts("", JsonReport.tree(report), fields);
        fields.put("guardrails", report.guardrails().size());
        fields.put("problems", report.problems().size());
        Level level = report.state() == RunState.COMPLETE ? Level.INFO : Level.WARN;
        log(level, "run_finished", fields, "Reconcile ended: " + report.state());
    }

    private void log(Level level, String name, Map<String, Object> fields, String message) {
        LoggingEventBuilder event = LOG.atLevel(level).addKeyValue("event", name);
        if (run != null) {
            event = event.addKeyValue("run_id", run.value());
        }
        if (correlationId != null) {
            event = event.addKeyValue("correlation_id", ObjectKey.escape(correlationId));
        }
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            event = event.addKeyValue(field.getKey(), field.getValue());
        }
        event.log("{}", message);
    }

    /** Every number, text and truth value of the report, lists left out; {@code requests.lists} becomes {@code requests_lists}. */
    private static void counts(String path, ObjectNode node, Map<String, Object> fields) {
        node.properties().forEach(field -> {
            String name = path + ObjectKey.escape(field.getKey());
            JsonNode value = field.getValue();
            if (value instanceof ObjectNode inner) {
                counts(name + "_", inner, fields);
            } else if (value.isNumber()) {
                fields.put(name, value.numberValue());
            } else if (value.isBoolean()) {
                fields.put(name, value.booleanValue());
            } else if (value.isTextual() && !name.equals("run_id") && !name.equals("correlation_id")) {
                fields.put(name, ObjectKey.escape(value.textValue()));
            }
        });
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
