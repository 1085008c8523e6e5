package dev.reconcile.micrometer;

import dev.reconcile.Guardrails;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunListener;
import dev.reconcile.RunReport;
import dev.reconcile.catalog.CatalogRecord;
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
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** A table of images and their objects, with a clock that stands still. */
final class Images {

    static final Instant NOW = Instant.parse("2026-11-03T08:15:00Z");
    static final StoreProfile BUCKET = new StoreProfile("memory:images", ListOrder.UTF8, KeyRules.S3, "images");

    final InMemoryObjectStore store = new InMemoryObjectStore("images", () -> NOW);
    final InMemoryCatalog catalog =
            new InMemoryCatalog("images", List.of("original", "staged"), "error", Set.of("bucket_type"), () -> NOW);
    private int last;

    /** Records of that bucket type whose objects are all there. */
    Images whole(String type, int count) {
        return put(type, "ready", count, true, true);
    }

    /** Records of that bucket type without their staged object. */
    Images lost(String type, int count) {
        return put(type, "ready", count, true, false);
    }

    /** Records that were marked before this. */
    Images marked(String type, int count) {
        return put(type, "error", count, true, false);
    }

    Images orphans(int count, long size) {
        for (int i = 0; i < count; i++) {
            store.put("orphan/" + ++last, size, NOW.minus(Duration.ofDays(30)));
        }
        return this;
    }

    private Images put(String type, String status, int count, boolean original, boolean staged) {
        for (int i = 0; i < count; i++) {
            RecordId id = new RecordId(String.format("%05d", ++last));
            if (original) {
                store.put("original/" + id, 10, NOW.minus(Duration.ofDays(30)));
            }
            if (staged) {
                store.put("staged/" + id, 10, NOW.minus(Duration.ofDays(30)));
            }
            catalog.put(new CatalogRecord(
                    id,
                    status,
                    null,
                    false,
                    NOW.minus(Duration.ofDays(20)),
                    Map.of("bucket_type", type),
                    List.of(
                            new Reference(id, "original", ObjectKey.of("original/" + id), OptionalLong.empty(), true),
                            new Reference(id, "staged", ObjectKey.of("staged/" + id), OptionalLong.empty(), true)),
                    List.of()));
        }
        return this;
    }

    ReconcileEngine engine(RunListener listener) {
        return ReconcileEngine.builder(store, catalog)
                .listener(listener)
                .clock(() -> NOW)
                .waiting(duration -> {})
                .build();
    }

    /** An engine whose store doesn't answer. */
    ReconcileEngine blind(RunListener listener) {
        return ReconcileEngine.builder(new DeadStore(store.profile()), catalog)
                .listener(listener)
                .clock(() -> NOW)
                .waiting(duration -> {})
                .build();
    }

    RunReport run(RunListener listener, ReconcileRequest request) {
        return engine(listener).run(request);
    }

    static ReconcileRequest.Builder applying() {
        return ReconcileRequest.builder().apply().guardrails(Guardrails.DEFAULT.maxRatio(1));
    }

    private record DeadStore(StoreProfile profile) implements ObjectStore {
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
