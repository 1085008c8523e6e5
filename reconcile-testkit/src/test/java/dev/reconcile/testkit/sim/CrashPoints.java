package dev.reconcile.testkit.sim;

import dev.reconcile.Guardrails;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RecoveryPolicy;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.journal.RunKind;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Upload;
import dev.reconcile.store.Versioning;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A plan of fifty items whose process is killed at one step and resumed: in the end everything has to be as if nothing had happened,
 * and the report has to say so. The oracle watches as ever.
 */
final class CrashPoints {

    static final int ITEMS = 50;

    /** What is killed. */
    enum Mode {
        MARKING_RUN(OrphanPolicy.REPORT),
        MARKING_PLAN(OrphanPolicy.REPORT),
        QUARANTINING_RUN(OrphanPolicy.QUARANTINE),
        QUARANTINING_PLAN(OrphanPolicy.QUARANTINE),
        TAGGING_RUN(OrphanPolicy.TAG),
        DELETING_PLAN(OrphanPolicy.DELETE),
        DELETING_PLAN_WITH_VERSIONS(OrphanPolicy.DELETE),
        ADOPTING_RUN(OrphanPolicy.ADOPT),
        ABORTING_RUN(OrphanPolicy.REPORT),
        RESTORING_RUN(OrphanPolicy.REPORT),
        UNDO_OF_MARKS(OrphanPolicy.REPORT),
        UNDO_OF_QUARANTINE(OrphanPolicy.QUARANTINE),
        UNDO_OF_TAGS(OrphanPolicy.TAG),
        UNDO_OF_DELETES(OrphanPolicy.DELETE),
        RESUMED_MARKING_RUN(OrphanPolicy.REPORT),
        RESUMED_QUARANTINING_RUN(OrphanPolicy.QUARANTINE);

        private final OrphanPolicy policy;

        Mode(OrphanPolicy policy) {
            this.policy = policy;
        }

        private boolean isOfObjects() {
            return policy != OrphanPolicy.REPORT;
        }
    }

    /** Where the journal is. */
    enum Journal {
        FILES,
        DATABASE,
        WITH_THE_CATALOG
    }

    /** How it ended. */
    record End(Map<String, String> world, String report, long steps) {}

    private final Mode mode;
    private final Journal journal;

    CrashPoints(Mode mode, Journal journal) {
        this.mode = mode;
        this.journal = journal;
    }

    End uninterrupted() {
        return new World().end(-1);
    }

    /** Killed at that step of the operation. */
    End killedAt(long step) {
        return new World().end(step);
    }

    private final class World {

        private final Sim sim = new Sim(Choices.of(new Script(Map.of())), false);
        private final ReconcileRequest request = request();

        private World() {
            sim.disk.isDatabase = journal != Journal.FILES;
            sim.disk.isWithTheCatalog = journal == Journal.WITH_THE_CATALOG;
            if (mode == Mode.DELETING_PLAN_WITH_VERSIONS || mode == Mode.UNDO_OF_DELETES) {
                sim.bucket.versioning = Versioning.ENABLED;
            }
            long ago = -Duration.ofDays(30).toMillis();
            for (int i = 1; i <= ITEMS + 20; i++) {
                String id = "r" + i;
                String key = "original/" + id + ".jpg";
                sim.table.hadAllAlong(
                        Sim.row(id, Row.READY, key, 10, null).written(sim.time.database(ago), ago, "beginning"));
                if (mode.isOfObjects() || mode == Mode.ABORTING_RUN || i > ITEMS) {
                    object(key, ago);
                }
                if (mode.isOfObjects() && i <= ITEMS) {
                    object("original/x" + i + ".jpg", ago);
                }
                if (mode == Mode.ABORTING_RUN && i <= ITEMS) {
                    sim.bucket.uploads.put(
                            "u" + i, new Upload(ObjectKey.of("original/u" + i), "u" + i, sim.time.store(ago)));
                    sim.uploadsBegun.put("u" + i, ago);
                }
            }
        }

