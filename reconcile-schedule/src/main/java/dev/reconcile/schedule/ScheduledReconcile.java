package dev.reconcile.schedule;

import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunInProgressException;
import dev.reconcile.RunReport;
import dev.reconcile.Waiting;
import dev.reconcile.store.ObjectKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a request by a cron expression. {@link #start} gives it a daemon thread of its own; a host with a timer calls {@link #runDue} instead.
 *
 * <p>Never two runs at once in one instance; among many the journal's lease decides, and a {@link FiringJournal} lets each firing be carried out
 * once. What a run throws is logged and counted, and the next firing comes. Thread-safe; to be closed.
 */
public final class ScheduledReconcile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ScheduledReconcile.class);

    /** A machine's clock may be set, and a laptop may sleep. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final ReconcileEngine engine;
    private final ReconcileRequest request;
    private final String name;
    private final @Nullable FiringJournal journal;
    private final InstantSource clock;
    private final Waiting waiting;
    private final Duration closing;
    private final Timetable timetable;
    private final Counts counts = new Counts();
    private @Nullable Thread own;
    private @Nullable Thread runner;
    private @Nullable Instant lastFiring;
    private @Nullable RunReport lastReport;
    private boolean closed;

    private ScheduledReconcile(Builder built, CronTimes times) {
        engine = built.engine;
        request = built.request;
        name = built.name;
        journal = built.journal;
        clock = built.clock;
        waiting = built.waiting;
        closing = built.closing;
        timetable = new Timetable(times, built.jitter, built.random);
        Instant now = clock.instant();
        Instant before = journal == null ? now : journal.lastFiring(name).orElse(now);
        if (built.missed == MissedFirings.SKIP) {
            counts.missed += timetable.passed(before, now);
            before = now;
        }
        timetable.advance(before);
    }

    /** Starts from a dry run over everything, without jitter, skipping what was missed. */
    public static Builder builder(ReconcileEngine engine) {
        return new Builder(engine);
    }

    /** Starts a daemon thread that runs whatever is due; once. */
    public synchronized ScheduledReconcile start() {
        if (own != null || closed) {
            throw new IllegalStateException("The schedule " + name + " was started or closed before");
        }
        own = new Thread(this::work, "reconcile-schedule-" + name);
        own.setDaemon(true);
        own.start();
        return this;
    }

    private void work() {
        while (!isClosed()) {
            runDue();
            if (Thread.interrupted() && isClosed()) {
                return;
            }
            try {
                waiting.await(untilNext());
            } catch (InterruptedException closedPerhaps) {
                LOG.debug("The schedule {} was woken", name);
            }
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized Duration untilNext() {
        Duration left = timetable
                .due()
                .map(due -> Duration.between(clock.instant(), due))
                .orElse(LONGEST_WAIT);
        return left.isNegative() ? Duration.ZERO : left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT;
    }

    /**
     * Runs what is due by now, in this thread, and returns its report; empty if nothing is due, or it is for somebody else to do. If several
     * firings have passed, it is the last one that is run. Interrupting the thread cancels the run.
     */
    public Optional<RunReport> runDue() {
        Firing firing = take();
        if (firing == null) {
            return Optional.empty();
        }
        RunReport report = null;
        try {
            report = run(firing);
        } finally {
            done(report);
        }
        return Optional.ofNullable(report);
    }

    private synchronized @Nullable Firing take() {
        Instant now = clock.instant();
        if (closed || !timetable.isDue(now)) {
            return null;
        }
        if (runner != null) {
            counts.overlapped += timetable.takeAll(now).count();
            return null;
        }
        Timetable.Passed passed = timetable.takeAll(now);
        counts.missed += passed.count() - 1;
        lastFiring = passed.last();
        runner = Thread.currentThread();
        return new Firing(name, passed.last());
    }

    private @Nullable RunReport run(Firing firing) {
        ReconcileRequest due = request.toBuilder().correlationId(firing.id()).build();
        try {
            RunReport report = journal == null ? engine.run(due) : journal.once(firing, () -> engine.run(due));
            count(() -> counts.ran++);
            return report;
        } catch (RunInProgressException busy) {
            LOG.info("The firing {} is left out: another run is under way", firing.id());
            count(() -> counts.busy++);
        } catch (FiringDoneException elsewhere) {
            LOG.info("{}", elsewhere.getMessage());
            count(() -> counts.elsewhere++);
        } catch (RuntimeException failed) {
            LOG.error("The firing {} failed", firing.id(), failed);
            count(() -> counts.failed++);
        }
        return null;
    }

    private synchronized void count(Runnable counted) {
        counted.run();
    }

    private synchronized void done(@Nullable RunReport report) {
        Instant now = clock.instant();
        if (timetable.isDue(now)) { // while it ran
            counts.overlapped += timetable.takeAll(now).count();
        }
        if (report != null) {
            lastReport = report;
        }
        runner = null;
        notifyAll();
    }

    /** Where it stands now. */
    public synchronized ScheduleStatus status() {
        return new ScheduleStatus(
                runner != null,
                Optional.ofNullable(lastFiring),
                Optional.ofNullable(lastReport),
                closed ? Optional.empty() : timetable.due(),
                counts.ran,
                counts.busy,
                counts.elsewhere,
                counts.overlapped,
                counts.missed,
                counts.failed);
    }

    /**
     * Runs nothing more. A run under way may go on for the time that the builder says; then it is interrupted, which ends it CANCELLED within one
     * call, to be resumed. Returns when it has ended, at once if called by the run itself.
     */
    @Override
    public void close() {
        boolean interrupted = false;
        synchronized (this) {
            closed = true;
            if (runner == Thread.currentThread()) {
                return;
            }
            try {
                awaitRun(closing);
                if (runner != null) {
                    runner.interrupt();
                    awaitRun(Duration.ofMinutes(1));
                }
            } catch (InterruptedException hurried) {
                interrupted = true;
            }
            if (runner != null) {
                runner.interrupt();
            }
            if (own != null) {
                own.interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Holding this object's monitor, which is released meanwhile. */
    private synchronized void awaitRun(Duration bound) throws InterruptedException {
        long until = System.nanoTime() + bound.toNanos();
        for (long left = bound.toNanos(); runner != null && left > 0; left = until - System.nanoTime()) {
            wait(left / 1_000_000 + 1);
        }
    }

    /** What became of firings. */
    private static final class Counts {
        long ran;
        long busy;
        long elsewhere;
        long overlapped;
        long missed;
        long failed;
    }

    /** Collects what a schedule is made of. Not thread-safe. */
    public static final class Builder {

        private final ReconcileEngine engine;
        private String name = "reconcile";
        private @Nullable String cron;
        private @Nullable ZoneId zone;
        private ReconcileRequest request = ReconcileRequest.dryRun();
        private Duration jitter = Duration.ZERO;
        private MissedFirings missed = MissedFirings.SKIP;
        private Duration closing = Duration.ZERO;
        private InstantSource clock = InstantSource.system();
        private Waiting waiting = Waiting.SLEEPING;
        private RandomGenerator random = new SecureRandom();
        private @Nullable FiringJournal journal;

        private Builder(ReconcileEngine engine) {
            this.engine = engine;
        }

        /** Names it among all that share the journal; default {@code reconcile}. The correlation id of a run is {@code name@firing}. */
        public Builder name(String unique) {
            if (unique.isBlank()
                    || unique.contains("@")
                    || !ObjectKey.escape(unique).equals(unique)) {
                throw new IllegalArgumentException("Invalid name: '" + ObjectKey.escape(unique)
                        + "', expected a word without @ and control characters");
            }
            name = unique;
            return this;
        }

        /**
         * Minute, hour, day of month, month, day of week, as in {@code 0 3 * * *}: every night at three.
         *
         * @param expression of five fields, as cron has them
         */
        public Builder cron(String expression) {
            cron = expression;
            return this;
        }

        /** The zone whose clock the expression is about; there is no default, as machines differ. */
        public Builder zone(ZoneId ofClock) {
            zone = ofClock;
            return this;
        }

        /** What is run; its correlation id is the firing's. */
        public Builder request(ReconcileRequest each) {
            request = each;
            return this;
        }

        /** Delays each firing by up to this, so that not all services ask the store at once. Shorter than the time between firings. */
        public Builder jitter(Duration most) {
            if (most.isNegative()) {
                throw new IllegalArgumentException("Invalid jitter: " + most + ", expected none or more");
            }
            jitter = most;
            return this;
        }

        /**
         * Lets each firing be carried out once among all instances, and knows what was missed.
         *
         * @param ofEngine the very journal that the engine was built with
         */
        public Builder journal(FiringJournal ofEngine) {
            journal = ofEngine;
            return this;
        }

        /** What becomes of firings that passed before the start; default {@link MissedFirings#SKIP}. They are known from the journal. */
        public Builder missed(MissedFirings policy) {
            missed = policy;
            return this;
        }

        /** How long {@link ScheduledReconcile#close} lets a run go on before it interrupts it; by default not at all. */
        public Builder closing(Duration wait) {
            closing = wait;
            return this;
        }

        /** Tells the time, in place of this machine's clock. */
        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        /** Waits for the next firing, a minute at most at a time. */
        public Builder waiting(Waiting how) {
            waiting = how;
            return this;
        }

        /** Gives the jitter. */
        public Builder random(RandomGenerator source) {
            random = source;
            return this;
        }

        /**
         * Builds a schedule that waits to be started.
         *
         * @throws IllegalArgumentException if there is no zone or no cron expression, if it can't be read or never fires, or if missed firings
         *     are wanted without a journal to know them from
         */
        public ScheduledReconcile build() {
            if (cron == null || zone == null) {
                throw new IllegalArgumentException("Invalid schedule: say cron(…) and zone(…)");
            }
            if (missed == MissedFirings.RUN_ONCE && journal == null) {
                throw new IllegalArgumentException(
                        "Invalid schedule: missed firings are known from the journal; give the engine and the schedule one FiringJournal");
            }
            return new ScheduledReconcile(this, CronTimes.of(cron, zone));
        }
    }
}
