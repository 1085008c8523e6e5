package dev.reconcile.engine;

import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunListener;
import dev.reconcile.RunReport;
import dev.reconcile.Waiting;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.store.ObjectStore;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Starts runs. All that a run remembers is in its {@link Run}. */
public final class Engine implements ReconcileEngine {

    private final ObjectStore store;
    private final MetadataCatalog catalog;
    private final RunListener listener;
    private final InstantSource clock;
    private final Waiting waiting;
    private final RandomGenerator random;
    private final @Nullable Executor executor;
    private final Path spillDirectory;
    private final long memoryBudget;
    private final Function<Instant, RunId> runIds;

    /** For {@link ReconcileEngine.Builder}. */
    public Engine(
            ObjectStore store,
            MetadataCatalog catalog,
            RunListener listener,
            InstantSource clock,
            Waiting waiting,
            RandomGenerator random,
            @Nullable Executor executor,
            Path spillDirectory,
            long memoryBudget,
            Function<Instant, RunId> runIds) {
        this.store = store;
        this.catalog = catalog;
        this.listener = listener;
        this.clock = clock;
        this.waiting = waiting;
        this.random = random;
        this.executor = executor;
        this.spillDirectory = spillDirectory;
        this.memoryBudget = memoryBudget;
        this.runIds = runIds;
    }

    @Override
    public RunReport run(ReconcileRequest request) {
        Set<String> unknownColumns = new TreeSet<>(request.filter().columns().keySet());
        Set<String> declared = new TreeSet<>(catalog.profile().filterColumns());
        unknownColumns.removeAll(declared);
        if (!unknownColumns.isEmpty()) {
            throw new IllegalArgumentException("Invalid request: the catalog can't be filtered by " + unknownColumns
                    + (declared.isEmpty()
                            ? "; the catalog declares no filter columns (JdbcCatalogBuilder.filter)"
                            : "; it can by " + declared));
        }
        Instant start = clock.instant(); // fixed once, before the first read
        RunId id = runIds.apply(start);
        if (executor != null) {
            return run(request, start, id, executor);
        }
        // the calling thread is a worker, too
        ExecutorService own =
                Executors.newFixedThreadPool(Math.max(1, request.concurrency() - 1), daemons("reconcile-" + id + "-"));
        try {
            return run(request, start, id, own);
        } finally {
            own.shutdownNow();
        }
    }

    private RunReport run(ReconcileRequest request, Instant start, RunId id, Executor workers) {
        StopSignal stop =
                new StopSignal(clock, request.deadline().map(start::plus).orElse(null));
        Calls calls = new Calls(store, catalog, stop, waiting, random, request.attempts(), request.requestsPerSecond());
        Parallel parallel = new Parallel(workers, request.concurrency(), stop);
        try (SpillDirectory spill = new SpillDirectory(spillDirectory)) {
            return new Run(
                            id,
                            request,
                            store.profile(),
                            catalog.profile(),
                            calls,
                            stop,
                            parallel,
                            new Announcer(listener),
                            clock,
                            random,
                            new Workspace(spill, memoryBudget))
                    .toReport(start);
        }
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
