package dev.reconcile;

import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.engine.Collaborators;
import dev.reconcile.engine.Engine;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.ObjectStore;
import java.net.InetAddress;
import java.net.UnknownHostException;
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

    /**
     * Looks at named records as a dry run of {@link #run} does, with the same proof for every finding, but leaves nothing in the
     * journal and tells no {@link RunListener}: for what is asked often and mostly finds nothing. Its run can't be applied. Takes no lease.
     *
     * @throws IllegalArgumentException if the request isn't a dry run over named records
     */
    RunReport look(ReconcileRequest request);

    /** {@link #apply(ApplyRequest)} of everything that the run found. */
    default RunReport apply(RunId plannedRun) {
        return apply(ApplyRequest.of(plannedRun));
    }

    /**
     * Carries out what a finished run found and nothing else, each item after fresh looks as at first, as a run of its own. Applying a
     * plan again changes nothing more.
     *
     * @throws IllegalArgumentException if there is no such plan, if it was made by an engine with another store, catalog or
     *     mapping (H85), or if a line of a reviewed plan was changed (H107)
     * @throws RunInProgressException if another run is under way
     */
    RunReport apply(ApplyRequest request);

    /**
     * Goes on with a run that was killed, interrupted, or left incomplete. Ranges that were walked aren't walked again, changes
     * aren't repeated, and what was under way is settled by reading back (H63, H84). The report is that of the whole run. A run that is
     * complete or halted gives the report it had.
     *
     * @throws IllegalArgumentException if there is no such run, or it is bound to another store, catalog or mapping
     * @throws RunInProgressException if another run is under way
     */
    RunReport resume(RunId run);

    /** {@link #undo(UndoRequest)} in earnest. */
    default RunReport undo(RunId run) {
        return undo(UndoRequest.of(run));
    }

    /**
     * Takes back what a run changed: records get their prior status and message, quarantined objects and delete markers are
     * restored, tags set back. Only where nobody has written since; the rest is among {@link RunReport#notApplied}. Undoing again
     * changes nothing more. A dry run counts as proposed what it would try, and under conflicts, gone, and so on what of it would be left.
     *
     * @throws IllegalArgumentException if there is no such run, or it is bound to another store, catalog or mapping
     * @throws RunInProgressException if another run is under way
     */
    RunReport undo(UndoRequest request);

    /**
     * What a finished run found, to be exported, reviewed and applied.
     *
     * @throws IllegalArgumentException if there is no such run, or it hasn't come to its plan
     */
    Plan plan(RunId run, Plan.Form form);

    /**
     * What {@link ApplyRequest#confirmDeletion} has to be given to let the orphans of exactly this plan be deleted. It says that a
     * person has seen the plan; it is no secret.
     *
     * @throws IllegalArgumentException if a line was changed
     */
    String confirmation(Plan plan);

    /**
     * The report of a run that has ended.
     *
     * @throws IllegalArgumentException if there is no such run, or it hasn't ended
     */
    RunReport report(RunId run);

    /**
     * Says that a person has looked at a halted run, and lets applying runs go on.
     *
     * @param by who
     * @throws IllegalArgumentException if there is no such run, or it wasn't halted
     */
    void clear(RunId halted, String by);

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
        private RunJournal journal = RunJournal.inMemory();
        private String quarantine = "reconcile-quarantine/";
        private @Nullable Adopter adopter;
        private @Nullable String holder;
        private boolean agesByOwnClock;

        private Builder(ObjectStore store, MetadataCatalog catalog) {
            this.store = store;
            this.catalog = catalog;
        }

        /**
         * Where runs are recorded. Without one the record is in memory and gone with the process: enough for dry runs and tests. An
         * engine that changes anything in earnest needs a durable one.
         */
        public Builder journal(RunJournal durable) {
            journal = durable;
            return this;
        }

        /** A directory of JSON Lines files as the journal; made if it isn't there. One machine at a time may use it. */
        public Builder journal(Path directory) {
            return journal(RunJournal.in(directory));
        }

        /**
         * The reserved prefix: quarantined objects and the engine's probes are under it, and no run looks there (H80). Nothing else may
         * write there. Default {@code reconcile-quarantine/}.
         *
         * @throws IllegalArgumentException if it is empty, doesn't end at a delimiter, or leaves keys no room
         */
        public Builder quarantine(String prefix) {
            if (prefix.length() < 2 || !prefix.endsWith("/") || prefix.startsWith("/") || prefix.length() > 100) {
                throw new IllegalArgumentException("Invalid quarantine prefix: '" + ObjectKey.escape(prefix)
                        + "', expected 2 to 100 characters that end with a slash and don't begin with one");
            }
            quarantine = prefix;
            return this;
        }

        /** Who runs, for whoever finds the lease taken; default this process and machine. */
        public Builder holder(String name) {
            holder = name;
            return this;
        }

        /** Makes records for orphans under {@link OrphanPolicy#ADOPT}. */
        public Builder adopter(Adopter makesRecords) {
            adopter = makesRecords;
            return this;
        }

        public Builder listener(RunListener hears) {
            listener = hears;
            return this;
        }

        /** Tells the time, in place of this machine's clock. Ages of records and objects are still by the clocks that date them. */
        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        /**
         * Takes the ages of records and objects by the engine's own clock, and doesn't ask the catalog and store what time it is. For
         * tests that move the clock; with clocks that differ, what is in flight may look old enough to judge (H61).
         */
        public Builder unsafeAgesByOwnClock() {
            agesByOwnClock = true;
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
            return new Engine(new Collaborators(
                    store,
                    catalog,
                    journal,
                    holder == null ? thisProcess() : holder,
                    quarantine,
                    adopter,
                    listener,
                    clock,
                    agesByOwnClock,
                    waiting,
                    source,
                    executor,
                    spillDirectory,
                    memoryBudget,
                    start -> RunId.startingAt(start, source)));
        }

        private static String thisProcess() {
            String machine;
            try {
                machine = InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException nameless) {
                machine = "this machine";
            }
            return "process " + ProcessHandle.current().pid() + " on " + machine;
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
