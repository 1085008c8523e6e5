package dev.reconcile.examples.admin;

import dev.reconcile.Progress;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunListener;
import dev.reconcile.RunReport;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The runs that were started here, and the last {@value #MOST} of those that are over. They are gone with the process; their runs are
 * in the journal. Listens to the engine that it starts runs of, which nobody else should use: one whole run at a time has the lease, so
 * progress is that of the one that began last. Thread-safe.
 */
public final class Jobs implements RunListener, AutoCloseable {

    private static final int MOST = 100;

    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private @Nullable Job current;
    private boolean closed;

    /** Starts a run; returns at once. */
    synchronized Job start(ReconcileEngine engine, ReconcileRequest request) {
        if (closed) {
            throw new IllegalStateException("No job is started: the endpoint is closed");
        }
        String id = UUID.randomUUID().toString();
        Job job = new Job(id, engine, request.toBuilder().correlationId(id).build());
        forgetTheOldest();
        jobs.put(id, job);
        job.start();
        return job;
    }

    private void forgetTheOldest() {
        Iterator<Job> oldestFirst = jobs.values().iterator();
        while (jobs.size() >= MOST && oldestFirst.hasNext()) {
            if (oldestFirst.next().isOver()) {
                oldestFirst.remove();
            }
        }
    }

    synchronized Optional<Job> find(String id) {
        return Optional.ofNullable(jobs.get(id));
    }

    @Override
    public synchronized void started(RunId run, ReconcileRequest request) {
        current = request.correlationId().map(jobs::get).orElse(null);
        if (current != null) {
            current.began(run);
        }
    }

    @Override
    public synchronized void progressed(Progress progress) {
        if (current != null) {
            current.progressed(progress);
        }
    }

    @Override
    public synchronized void finished(RunReport report) {
        current = null;
    }

    /** Cancels what is under way, and returns when it has written its reports. */
    @Override
    public void close() {
        List<Job> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(jobs.values());
        }
        try {
            for (Job job : left) {
                job.cancelAndWait();
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
