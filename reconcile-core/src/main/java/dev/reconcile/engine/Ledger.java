package dev.reconcile.engine;

import dev.reconcile.Change;
import dev.reconcile.ChangeEvent;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.Look;
import dev.reconcile.RunId;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunLog;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run's journal as its stages write it. Thread-safe, as the log is. */
final class Ledger {

    private final RunLog log;
    private final InstantSource clock;
    private final Announcer announcer;
    private final Optional<String> correlationId;

    Ledger(RunLog log, InstantSource clock, Announcer announcer, Optional<String> correlationId) {
        this.log = log;
        this.clock = clock;
        this.announcer = announcer;
        this.correlationId = correlationId;
    }

    RunId run() {
        return log.run();
    }

    RunLog log() {
        return log;
    }

    Instant now() {
        return clock.instant();
    }

    /** An interrupt ends the run, but not in the middle of its journal: the flag is set again afterwards (H91). */
    void write(List<? extends JournalEntry> entries) {
        if (!entries.isEmpty()) {
            uninterrupted(() -> log.write(List.copyOf(entries)));
        }
    }

    private static void uninterrupted(Runnable work) {
        boolean interrupted = Thread.interrupted();
        try {
            work.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** To be called before what the entries speak of happens (H84). */
    void writeDurably(List<? extends JournalEntry> entries) {
        write(entries);
        uninterrupted(log::sync);
    }

    /** H83: before every call to the store or catalog. */
    void hold() {
        uninterrupted(log::hold);
    }

    JournalEntry.Intended intended(Intention intention) {
        return new JournalEntry.Intended(intention.change(), intention.evidence(), log.fence(), now());
    }

    JournalEntry.Done done(Change change, ChangeOutcome outcome, String detail) {
        return done(change, outcome, detail, null, null, null);
    }

    JournalEntry.Done done(
            Change change,
            ChangeOutcome outcome,
            String detail,
            @Nullable String message,
            @Nullable Instant changedAt,
            @Nullable String version) {
        return new JournalEntry.Done(change.item(), outcome, message, changedAt, version, detail, now());
    }

    /** After the entry was written. */
    void announce(Change change, List<Look> evidence, JournalEntry.Done done) {
        ChangeEvent event =
                new ChangeEvent(run(), correlationId, change, done.outcome(), evidence, done.detail(), done.at());
        announcer.tell(listener -> listener.changed(event));
    }
}
