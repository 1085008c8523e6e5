package dev.reconcile.schedule;

import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunListener;
import dev.reconcile.catalog.InMemoryCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.store.InMemoryObjectStore;
import dev.reconcile.store.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;

/** Instances of one service: one table, one store, one journal, one clock that is set by hand. */
final class Instances {

    static final Instant EVENING = Instant.parse("2026-11-02T20:00:00Z");
    static final Instant THREE = Instant.parse("2026-11-03T03:00:00Z");

    final InMemoryObjectStore store = new InMemoryObjectStore("images", () -> EVENING);
    final InMemoryCatalog catalog = new InMemoryCatalog("images", List.of("original"), "error", () -> EVENING);
    final RunJournal journal = RunJournal.inMemory();
    volatile Instant now = EVENING;

    Instances() {
        for (int i = 0; i < 10; i++) {
            RecordId id = new RecordId("" + i);
            ObjectKey key = ObjectKey.of("original/" + i);
            store.put(key.value(), 1, EVENING.minus(Duration.ofDays(30)));
            catalog.put(
                    id.value(),
                    "ready",
                    EVENING.minus(Duration.ofDays(30)),
                    new Reference(id, "original", key, OptionalLong.empty(), true));
        }
    }

    /** Another instance, due every night at three. */
    ScheduledReconcile.Builder instance() {
        return instance(RunListener.NONE);
    }

    ScheduledReconcile.Builder instance(RunListener listener) {
        FiringJournal firings = FiringJournal.over(journal);
        ReconcileEngine engine = ReconcileEngine.builder(store, catalog)
                .journal(firings)
                .listener(listener)
                .clock(() -> now)
                .build();
        return ScheduledReconcile.builder(engine)
                .name("nightly")
                .cron("0 3 * * *")
                .zone(ZoneOffset.UTC)
                .request(ReconcileRequest.dryRun())
                .journal(firings)
                .clock(() -> now);
    }
}
