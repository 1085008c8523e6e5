package dev.reconcile.notify;

import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunListener;
import dev.reconcile.RunReport;
import dev.reconcile.catalog.InMemoryCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.InMemoryObjectStore;
import dev.reconcile.store.KeyRules;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.ListPage;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.ObjectStore;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.store.StoreProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** Real runs over a table in memory. */
final class Images {

    static final Instant NOW = Instant.parse("2026-11-03T08:15:00Z");
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(30));

    final InMemoryObjectStore store = new InMemoryObjectStore("images", () -> NOW);
    final InMemoryCatalog catalog = new InMemoryCatalog("images", List.of("original"), "error", () -> NOW);

    Images() {
        for (int i = 0; i < 50; i++) {
            record(String.valueOf(i), "original/" + i);
            store.put("original/" + i, 1, LONG_AGO);
        }
    }

    /** A run that finds so many records without an object. */
    static RunReport missing(int count) {
        return lacking(count).run(ReconcileRequest.dryRun());
    }

    static Images lacking(int count) {
        Images images = new Images();
        for (int i = 0; i < count; i++) {
            images.store.remove("original/" + i);
        }
        return images;
    }

    /** A run that finds so many objects without a record. */
    static RunReport orphans(int count) {
        Images images = new Images();
        for (int i = 0; i < count; i++) {
            images.store.put("orphan/" + i, 100, LONG_AGO);
        }
        return images.run(ReconcileRequest.dryRun());
    }

    /** A run that finds a record of this id missing an object of this key. */
    static RunReport missing(String id, String key) {
        Images images = new Images();
        images.record(id, key);
        return images.run(ReconcileRequest.builder().correlationId(key).build());
    }

    /** A run whose store doesn't answer. */
    static RunReport blind() {
        return run(new DeadStore(), new Images().catalog, RunListener.NONE, ReconcileRequest.dryRun());
    }

    RunReport run(ReconcileRequest request) {
        return engine(RunListener.NONE).run(request);
    }

    ReconcileEngine engine(RunListener listener) {
        return ReconcileEngine.builder(store, catalog)
                .listener(listener)
                .clock(() -> NOW)
                .build();
    }

    private static RunReport run(
            ObjectStore store, InMemoryCatalog catalog, RunListener listener, ReconcileRequest request) {
        return ReconcileEngine.builder(store, catalog)
                .listener(listener)
                .clock(() -> NOW)
                .waiting(duration -> {})
                .build()
                .run(request);
    }

    private void record(String id, String key) {
        RecordId record = new RecordId(id);
        catalog.put(
                id,
                "ready",
                LONG_AGO,
                new Reference(record, "original", ObjectKey.of(key), OptionalLong.empty(), true));
    }

    private record DeadStore() implements ObjectStore {
        @Override
        public StoreProfile profile() {
            return new StoreProfile("memory:dead", ListOrder.UTF8, KeyRules.S3);
        }

        @Override
        public ListPage list(ListRequest request) {
            throw new StoreException(Doubt.UNAVAILABLE, "The store doesn't answer");
        }

        @Override
        public Presence stat(ObjectKey key) {
            return Presence.unknown(Doubt.UNAVAILABLE, "no answer");
        }

        @Override
        public void close() {}
    }
}
