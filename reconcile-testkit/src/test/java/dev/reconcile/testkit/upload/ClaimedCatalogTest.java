package dev.reconcile.testkit.upload;

import static dev.reconcile.testkit.upload.UploadWorld.artifact;
import static dev.reconcile.testkit.upload.UploadWorld.reference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.OrphanPolicy;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogQuery;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkOutcome;
import dev.reconcile.catalog.MarkResult;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.testkit.ReconcileAssertions;
import dev.reconcile.upload.Claims;
import dev.reconcile.upload.GuardedUploads;
import dev.reconcile.upload.PendingUpload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimedCatalogTest {

    private final UploadWorld world = new UploadWorld();
    private final MetadataCatalog seen = world.claims.over(world.rows);

    @TempDir
    Path spool;

    private static ObjectKey key(String key) {
        return ObjectKey.of(key);
    }

    @Test
    void aClaimedKeyIsReferencedBeforeItsRowIsSeen() {
        world.claims.claim(key("a"), "upload", Duration.ofHours(1));
        assertThat(seen.find(List.of(key("a"), key("b")))).containsOnlyKeys(key("a"));
        assertThat(seen.find(List.of(key("a"))).get(key("a"))).allMatch(reference -> !reference.required());
    }

    @Test
    void rowsOfAClaimedKeyAreFoundBesideTheClaim() {
        world.row("a");
        world.claims.claim(key("a"), "upload", Duration.ofHours(1));
        assertThat(seen.find(List.of(key("a"))).get(key("a"))).hasSize(2).contains(reference("a"));
    }

    @Test
    void aReferenceToAClaimedKeyIsNotRequired() {
        world.row("a");
        world.row("b");
        world.claims.claim(key("a"), "upload", Duration.ofHours(1));
        assertThat(seen.read(CatalogQuery.page(CatalogQuery.Filter.NONE, null, 10))
                        .records())
                .flatExtracting(record -> record.references())
                .extracting(reference -> reference.key() + " " + reference.required())
                .containsExactly("a false", "b true");
        assertThat(seen.lookUp(List.of(new RecordId("a")))
                        .get(new RecordId("a"))
                        .references())
                .allMatch(reference -> !reference.required());
    }

    @Test
    void aClaimEndsByItself() {
        world.claims.claim(key("a"), "upload", Duration.ofHours(1));
        world.pass(Duration.ofMinutes(59));
        assertThat(seen.find(List.of(key("a")))).isNotEmpty();
        world.pass(Duration.ofMinutes(1));
        assertThat(seen.find(List.of(key("a")))).isEmpty();
    }

    @Test
    void aKeyIsClaimedUntilItsLastUploadHasEnded() {
        world.claims.claim(key("a"), "one", Duration.ofHours(1));
        world.claims.claim(key("a"), "two", Duration.ofHours(1));
        world.claims.release(key("a"), "one");
        assertThat(world.claims.claimed(Set.of(key("a")))).hasSize(1);
        world.claims.release(key("a"), "two");
        assertThat(world.claims.claimed(Set.of(key("a")))).isEmpty();
    }

    @Test
    void aRecordWhoseJudgedKeyIsClaimedIsNotMarked() {
        world.row("a");
        world.row("b");
        world.claims.claim(key("a"), "upload", Duration.ofHours(1));
        List<MarkResult> results = seen.mark(List.of(mark("a"), mark("b")));
        assertThat(results).extracting(MarkResult::outcome).containsExactly(MarkOutcome.CONFLICT, MarkOutcome.APPLIED);
        assertThat(world.rows.record("a").orElseThrow().status()).isEqualTo("ready");
    }

    private static Mark mark(String id) {
        return new Mark(new RecordId(id), "ready", null, List.of(reference(id)), "gone");
    }

    @Test
    void claimsThatCannotBeReadFailTheCatalog() {
        Claims unreadable = new Claims() {
            @Override
            public void claim(ObjectKey key, String upload, Duration lasting) {}

            @Override
            public void release(ObjectKey key, String upload) {}

            @Override
            public Set<ObjectKey> claimed(Collection<ObjectKey> keys) {
                throw new CatalogException("the claims can't be read", true, null);
            }

            @Override
            public boolean isClaimedBy(ObjectKey key, String upload) {
                throw new CatalogException("the claims can't be read", true, null);
            }
        };
        world.row("a");
        MetadataCatalog catalog = unreadable.over(world.rows);
        CatalogQuery page = CatalogQuery.page(CatalogQuery.Filter.NONE, null, 10);
        assertThatThrownBy(() -> catalog.read(page)).isInstanceOf(CatalogException.class);
        assertThatThrownBy(() -> catalog.find(List.of(key("a")))).isInstanceOf(CatalogException.class);
        assertThatThrownBy(() -> catalog.mark(List.of(mark("a")))).isInstanceOf(CatalogException.class);
        assertThat(world.rows.record("a").orElseThrow().status()).isEqualTo("ready");
    }

    private ReconcileEngine engine() {
        return ReconcileEngine.builder(world.store, seen)
                .journal(RunJournal.inMemory())
                .clock(() -> world.now)
                .build();
    }

    @Test
    void reconcileMarksNothingAndRemovesNothingWhileUploadsAreInFlight() {
        world.real.put("old", new byte[0]);
        world.row("old");
        try (GuardedUploads uploads =
                world.uploads().claim(Duration.ofDays(30)).spool(spool).build()) {
            PendingUpload stored = uploads.begin(artifact("stored-without-a-row", "text"));
            stored.upload();
            world.storeGoesAway();
            world.upload(uploads, artifact("queued-with-a-row", "text"));
            world.storeComesBack();
            for (int i = 0; i < 5; i++) { // older than every grace, and sighted often enough
                world.pass(Duration.ofDays(5));
                RunReport report = engine().run(ReconcileRequest.builder()
                        .apply()
                        .orphans(OrphanPolicy.QUARANTINE)
                        .build());
                ReconcileAssertions.assertThat(report).isClean();
            }
            assertThat(world.text("stored-without-a-row")).isEqualTo("text");
            assertThat(world.rows.record("queued-with-a-row").orElseThrow().status())
                    .isEqualTo("ready");
            stored.close();
        }
    }
}
