package dev.reconcile.examples.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reconcile.Progress;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.report.JsonReport;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run in a thread of its own. To cancel it is to interrupt that thread: the run stops within one call, and its report says so. Thread-safe. */
final class Job {

    private static final Logger LOG = LoggerFactory.getLogger(Job.class);
    private static final JsonMapper JSON = new JsonMapper();

    private final String id;
    private final CompletableFuture<RunId> begun = new CompletableFuture<>();
    private final CompletableFuture<RunReport> report = new CompletableFuture<>();
    private final Thread thread;
    private volatile @Nullable Progress progress;

    /** @param request of which the id is the correlation id */
    Job(String id, ReconcileEngine engine, ReconcileRequest request) {
        this.id = id;
        thread = new Thread(() -> carryOut(engine, request), "reconcile-job-" + id);
    }

    private void carryOut(ReconcileEngine engine, ReconcileRequest request) {
        try {
            report.complete(engine.run(request));
        } catch (RuntimeException | Error failed) { // whoever waits has to hear of it, whatever it is
            LOG.warn("Job {} ended in an exception", id, failed);
            report.completeExceptionally(failed);
        }
    }

    void start() {
        thread.start();
    }

    String id() {
        return id;
    }

    void began(RunId run) {
        begun.complete(run);
    }

    void progressed(Progress now) {
        progress = now;
    }

    /** Waits until the run has the lease, or is over. */
    void awaitBeginning() throws InterruptedException {
        try {
            CompletableFuture.anyOf(begun, report).get();
        } catch (ExecutionException failed) {
            LOG.debug("Job {} didn't begin", id);
        }
    }

    boolean isOver() {
        return report.isDone();
    }

    CompletableFuture<RunReport> report() {
        return report;
    }

    void cancel() {
        thread.interrupt();
    }

    /** Cancels, and returns when the run has written its report. */
    void cancelAndWait() throws InterruptedException {
        cancel();
        thread.join();
    }

    /** What is known now: how far the run is, or its report. */
    ObjectNode toJson() {
        ObjectNode json = JSON.createObjectNode().put("job", id);
        RunId run = begun.getNow(null);
        if (run != null) {
            json.put("run_id", run.value());
        }
        if (!report.isDone()) {
            json.put("job_state", "running");
            progressInto(json);
        } else if (report.isCompletedExceptionally()) {
            json.put("job_state", "failed");
        } else {
            json.put("job_state", "finished").set("report", tree(report.join()));
        }
        return json;
    }

    private void progressInto(ObjectNode json) {
        Progress now = progress;
        if (now != null) {
            ObjectNode into = json.putObject("progress");
            into.put("stage", now.stage().name().toLowerCase(Locale.ROOT))
                    .put("done", now.done())
                    .put("candidates", now.candidates());
            now.total().ifPresent(total -> into.put("total", total));
            now.eta().ifPresent(eta -> into.put("eta_seconds", eta.toSeconds()));
        }
    }

    private static ObjectNode tree(RunReport report) {
        try {
            return JSON.readValue(JsonReport.render(report), ObjectNode.class);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A report isn't JSON", impossible);
        }
    }
}
