package dev.reconcile.testkit;

import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.catalog.InMemoryCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.store.InMemoryObjectStore;
import dev.reconcile.store.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

/** A small application with its catalog and store, whose time stands still unless it is moved. */
final class World {

    static final Instant NOW = Instant.parse("2026-11-03T08:15:00Z");
    static final Instant LONG_AGO = NOW.minus(Duration.ofDays(30));

    Instant time = NOW;
    final InMemoryObjectStore objects = new InMemoryObjectStore("world", () -> time);
    final InMemoryCatalog records = new InMemoryCatalog("world", List.of("original", "staged"), "error", () -> time);
    final FaultyObjectStore store = FaultyObjectStore.over(objects);
    final FaultyCatalog catalog = FaultyCatalog.over(records);

    /** So many records that are ready, with both objects in place, 10 bytes each. */
    static World of(int count) {
        World world = new World();
        for (int i = 1; i <= count; i++) {
            world.ready(String.valueOf(i));
            world.objects.put(original(String.valueOf(i)), 10, LONG_AGO);
            world.objects.put(staged(String.valueOf(i)), 10, LONG_AGO);
        }
        return world;
    }

    static String original(String id) {
        return "original/" + id + ".jpg";
    }

    static String staged(String id) {
        return "staged/" + id + ".jpg";
    }

    void ready(String id) {
        put(id, "ready", LONG_AGO);
    }

    void put(String id, String status, Instant changed) {
        records.put(
                id,
                status,
                changed,
                reference(id, "original", original(id), true),
                reference(id, "staged", staged(id), "ready".equals(status)));
    }

    static Reference reference(String id, String role, String key, boolean required) {
        return new Reference(new RecordId(id), role, ObjectKey.of(key), OptionalLong.of(10), required);
    }

    ReconcileEngine.Builder engine() {
        return ReconcileEngine.builder(store, catalog)
                .clock(() -> time)
                .waiting(duration -> {})
                .random(new Random(1));
    }

    RunReport run(ReconcileRequest request) {
        return engine().build().run(request);
    }

    RunReport dryRun() {
        return run(ReconcileRequest.dryRun());
    }

    RunReport apply() {
        return run(ReconcileRequest.applying());
    }

    String statusOf(String id) {
        return records.record(id).orElseThrow().status();
    }
}
