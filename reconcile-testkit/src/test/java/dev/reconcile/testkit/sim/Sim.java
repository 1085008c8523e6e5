package dev.reconcile.testkit.sim;

import dev.reconcile.Guardrails;
import dev.reconcile.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One simulation: an application with its table and bucket, its engine's processes, everybody who acts, and everything that goes wrong,
 * in one thread, from one source of decisions. What it does depends on its {@link Choices} alone (I10).
 */
final class Sim {

    static final String QUARANTINE = "reconcile-quarantine/";

    /** The content of what an engine creates is numbered from here on. */
    static final long PROBES = 1_000_000_000L;

    final Choices choices;
    final Trace trace;
    final Time time = new Time();
    final Counts counts = new Counts();
    final Oracle oracle = new Oracle(this);
    final ObjectOracle objectOracle = new ObjectOracle(this);
    final JournalOracle journalOracle = new JournalOracle(this);
    final Totals totals = new Totals();
    final Sightings sightings = new Sightings(time);
    final Table table = new Table(time, this::rowChanged);
    final Bucket bucket = new Bucket("bucket", time, oracle::objectChanged);
    final Disk disk = new Disk(this);
    final Actors actors = new Actors(this);
    final Surroundings surroundings = new Surroundings(this);
    final Map<String, Long> uploadsBegun = new HashMap<>();

    int actRate;
    int faultRate;
    int surroundRate;
    int dieRate;
    int secondRate;
    boolean skewed;
    boolean unordered;
    boolean liesAboutOrder;
    int pageSize = 1000;

    private final Map<String, Incarnation> processes = new HashMap<>();
    private @Nullable Bucket twin;
    private boolean calm;

    Sim(Choices choices, boolean traced) {
        this.choices = choices;
        this.trace = new Trace(traced);
        this.operator = new Operator(this);
    }

    /** Lives it from beginning to end. What was violated is in the oracle. */
    void live() {
        try {
            new Beginning(this).make();
            operator.work();
            new Ending(this).check();
        } catch (Violation known) {
            // the oracle has it
        } finally {
            Thread.interrupted(); // whoever was interrupted is over
            counts.steps = trace.lines();
        }
    }

    Incarnation newProcess() {
        Incarnation process = new Incarnation(this, "engine" + (processes.size() + 1));
        processes.put(process.name, process);
        return process;
    }

    Incarnation process(String name) {
        return processes.get(name);
    }

    boolean isEngine(String name) {
        return processes.containsKey(name);
    }

    boolean isCalm() {
        return calm;
    }

    /** From here on nothing goes wrong, nobody acts, and the clocks are right. */
    void calmDown() {
        calm = true;
        time.agree();
        time.pass(Duration.ofDays(10));
        trace.line(time.now(), "sim", "calm from here on");
    }

    /** Another bucket that some of the same objects were copied to, as a staging environment has it (H72). */
    Bucket twin() {
        Bucket known = twin;
        if (known == null) {
            known = new Bucket("twin", time, oracle::objectChanged);
            int missing = choices.pick("missing in the twin", 4) * 250 + 100;
            for (Blob blob : bucket.blobs()) {
                boolean ours = blob.key().startsWith(QUARANTINE);
                if (!choices.happens("not in the twin " + blob.key(), missing) && !ours) {
                    known.hadAllAlong(new Blob(
                            blob.key(),
                            blob.size(),
                            blob.etag(),
                            blob.content(),
                            blob.modified().plus(Duration.ofHours(1)),
                            blob.written(),
                            "copier",
                            Map.of()));
                }
            }
            twin = known;
        }
        return known;
    }

    /** Milliseconds by which a clock may be wrong: mostly little, seldom two days (H61). */
    long skew(String which) {
        if (!skewed) {
            return 0;
        }
        long[] skews = {
            0,
            120_000,
            -120_000,
            Duration.ofDays(2).toMillis(),
            -Duration.ofDays(2).toMillis()
        };
        return skews[choices.pick("skew of " + which, skews.length)];
    }

    void duringPause(Incarnation paused) {
        if (!paused.isSecond && choices.happens("a second engine in the pause", 500)) {
            operator.actMeanwhile();
        }
    }

    void actMeanwhile() {
        operator.actMeanwhile();
    }

    /**
     * When a run began, by the true time and by its own clock, and what it met since.
     */
    record Beginnings(long at, Instant shown, Set<Fault> met) {}

    /** A process begins a run. What it was asked for may be long ago, if it stood still on the way. */
    void began(RunId run, Incarnation process, Instant shown) {
        process.began = time.now();
        beginnings.put(run, new Beginnings(process.began, shown, new HashSet<>()));
        if (process.confirmed) {
            confirmed.add(run);
        }
    }

    /** A process has begun a run, or taken it up. */
    void goesOn(RunId run, Incarnation process) {
        process.beginnings = beginnings.get(run);
        beginnings(process);
        process.mustLook = disk.isUnwalked(run);
        if (process.guardrails != null) {
            limitsOf.put(run, process.guardrails);
        }
    }

    Beginnings beginnings(Incarnation process) {
        Beginnings known = process.beginnings;
        Beginnings own = known == null ? new Beginnings(process.began, time.jvm(), new HashSet<>()) : known;
        own.met().addAll(process.met);
        return own;
    }

    /** Runs whose deletions a person confirmed. */
    final Set<RunId> confirmed = new HashSet<>();

    /** The limits in force for runs that were given others than their request's. */
    final Map<RunId, Guardrails> limitsOf = new HashMap<>();

    private final Map<RunId, Beginnings> beginnings = new HashMap<>();
    private final Operator operator;

    /** A run has ended; its process met what it met. */
    void remember(RunId run, Incarnation process) {
        Beginnings known = beginnings.get(run);
        if (known != null) {
            known.met().addAll(process.met);
        }
    }

    void died(Incarnation process) {
        if (process.log != null && !disk.isDatabase) {
            disk.lose(process.log.run());
        }
    }

    private void rowChanged(String by, String id, @Nullable Row before, @Nullable Row after) {
        trace.line(time.now(), by, "row " + id + " is " + after);
    }

    /** The bytes that belong under a key. */
    static long contentOf(String key) {
        return 1L + Math.floorMod(key.hashCode(), 100_000);
    }

    static Row row(String id, @Nullable String status, String original, long size, @Nullable String staged) {
        return new Row(id, status, null, original, size, staged, "title of " + id, false, null, 0, "");
    }
}
