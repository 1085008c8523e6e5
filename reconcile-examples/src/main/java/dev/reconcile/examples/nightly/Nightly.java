package dev.reconcile.examples.nightly;

import dev.reconcile.FindingKind;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunListener;
import dev.reconcile.RunState;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.notify.Notifier;
import dev.reconcile.notify.SlackWebhook;
import dev.reconcile.notify.Threshold;
import dev.reconcile.report.LoggingListener;
import dev.reconcile.schedule.FiringJournal;
import dev.reconcile.schedule.MissedFirings;
import dev.reconcile.schedule.ScheduledReconcile;
import dev.reconcile.store.ObjectStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;

/** Looks every night, changes nothing, and tells a chat what has to be looked at in the morning. */
public final class Nightly implements AutoCloseable {

    private final Notifier notifier;
    private final ScheduledReconcile schedule;

    /**
     * @param journal shared by all instances
     * @param webhook a secret, from wherever secrets are kept
     * @param directory this instance's own
     * @param clock the machine's, or a test's
     */
    public Nightly(
            ObjectStore store,
            MetadataCatalog catalog,
            RunJournal journal,
            URI webhook,
            Path directory,
            InstantSource clock) {
        // snippet: nightly
        notifier = Notifier.builder("images")
                .channel(SlackWebhook.to(webhook))
                .when(Threshold.state(RunState.HALTED, RunState.INCOMPLETE))
                .when(Threshold.count(FindingKind.MISSING, 1))
                .when(Threshold.count(FindingKind.ORPHAN, 1000))
                .memory(directory.resolve("told.json"))
                .clock(clock)
                .build();
        FiringJournal firings = FiringJournal.over(journal);
        ReconcileEngine engine = ReconcileEngine.builder(store, catalog)
                .journal(firings)
                .listener(RunListener.all(notifier, new LoggingListener(Duration.ofMinutes(1))))
                .clock(clock)
                .build();
        schedule = ScheduledReconcile.builder(engine)
                .name("nightly")
                .cron("0 3 * * *")
                .zone(ZoneId.of("Europe/Berlin"))
                .request(ReconcileRequest.dryRun())
                .jitter(Duration.ofMinutes(10))
                .journal(firings) // once among all instances
                .missed(MissedFirings.RUN_ONCE)
                .clock(clock)
                .build();
        // end
    }

    /** Gives it a thread of its own; a host with a timer calls {@link ScheduledReconcile#runDue} on {@link #schedule} instead. */
    public Nightly start() {
        schedule.start();
        return this;
    }

    /** For a health page: when it ran, and when it will. */
    public ScheduledReconcile schedule() {
        return schedule;
    }

    /** Ends a run under way, and waits a moment for what is to be told. */
    @Override
    public void close() {
        schedule.close();
        notifier.close();
    }
}
