package dev.reconcile.testkit.sim;

import dev.reconcile.Finding;
import dev.reconcile.Guardrails;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.journal.RunKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One incarnation of a process with an engine in it: everything the engine asks of the world goes through {@link #enter} and
 * {@link #leave}, where others act, time passes, faults are chosen, and the process may die. It remembers what it was shown, for
 * the oracle.
 */
final class Incarnation {

    final String name;
    final Sim sim;

    /** Whether the process is gone. */
    boolean dead;

    /** The bucket that its store's endpoint leads to. */
    Bucket bucket;

    /** Faults that last. */
    final Set<Fault> lasting = new HashSet<>();

    /** Faults met, whether they last or not. */
    final Set<Fault> met = new HashSet<>();

    /**
     * A look at a key.
     *
     * @param right whether it went to the right bucket, and that bucket was there
     */
    record Looked(long moment, long at, long step, boolean right) {}

    static final Looked NEVER = new Looked(Long.MAX_VALUE, 0, 0, false);

    /** What nobody can prevent: that something happens between the last looks, at the catalog, object and tags, and the change. */
    private static final long LAST_CALLS = 8;

    /** Its last look at a key, and what the row of an id was when it was last read or looked up. */
    final Map<String, Looked> lastLook = new HashMap<>();

    final Map<String, Looked> lookBefore = new HashMap<>();

    /** All its looks at a key. */
    final Map<String, List<Looked>> looks = new HashMap<>();

    final Map<String, Looked> lastFind = new HashMap<>();
    final Map<String, Long> lastTags = new HashMap<>();
    final Map<String, Row> lastShown = new HashMap<>();
    final Map<String, Long> lastShownAt = new HashMap<>();
    final Set<String> liedAbout = new HashSet<>();

    /** The request it works on, as far as anybody outside knows. */
    @Nullable
    ReconcileRequest request;

    /** Whether the operation is one that may change anything. */
    boolean mayChange;

    /** The limits in force, if they aren't the request's. */
    @Nullable
    Guardrails guardrails;

    /** What kind of operation it is. */
    RunKind kind = RunKind.RECONCILE;

    /** Rows and objects that this process changed. */
    long marks;

    long objectChanges;

    /** Whether it was started while another was at work. */
    boolean isSecond;

    /** Pages that it asked for and didn't get, in a listing of the bucket. */
    final Set<String> brokenListings = new HashSet<>();

    /** Whether it has seen any object of the bucket: before that, nobody can tell that it is another one (H72). */
    boolean hasSeenTheBucket;

    /** Whether the listing breaks off near its end, where little is left to be looked at. */
    boolean listingBreaks;

    /** Whether somebody has interrupted it, and how often it asked for anything since. */
    boolean interrupted;

    private int askedSince;

    /** Whether a person has confirmed the deletions of the plan that it is to carry out. */
    boolean confirmed;

    /** Whether no range of the run that it goes on with had been walked, so that it has to look for itself. */
    boolean mustLook;

    /** Whether its engine was built for another bucket. */
    boolean isElsewhere;

    /** Whether the plan that it is given was changed by hand. */
    boolean tampered;

    /** Whether it goes on with what another process began. */
    boolean isResuming;

    /** The run's, once it has begun. */
    Sim.@Nullable Beginnings beginnings;

    /** True time at which the operation began. */
    long began;

    /** The moment of it. */
    long beganAt;

    /** Steps until it dies, for those who want to kill it at a certain one; negative if nobody does. */
    long killedIn = -1;

    long steps;

    /** What the operation announced. */
    final List<Finding> found = new ArrayList<>();

    /** The journal that it writes, if it has begun one. */
    @Nullable
    LogPort log;

    Incarnation(Sim sim, String name) {
        this.sim = sim;
        this.name = name;
        this.bucket = sim.bucket;
    }

    Guardrails limits() {
        return guardrails != null ? guardrails : Objects.requireNonNull(request).guardrails();
    }

    void looks(String key) {
        Looked look = new Looked(sim.time.moment(), sim.time.now(), steps, isInRightBucket());
        looks.computeIfAbsent(key, any -> new ArrayList<>()).add(look);
        Looked before = lastLook.put(key, look);
        lookBefore.put(key, before == null ? look : before);
    }

    /** The catalog is asked who refers to the key. */
    void asks(String key) {
        lastFind.put(key, new Looked(sim.time.moment(), sim.time.now(), steps, true));
    }

    /** Whether that look was one of the last calls before the present one. */
    boolean isJustBefore(Looked look) {
        return steps - look.step() <= LAST_CALLS;
    }

    boolean isInRightBucket() {
        return bucket == sim.bucket && !lasting.contains(Fault.BUCKET_DELETED);
    }

    /** Before a call: others act, and the process may die. */
    void enter(String what) {
        alive();
        sim.time.step();
        steps++;
        dieIfDue(what);
        sim.surroundings.at(this, what);
        alive();
    }

    /** H91: an interrupted run stops within one call. */
    void asksInterrupted(String what) {
        sim.trace.line(sim.time.now(), name, what + " -> interrupted");
        if (!what.contains("/probe/") && ++askedSince > 3) {
            sim.oracle.violated("H91", name + " goes on though it was interrupted: " + what);
        }
    }

    /** After a call: what it answered; and the process may die before it hears it. */
    void leave(String what, String answer) {
        sim.trace.line(sim.time.now(), name, what + " -> " + answer);
        steps++;
        dieIfDue(what + " done");
        sim.surroundings.after(this, what);
        alive();
    }

    /** Which fault meets this call; {@link Fault#NONE} mostly. */
    Fault fault(String what, Fault[] kinds) {
        return fault(what, kinds, 1);
    }

    /** @param times as often as others, for calls that are seldom made */
    Fault fault(String what, Fault[] kinds, int times) {
        if (sim.isCalm()) {
            return Fault.NONE;
        }
        Fault fault = kinds[sim.choices.seldom("fault of " + what, Math.min(500, sim.faultRate * times), kinds.length)];
        if (fault != Fault.NONE) {
            met(fault, what);
        }
        return fault;
    }

    void met(Fault fault, String what) {
        met.add(fault);
        if (beginnings != null) { // the run met it, though another may go on with it before this one is over
            beginnings.met().add(fault);
        }
        sim.counts.fault(fault);
        sim.trace.line(sim.time.now(), name, "! " + fault + " at " + what);
    }

    private void dieIfDue(String what) {
        if (killedIn >= 0 && --killedIn < 0) {
            die(what);
        }
    }

    void die(String what) {
        dead = true;
        sim.trace.line(sim.time.now(), name, "! dies at " + what);
        sim.died(this);
        throw new Crash(what);
    }

    private void alive() {
        if (dead) {
            throw new Crash("dead already");
        }
        sim.oracle.rethrow();
    }
}