        private void object(String key, long written) {
            long content = Sim.contentOf(key);
            sim.bucket.hadAllAlong(
                    new Blob(key, 10, "e" + content, content, sim.time.store(written), written, "beginning", Map.of()));
        }

        private ReconcileRequest request() {
            ReconcileRequest.Builder asked = ReconcileRequest.builder()
                    .unlimitedRequests()
                    .concurrency(1)
                    .batchSize(10)
                    .apply()
                    .orphans(mode.policy)
                    .guardrails(Guardrails.DEFAULT.maxRatio(1));
            if (mode == Mode.ABORTING_RUN) {
                asked.uploadsOlderThan(Duration.ofDays(1)).abortUploads();
            }
            if (mode == Mode.RESTORING_RUN) {
                asked.recovered(RecoveryPolicy.RESTORE_STATUS);
            }
            return asked.build();
        }

        private End end(long killedAt) {
            Function<ReconcileEngine, RunReport> operation = prepared();
            sim.time.pass(Duration.ofMinutes(2));
            RunKind kind = kind();
            int runsBefore = sim.disk.runs().size();
            Incarnation process = process(kind);
            process.killedIn = killedAt;
            process.isResuming = isResumed();
            sim.disk.keepsOnDeath = killedAt % 3;
            RunReport report = new Engines(process).operate("operation", operation);
            long steps = process.steps;
            for (int i = 0; report == null && i < 3; i++) {
                report = goOn(operation, kind, runsBefore);
            }
            return new End(world(), told(Objects.requireNonNull(report, "it never ended")), steps);
        }

        private @Nullable RunReport goOn(Function<ReconcileEngine, RunReport> operation, RunKind kind, int runsBefore) {
            sim.time.pass(Duration.ofMinutes(5)); // whatever lease there is runs out
            List<RunId> runs = sim.disk.runs();
            RunId last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            Incarnation next = process(kind);
            if (last == null || (runs.size() == runsBefore && !isResumed()) || sim.disk.begun(last) == null) {
                return new Engines(next).operate("operation", operation); // nobody knows of the first try
            }
            next.isResuming = true;
            return new Engines(next).operate("resume", engine -> engine.resume(last));
        }

        private boolean isResumed() {
            return mode == Mode.RESUMED_MARKING_RUN || mode == Mode.RESUMED_QUARANTINING_RUN;
        }

        private RunKind kind() {
            return switch (mode) {
                case MARKING_PLAN, QUARANTINING_PLAN, DELETING_PLAN, DELETING_PLAN_WITH_VERSIONS -> RunKind.APPLY;
                case UNDO_OF_MARKS, UNDO_OF_QUARANTINE, UNDO_OF_TAGS, UNDO_OF_DELETES -> RunKind.UNDO;
                default -> RunKind.RECONCILE;
            };
        }

