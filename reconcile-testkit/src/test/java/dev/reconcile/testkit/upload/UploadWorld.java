package dev.reconcile.testkit.upload;

import dev.reconcile.catalog.InMemoryCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.store.Content;
import dev.reconcile.store.Doubt;
import dev.reconcile.store.InMemoryObjectStore;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreTraits;
import dev.reconcile.store.Trait;
import dev.reconcile.store.Written;
import dev.reconcile.testkit.Fault;
import dev.reconcile.testkit.FaultyObjectStore;
import dev.reconcile.upload.Artifact;
import dev.reconcile.upload.ArtifactStored;
import dev.reconcile.upload.Claims;
import dev.reconcile.upload.GuardedUploads;
import dev.reconcile.upload.GuardedUploadsBuilder;
import dev.reconcile.upload.PendingUpload;
import dev.reconcile.upload.UploadListener;
import dev.reconcile.upload.UploadOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A store that can go away, rows, claims, and a clock that is set. */
final class UploadWorld implements UploadListener {

    static final Written AWAY = Written.not(Written.Kind.UNKNOWN, "no answer");

    Instant now = Instant.parse("2026-11-21T12:00:00Z");
    final InMemoryObjectStore real = new InMemoryObjectStore("uploads", () -> now);
    final FaultyObjectStore store = FaultyObjectStore.over(real);
    final InMemoryCatalog rows = new InMemoryCatalog("rows", List.of("content"), "corrupted", () -> now);
    final Claims claims = Claims.inMemory(() -> now);
    final List<ArtifactStored> stored = new ArrayList<>();
    final List<String> setAside = new ArrayList<>();

    GuardedUploadsBuilder uploads() {
        return GuardedUploads.builder(store)
                .claims(claims)
                .catalog(rows)
                .traits(new StoreTraits(
                        "uploads",
                        Map.of(Trait.REMOVES_CONDITIONALLY, new StoreTraits.Answer(StoreTraits.Said.YES, ""))))
                .listener(this)
                .clock(() -> now);
    }

    @Override
    public void stored(ArtifactStored event) {
        stored.add(event);
    }

    @Override
    public void setAside(ObjectKey key, String correlationId, String reason) {
        setAside.add(key + ": " + reason);
    }

    void storeGoesAway() {
        store.onWrite(Fault.answering(AWAY));
        store.onStat(Fault.answering(Presence.unknown(Doubt.UNAVAILABLE, "no answer")));
    }

    void storeComesBack() {
        store.onWrite(Fault.none());
        store.onStat(Fault.none());
        store.onPut(Fault.none());
        pass(Duration.ofMinutes(10));
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    static Content content(String text) {
        return Content.of(text.getBytes(StandardCharsets.UTF_8));
    }

    static Artifact artifact(String key, String text) {
        return Artifact.of(ObjectKey.of(key), content(text)).correlatedBy("request-" + key);
    }

    /** As the transaction's commit does. */
    void row(String key) {
        rows.put(key, "ready", now, reference(key));
    }

    static Reference reference(String key) {
        return new Reference(new RecordId(key), "content", ObjectKey.of(key), OptionalLong.empty(), true);
    }

    /** An upload whose transaction goes through. */
    UploadOutcome upload(GuardedUploads uploads, Artifact artifact) {
        try (PendingUpload pending = uploads.begin(artifact)) {
            UploadOutcome outcome = pending.upload();
            row(artifact.key().value());
            pending.committed();
            return outcome;
        }
    }

    String text(String key) {
        return real.content(key)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("nothing");
    }
}
