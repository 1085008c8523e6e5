package dev.reconcile;

import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.engine.Engine;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.ObjectStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the drift between one catalog and one store, proves it, and repairs it. Thread-safe; holds no threads and no
 * connections between runs.
 *
 * <pre>{@code
 * var engine = ReconcileEngine.builder(store, catalog).build();
 * RunReport found = engine.run(ReconcileRequest.dryRun());
 * RunReport fixed = engine.run(ReconcileRequest.applying());
 * }</pre>
 */
public interface ReconcileEngine {

    static Builder builder(ObjectStore store, MetadataCatalog catalog) {
        return new Builder(store, catalog);
    }

    /**
     * Runs to the end, or until the calling thread is interrupted: then the run stops within one call, its report says
     * CANCELLED, and the thread's flag stays set. What the store or the catalog does wrong, be it an exception outside its
     * contract, is in the report, not thrown.
     *
     * @throws IllegalArgumentException if the request asks for what this catalog hasn't, such as an unknown filter column or
     *     a cursor that is no id of it
     */
    RunReport run(ReconcileRequest request);

    /** Collects an engine's collaborators, each with a default for production. Not thread-safe. */
    final class Builder {

        private final ObjectStore store;
        private final MetadataCatalog catalog;
        private RunListener listener = RunListener.NONE;
        private InstantSource clock = InstantSource.system();
        private Waiting waiting = Waiting.SLEEPING;
        private @Nullable RandomGenerator random;
        private @Nullable Executor executor;
        private Path spillDirectory = Path.of(System.getProperty("java.io.tmpdir"));
        private long memoryBudget = 32L << 20;

        private Builder(ObjectStore store, MetadataCatalog catalog) {
            this.store = store;
            this.catalog = catalog;
        }

        public Builder listener(RunListener hears) {
            listener = hears;
            return this;
        }

        /** Tells the time of every age and deadline. */
        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        /** Waits between tries and for the rate limit. */
        public Builder waiting(Waiting how) {
            waiting = how;
            return this;
        }

        /** Gives run ids and jitter; thread-safe. */
        public Builder random(RandomGenerator source) {
            random = source;
            return this;
        }

        /**
         * Lends threads: up to one less than the request's concurrency, as the calling thread works too. However few it has to
         * spare, even if it refuses, a run gets done. By default each run starts daemon threads of its own and ends them.
         */
        public Builder executor(Executor runsWorkers) {
            executor = runsWorkers;
            return this;
        }

        /** Where a run puts what exceeds its memory; default the JVM's temporary directory. Nothing stays there. */
        public Builder spillDirectory(Path directory) {
            spillDirectory = directory;
            return this;
        }

        /** About how many bytes of references and findings a run holds in memory before it uses the disk; default 32 MiB. */
        public Builder memoryBudget(long bytes) {
            if (bytes < 1 << 16) {
                throw new IllegalArgumentException(
                        "Invalid memoryBudget: " + bytes + " bytes, expected at least 64 KiB");
            }
            memoryBudget = bytes;
            return this;
        }

        /** @throws IllegalArgumentException if the catalog's references point into another bucket than the store's */
        public ReconcileEngine build() {
            requireSameBucket(store.profile().bucket(), catalog.profile().buckets());
            RandomGenerator source = random == null ? new SecureRandom() : random;
            return new Engine(
                    store,
                    catalog,
                    listener,
                    clock,
                    waiting,
                    source,
                    executor,
                    spillDirectory,
                    memoryBudget,
                    start -> RunId.startingAt(start, source));
        }

        /** With a bucket of the same layout, an environment's twin say, every reference would look missing. */
        private static void requireSameBucket(@Nullable String stores, Set<String> catalogs) {
            if (stores == null || catalogs.isEmpty() || catalogs.equals(Set.of(stores))) {
                return;
            }
            String named = catalogs.stream()
                    .sorted()
                    .map(bucket -> "'" + ObjectKey.escape(bucket) + "'")
                    .collect(Collectors.joining(", "));
            throw new IllegalArgumentException("Invalid engine: the store is bucket '" + ObjectKey.escape(stores)
                    + "', but the catalog's locators name bucket " + named
                    + "; a reference would be looked for in the wrong bucket");
        }
    }
}
