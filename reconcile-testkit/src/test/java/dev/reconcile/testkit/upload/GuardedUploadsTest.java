package dev.reconcile.testkit.upload;

import static dev.reconcile.testkit.upload.UploadWorld.AWAY;
import static dev.reconcile.testkit.upload.UploadWorld.artifact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.catalog.CatalogException;
import dev.reconcile.store.Content;
import dev.reconcile.store.KeyRules;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoreProfile;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import dev.reconcile.testkit.Fault;
import dev.reconcile.upload.Artifact;
import dev.reconcile.upload.ArtifactStored;
import dev.reconcile.upload.Claims;
import dev.reconcile.upload.Guarantee;
import dev.reconcile.upload.GuardedUploads;
import dev.reconcile.upload.InvalidArtifactException;
import dev.reconcile.upload.PendingUpload;
import dev.reconcile.upload.StorageUnavailableException;
import dev.reconcile.upload.UploadMode;
import dev.reconcile.upload.UploadOutcome;
import dev.reconcile.upload.UploadStatus;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GuardedUploadsTest {

    private final UploadWorld world = new UploadWorld();

    @Test
    void storesAndTellsOnceTheRowIsCommitted() {
        try (GuardedUploads uploads = world.uploads().build();
                PendingUpload pending = uploads.begin(artifact("a", "text"))) {
            assertThat(pending.upload()).isEqualTo(new UploadOutcome(UploadStatus.STORED, "request-a", ""));
            assertThat(world.stored).as("events before the commit").isEmpty();
            world.row("a");
            pending.committed();
        }
        assertThat(world.text("a")).isEqualTo("text");
        assertThat(world.stored)
                .containsExactly(new ArtifactStored(
                        ObjectKey.of("a"), 4, UploadWorld.content("text").sha256(), "request-a", false));
        assertThat(world.claims.claimed(Set.of(ObjectKey.of("a")))).isEmpty();
    }

    @Test
    void storesTypeAndMetadataOfTheHost() {
        Artifact artifact = new Artifact(
                ObjectKey.of("a"), UploadWorld.content("text"), "text/plain", Map.of("owner", "somebody"), "request");
        try (GuardedUploads uploads = world.uploads().build()) {
            world.upload(uploads, artifact);
        }
        assertThat(world.real.metadata("a")).containsEntry("owner", "somebody");
    }

    @Test
    void takesTheObjectBackWhenTheTransactionIsRolledBack() {
        try (GuardedUploads uploads = world.uploads().build();
                PendingUpload pending = uploads.begin(artifact("a", "text"))) {
            assertThat(pending.upload().status()).isEqualTo(UploadStatus.STORED);
        }
        assertThat(world.text("a")).isEqualTo("nothing");
        assertThat(world.stored).isEmpty();
        assertThat(world.claims.claimed(Set.of(ObjectKey.of("a")))).isEmpty();
    }

    @Test
    void leavesTheObjectToReconcileWhereConditionalRemovalIsNotProven() {
        try (GuardedUploads uploads = GuardedUploads.builder(world.store).build();
                PendingUpload pending = uploads.begin(artifact("a", "text"))) {
            pending.upload();
        }
        assertThat(world.text("a")).isEqualTo("text");
    }

    @Test
    void takesNothingBackThatSomebodyElseWroteMeanwhile() {
        try (GuardedUploads uploads = world.uploads().build();
                PendingUpload pending = uploads.begin(artifact("a", "text"))) {
            pending.upload();
            world.real.put("a", "other".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        assertThat(world.text("a")).isEqualTo("other");
    }

    @Test
    void takesNothingBackThatARowRefersTo() {
        try (GuardedUploads uploads = world.uploads().build();
                PendingUpload pending = uploads.begin(artifact("a", "text"))) {
            pending.upload();
            world.row("a"); // committed by means of the host's own, and then it threw
        }
        assertThat(world.text("a")).isEqualTo("text");
    }

    @Test
    void takesNothingBackWhenTheCommitIsUncertain() {
        try (GuardedUploads uploads = world.uploads().build();
                PendingUpload pending = uploads.begin(artifact("a", "text"))) {
            pending.upload();
            pending.uncertain();
        }
        assertThat(world.text("a")).isEqualTo("text");
        assertThat(world.claims.claimed(Set.of(ObjectKey.of("a"))))
                .as("claims until it ends by itself")
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"REFUSED", "UNKNOWN", "ABSENT"})
    void aGuaranteeThatCannotBeMetIsStorageUnavailable(Kind answer) {
        world.store.onPut(Fault.answering(Written.not(answer, "the store's answer")));
        try (GuardedUploads uploads = world.uploads().build();
                PendingUpload pending = uploads.begin(artifact("a", "text"))) {
            assertThatThrownBy(pending::upload)
                    .isInstanceOfSatisfying(StorageUnavailableException.class, unavailable -> {
                        assertThat(unavailable.code()).isEqualTo("storage_unavailable");
                        assertThat(unavailable.correlationId()).isEqualTo("request-a");
                        assertThat(unavailable.retryAfter()).isPositive();
                    })
                    .hasMessageContaining("the store's answer");
        }
        assertThat(world.claims.claimed(Set.of(ObjectKey.of("a")))).isEmpty();
    }

    @Test
    void bestEffortThatFailsIsSkippedWithTheReason() {
        world.storeGoesAway();
        try (GuardedUploads uploads =
                world.uploads().guarantee(Guarantee.BEST_EFFORT).build()) {
            UploadOutcome outcome = world.upload(uploads, artifact("a", "text"));
            assertThat(outcome.status()).isEqualTo(UploadStatus.SKIPPED);
            assertThat(outcome.reason()).contains("no answer");
        }
        assertThat(world.stored).isEmpty();
    }

    @Test
    void anAnswerThatWasLostIsSettledByALook() {
        world.store.onPut(
                Fault.<dev.reconcile.store.NewObject, Written>answering(AWAY).afterTheFact());
        try (GuardedUploads uploads = world.uploads().build()) {
            assertThat(world.upload(uploads, artifact("a", "text")).status()).isEqualTo(UploadStatus.STORED);
        }
        assertThat(world.store.writes()).as("puts").isEqualTo(1);
        assertThat(world.stored).hasSize(1);
    }

    @Test
    void anUploadThatNeverArrivedIsMadeOnceMore() {
        world.store.onPut(
                Fault.<dev.reconcile.store.NewObject, Written>answering(AWAY).onCall(1));
        try (GuardedUploads uploads = world.uploads().build()) {
            assertThat(world.upload(uploads, artifact("a", "text")).status()).isEqualTo(UploadStatus.STORED);
        }
    }

    @Test
    void aMistakeInTheAdapterIsNoAnswer() {
        world.store.onPut(Fault.failing(() -> new IllegalStateException("a mistake")));
        try (GuardedUploads uploads = world.uploads().build();
                PendingUpload pending = uploads.begin(artifact("a", "text"))) {
            assertThatThrownBy(pending::upload).isInstanceOf(StorageUnavailableException.class);
        }
    }

    @Test
    void aKeyTakenByOtherContentIsAnErrorOfTheArtifact() {
        world.real.put("a", new byte[] {1});
        try (GuardedUploads uploads = world.uploads().build();
                PendingUpload pending = uploads.begin(artifact("a", "text"))) {
            assertThatThrownBy(pending::upload)
                    .isInstanceOf(InvalidArtifactException.class)
                    .hasMessageContaining("taken");
        }
        assertThat(world.real.content("a")).contains(new byte[] {1});
    }

    @Test
    void theSameContentUnderItsKeyIsStoredAndNotTakenBack() {
        try (GuardedUploads uploads = world.uploads().build()) {
            world.upload(uploads, artifact("a", "text"));
            try (PendingUpload again = uploads.begin(artifact("a", "text"))) {
                assertThat(again.upload().status()).isEqualTo(UploadStatus.STORED);
            }
        }
        assertThat(world.text("a")).isEqualTo("text");
    }

    @Test
    void contentThatAnotherUploadMayTakeBackIsNotReliedOn() {
        try (GuardedUploads uploads = world.uploads().build()) {
            PendingUpload first = uploads.begin(artifact("a", "text"));
            first.upload();
            try (PendingUpload second = uploads.begin(artifact("a", "text"))) {
                assertThatThrownBy(second::upload)
                        .isInstanceOf(StorageUnavailableException.class)
                        .hasMessageContaining("under way");
            }
            first.close();
            assertThat(world.text("a")).isEqualTo("nothing");
            assertThat(world.upload(uploads, artifact("a", "text")).status()).isEqualTo(UploadStatus.STORED);
        }
        assertThat(world.text("a")).isEqualTo("text");
    }

    @Test
    void contentThatIsNotWhatItDeclaresIsAnErrorOfTheArtifact() {
        Content wrong = Content.of(
                () -> new ByteArrayInputStream(new byte[4]),
                4,
                UploadWorld.content("text").sha256());
        try (GuardedUploads uploads = world.uploads().build();
                PendingUpload pending = uploads.begin(Artifact.of(ObjectKey.of("a"), wrong))) {
            assertThatThrownBy(pending::upload)
                    .isInstanceOf(InvalidArtifactException.class)
                    .hasMessageContaining("SHA-256");
        }
        assertThat(world.text("a")).isEqualTo("nothing");
    }

    @Test
    void aKeyThatTheStoreDoesNotTakeIsRefusedBeforeAnything() {
        world.store.profile(new StoreProfile("uploads", ListOrder.UTF8, KeyRules.FILE_SYSTEM));
        try (GuardedUploads uploads = world.uploads().build()) {
            assertThatThrownBy(() -> uploads.begin(artifact("a//b", "text")))
                    .isInstanceOf(InvalidArtifactException.class)
                    .hasMessageContaining("empty segment");
        }
    }

    @Test
    void noUploadBeginsWithoutItsClaim() {
        Claims unreadable = new Claims() {
            @Override
            public void claim(ObjectKey key, String upload, Duration lasting) {
                throw new CatalogException("the database is away", true, null);
            }

            @Override
            public void release(ObjectKey key, String upload) {
                throw new CatalogException("the database is away", true, null);
            }

            @Override
            public Set<ObjectKey> claimed(Collection<ObjectKey> keys) {
                throw new CatalogException("the database is away", true, null);
            }

            @Override
            public boolean isClaimedBy(ObjectKey key, String upload) {
                throw new CatalogException("the database is away", true, null);
            }
        };
        try (GuardedUploads uploads = world.uploads().claims(unreadable).build()) {
            assertThatThrownBy(() -> uploads.begin(artifact("a", "text"))).isInstanceOf(CatalogException.class);
        }
        assertThat(world.store.writes()).isZero();
    }

    @Test
    void aStoreThatIsAwayIsNotAskedByEveryRequest() {
        world.storeGoesAway();
        try (GuardedUploads uploads =
                world.uploads().guarantee(Guarantee.BEST_EFFORT).build()) {
            for (int i = 0; i < 20; i++) {
                world.upload(uploads, artifact("a" + i, "text"));
            }
            assertThat(world.store.writes()).as("puts").isEqualTo(3);
            world.storeComesBack();
            assertThat(world.upload(uploads, artifact("b", "text")).status()).isEqualTo(UploadStatus.STORED);
        }
    }

    @Test
    void aListenerThatThrowsChangesNothing() {
        try (GuardedUploads uploads = world.uploads()
                .listener(new dev.reconcile.upload.UploadListener() {
                    @Override
                    public void stored(ArtifactStored event) {
                        throw new IllegalStateException("a mistake of the host's");
                    }
                })
                .build()) {
            assertThat(world.upload(uploads, artifact("a", "text")).status()).isEqualTo(UploadStatus.STORED);
        }
    }

    @Test
    void anUploadIsMadeOnce() {
        try (GuardedUploads uploads = world.uploads().build();
                PendingUpload pending = uploads.begin(artifact("a", "text"))) {
            pending.upload();
            assertThatThrownBy(pending::upload).isInstanceOf(IllegalStateException.class);
            pending.committed();
            assertThatThrownBy(pending::committed).isInstanceOf(IllegalStateException.class);
        }
        assertThat(world.text("a")).isEqualTo("text");
    }

    @Test
    void deferringNeedsASpool() {
        assertThatThrownBy(() -> world.uploads().mode(UploadMode.DEFERRED).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("spool");
    }
}