        /** Does what has to have been done before, and says what is to be killed. */
        private Function<ReconcileEngine, RunReport> prepared() {
            return switch (mode) {
                case MARKING_RUN, QUARANTINING_RUN, TAGGING_RUN, ADOPTING_RUN, ABORTING_RUN ->
                    engine -> engine.run(request);
                case MARKING_PLAN, QUARANTINING_PLAN -> {
                    RunId plan = look();
                    yield engine -> engine.apply(plan);
                }
                case DELETING_PLAN, DELETING_PLAN_WITH_VERSIONS -> {
                    RunId plan = twoLooks();
                    yield engine -> engine.apply(confirmed(engine, plan));
                }
                case RESTORING_RUN -> {
                    run(RunKind.RECONCILE, engine -> engine.run(request));
                    for (int i = 1; i <= ITEMS; i++) {
                        String key = "original/r" + i + ".jpg";
                        sim.bucket.put("restorer", key, 10, Sim.contentOf(key));
                    }
                    sim.time.pass(Duration.ofDays(1));
                    yield engine -> engine.run(request);
                }
                case UNDO_OF_MARKS, UNDO_OF_QUARANTINE, UNDO_OF_TAGS -> {
                    RunId done = run(RunKind.RECONCILE, engine -> engine.run(request));
                    yield engine -> engine.undo(done);
                }
                case UNDO_OF_DELETES -> {
                    RunId plan = twoLooks();
                    RunId done = run(RunKind.APPLY, engine -> engine.apply(confirmed(engine, plan)));
                    yield engine -> engine.undo(done);
                }
                case RESUMED_MARKING_RUN, RESUMED_QUARANTINING_RUN -> {
                    Incarnation first = process(RunKind.RECONCILE);
                    first.killedIn = mode == Mode.RESUMED_MARKING_RUN ? 230 : 640;
                    new Engines(first).operate("run", engine -> engine.run(request));
                    sim.time.pass(Duration.ofMinutes(5));
                    RunId killed = sim.disk.runs().get(0);
                    yield engine -> engine.resume(killed);
                }
            };
        }

        private RunId twoLooks() {
            look();
            sim.time.pass(Duration.ofHours(5));
            RunId plan = look();
            sim.time.pass(Duration.ofHours(1));
            return plan;
        }

        private dev.reconcile.ApplyRequest confirmed(ReconcileEngine engine, RunId plan) {
            String confirmation = engine.confirmation(engine.plan(plan, dev.reconcile.Plan.Form.JSON_LINES));
            return dev.reconcile.ApplyRequest.of(plan).confirmDeletion(confirmation);
        }

        private RunId look() {
            ReconcileRequest dry = request.toBuilder().dryRun().build();
            return run(RunKind.RECONCILE, engine -> engine.run(dry));
        }

        private RunId run(RunKind kind, Function<ReconcileEngine, RunReport> operation) {
            RunReport report = new Engines(process(kind)).operate("before", operation);
            return Objects.requireNonNull(report).runId();
        }

        private Incarnation process(RunKind kind) {
            Incarnation process = sim.newProcess();
            process.request = request;
            process.kind = kind;
            process.mayChange = true;
            process.confirmed = kind == RunKind.APPLY && mode.policy == OrphanPolicy.DELETE;
            return process;
        }

        /** Rows and objects; but not what a killed probe left, nor which run's prefix a copy is under. */
        private Map<String, String> world() {
            Map<String, String> all = new TreeMap<>();
            for (Row row : sim.table.rows()) {
                String id = row.writer().equals("adopter") ? "adopted " + row.original() : row.id();
                all.put(
                        "row " + id,
                        row.status() + ", " + withoutRun(String.valueOf(row.message())) + ", "
                                + row.title().length());
            }
            for (Blob blob : sim.bucket.blobs()) {
                if (!blob.key().startsWith(Sim.QUARANTINE + "probe/")) {
                    all.put("object " + withoutRun(blob.key()), blob.content() + ", " + blob.tags());
                }
            }
            sim.bucket.uploads.keySet().forEach(id -> all.put("upload " + id, ""));
            return all;
        }

        private static String withoutRun(String text) {
            return text.replaceAll("\\d{8}T\\d{6}Z-[0-9a-f]{8}", "RUN");
        }

        private String told(RunReport report) {
            return String.join(
                    "\n",
                    report.kind() + " " + report.state(),
                    "marks " + report.marks(),
                    "restores " + report.restores(),
                    "orphans " + report.orphanChanges(),
                    "uploads " + report.uploads().listed() + " "
                            + report.uploads().aborts(),
                    "roles " + report.roles(),
                    "objects " + report.objects(),
                    mode == Mode.ADOPTING_RUN ? "" : "records " + report.records(), // they grow meanwhile
                    "digest " + report.digest(),
                    "problems " + report.problems());
        }
    }
}
