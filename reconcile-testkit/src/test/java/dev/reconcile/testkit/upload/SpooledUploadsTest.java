package dev.reconcile.testkit.upload;

import static dev.reconcile.testkit.upload.UploadWorld.AWAY;
import static dev.reconcile.testkit.upload.UploadWorld.artifact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.InMemoryCatalog;
import dev.reconcile.store.Content;
import dev.reconcile.store.NewObject;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import dev.reconcile.testkit.Fault;
import dev.reconcile.testkit.FaultyCatalog;
import dev.reconcile.upload.Artifact;
import dev.reconcile.upload.ArtifactStored;
import dev.reconcile.upload.DrainReport;
import dev.reconcile.upload.GuardedUploads;
import dev.reconcile.upload.InvalidArtifactException;
import dev.reconcile.upload.PendingUpload;
import dev.reconcile.upload.SpoolException;
import dev.reconcile.upload.StorageUnavailableException;
import dev.reconcile.upload.UploadMode;
import dev.reconcile.upload.UploadStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpooledUploadsTest {

    @TempDir
    Path directory;

    private final UploadWorld world = new UploadWorld();
    private Path entries;

    @BeforeEach
    void nameTheEntries() {
        entries = directory.resolve("entries");
    }

    private GuardedUploads spooled() {
        return world.uploads().spool(directory).build();
    }

    private List<Path> files(String place, String end) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(place))) {
            return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
        }
    }

    @Test
    void queuesWhatTheStoreCannotTakeAndStoresItWhenItIsBack() {
        world.storeGoesAway();
        try (GuardedUploads uploads = spooled()) {
            assertThat(world.upload(uploads, artifact("a", "one")).status()).isEqualTo(UploadStatus.QUEUED);
            assertThat(world.upload(uploads, artifact("b", "two")).status()).isEqualTo(UploadStatus.QUEUED);
            assertThat(uploads.spool().orElseThrow().entries()).isEqualTo(2);
            assertThat(uploads.spool().orElseThrow().bytes()).isEqualTo(6);
            assertThat(uploads.drain().stopped()).contains("no answer");
            world.storeComesBack();
            assertThat(uploads.drain()).isEqualTo(new DrainReport(2, 0, 0, 0, 0, 0, ""));
            assertThat(world.text("a") + world.text("b")).isEqualTo("onetwo");
            assertThat(world.stored.stream().map(ArtifactStored::correlationId))
                    .as("events, in order")
                    .containsExactly("request-a", "request-b");
            assertThat(uploads.drain()).isEqualTo(new DrainReport(0, 0, 0, 0, 0, 0, ""));
            assertThat(files("entries", "")).isEmpty();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aDeferredUploadGoesToTheSpoolWhateverTheStoreIsLike() {
        try (GuardedUploads uploads =
                world.uploads().spool(directory).mode(UploadMode.DEFERRED).build()) {
            assertThat(world.upload(uploads, artifact("a", "text")).status()).isEqualTo(UploadStatus.QUEUED);
            assertThat(world.text("a")).isEqualTo("nothing");
            assertThat(uploads.drain().stored()).isEqualTo(1);
        }
        assertThat(world.text("a")).isEqualTo("text");
    }

    @Test
    void whatIsQueuedSurvivesTheProcess() {
        world.storeGoesAway();
        try (GuardedUploads uploads = spooled()) {
            world.upload(uploads, artifact("a", "text"));
        }
        world.storeComesBack();
        try (GuardedUploads later = spooled()) {
            assertThat(later.drain().stored()).isEqualTo(1);
        }
        assertThat(world.stored).extracting(ArtifactStored::correlationId).containsExactly("request-a");
    }

    @Test
    void whatIsRolledBackLeavesNothingInTheSpool() throws IOException {
        world.storeGoesAway();
        try (GuardedUploads uploads = spooled()) {
            try (PendingUpload pending = uploads.begin(artifact("a", "text"))) {
                assertThat(pending.upload().status()).isEqualTo(UploadStatus.QUEUED);
            }
            assertThat(files("entries", "")).isEmpty();
            assertThat(world.claims.claimed(Set.of(ObjectKey.of("a")))).isEmpty();
        }
    }

    @Test
    void nothingIsDrainedWhoseTransactionIsUnderWay() {
        world.storeGoesAway();
        try (GuardedUploads uploads = spooled();
                PendingUpload pending = uploads.begin(artifact("a", "text"))) {
            pending.upload();
            world.storeComesBack();
            world.pass(Duration.ofDays(2));
            assertThat(uploads.drain()).isEqualTo(new DrainReport(0, 0, 0, 0, 0, 1, ""));
            assertThat(world.text("a")).isEqualTo("nothing");
        }
    }

    @Test
    void anUploadThatWasCutOffAfterItsCommitIsStored() {
        cutOff("a", true);
        try (GuardedUploads later = spooled()) {
            assertThat(later.drain().stored()).isEqualTo(1);
        }
        assertThat(world.text("a")).isEqualTo("text");
    }

    @Test
    void anUploadThatWasCutOffBeforeItsCommitIsDiscardedOnceItIsOld() {
        cutOff("a", false);
        try (GuardedUploads later = spooled()) {
            world.pass(Duration.ofMinutes(59).plusSeconds(59));
            assertThat(later.drain()).isEqualTo(new DrainReport(0, 0, 0, 0, 0, 1, ""));
            world.pass(Duration.ofSeconds(1));
            assertThat(later.drain()).isEqualTo(new DrainReport(0, 0, 0, 0, 1, 0, ""));
        }
        assertThat(world.text("a")).isEqualTo("nothing");
    }

    @Test
    void aCatalogThatCannotBeAskedDiscardsNothing() {
        cutOff("a", false);
        FaultyCatalog away = FaultyCatalog.over(world.rows)
                .onFind(Fault.failing(() -> new CatalogException("the database is away", true, null)));
        world.pass(Duration.ofDays(3));
        try (GuardedUploads later =
                world.uploads().catalog(away).spool(directory).build()) {
            DrainReport report = later.drain();
            assertThat(report.left()).isEqualTo(1);
            assertThat(report.stopped()).contains("the database is away");
        }
    }

    @Test
    void ourOwnClaimIsNoRow() {
        cutOff("a", false);
        try (GuardedUploads later = world.uploads()
                .catalog(world.claims.over(world.rows))
                .spool(directory)
                .build()) {
            assertThat(world.claims.claimed(Set.of(ObjectKey.of("a")))).hasSize(1);
            world.pass(Duration.ofHours(2));
            assertThat(later.drain().discarded()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("H55: content that no row refers to is set aside, as the database that says so may be the wrong one")
    void anEmptyAnswerLosesNoContent() throws IOException {
        cutOff("a", false);
        world.pass(Duration.ofHours(2));
        try (GuardedUploads later = world.uploads()
                .catalog(new InMemoryCatalog("wrong", List.of("content"), "corrupted", () -> world.now))
                .spool(directory)
                .build()) {
            assertThat(later.drain().discarded()).isEqualTo(1);
            assertThat(later.spool().orElseThrow().unreferenced()).isEqualTo(1);
        }
        assertThat(files("unreferenced", ".content"))
                .singleElement()
                .satisfies(content -> assertThat(content).hasContent("text"));
        try (GuardedUploads again = spooled()) {
            assertThat(again.spool().orElseThrow().unreferenced()).isEqualTo(1);
            assertThat(again.spool().orElseThrow().entries()).isZero();
        }
    }

    private void cutOff(String key, boolean committed) {
        world.storeGoesAway();
        try (GuardedUploads uploads = spooled();
                PendingUpload pending = uploads.begin(artifact(key, "text"))) {
            pending.upload();
            if (committed) {
                world.row(key);
            }
            pending.uncertain(); // nothing more happens to it, as in a process that is killed
        }
        world.storeComesBack();
        world.now = world.now.minus(Duration.ofMinutes(10));
    }

    @Test
    void whatIsQueuedIsClaimedHoweverLongItWaits() {
        world.storeGoesAway();
        try (GuardedUploads uploads = spooled()) {
            world.upload(uploads, artifact("a", "text"));
            for (int i = 0; i < 20; i++) {
                world.pass(Duration.ofMinutes(30));
                uploads.drain();
                assertThat(world.claims.claimed(Set.of(ObjectKey.of("a"))))
                        .as("after " + i + " passes")
                        .hasSize(1);
            }
            world.storeComesBack();
            uploads.drain();
            assertThat(world.claims.claimed(Set.of(ObjectKey.of("a")))).isEmpty();
        }
    }

    @Test
    void aDrainWhoseAnswerWasLostStoresNothingTwice() {
        world.storeGoesAway();
        try (GuardedUploads uploads = spooled()) {
            world.upload(uploads, artifact("a", "text"));
            world.storeComesBack();
            world.store.onPut(
                    Fault.<NewObject, Written>answering(AWAY).afterTheFact().onCall(1));
            world.store.onStat(Fault.answering(
                    dev.reconcile.store.Presence.unknown(dev.reconcile.store.Doubt.UNAVAILABLE, "no answer")));
            uploads.drain();
            world.store.onPut(Fault.none());
            world.store.onStat(Fault.none());
            world.pass(Duration.ofMinutes(1));
            uploads.drain();
            assertThat(uploads.spool().orElseThrow().entries()).isZero();
        }
        assertThat(world.stored).hasSize(1);
        assertThat(world.real.versions("a")).hasSize(1);
    }

    @Test
    void aKeyTakenMeanwhileByOtherContentIsSetAsideAndReported() throws IOException {
        world.storeGoesAway();
        try (GuardedUploads uploads = spooled()) {
            world.upload(uploads, artifact("a", "text"));
            world.upload(uploads, artifact("b", "text"));
            world.real.put("a", "other".getBytes(StandardCharsets.UTF_8));
            world.storeComesBack();
            assertThat(uploads.drain()).isEqualTo(new DrainReport(1, 0, 1, 0, 0, 0, ""));
            assertThat(uploads.spool().orElseThrow().conflicts()).isEqualTo(1);
        }
        assertThat(world.text("a")).isEqualTo("other");
        assertThat(world.setAside).containsExactly("a: the key is taken by other content");
        assertThat(Files.readString(files("conflicts", ".content").get(0))).isEqualTo("text");
        try (GuardedUploads later = spooled()) {
            assertThat(later.spool().orElseThrow().conflicts()).isEqualTo(1);
        }
    }

    @Test
    void aProcessKilledWhileItSetAnEntryAsideLosesNothing() throws IOException {
        world.storeGoesAway();
        try (GuardedUploads uploads = spooled()) {
            world.upload(uploads, artifact("a", "text"));
        }
        Path content = files("entries", ".content").get(0);
        Files.move(content, directory.resolve("conflicts").resolve(content.getFileName()));
        try (GuardedUploads later = spooled()) {
            assertThat(later.spool().orElseThrow().entries()).isZero();
            assertThat(later.spool().orElseThrow().conflicts()).isEqualTo(1);
        }
        assertThat(files("conflicts", "")).hasSize(2);
    }

    @Test
    void theSameContentUnderTheKeyIsNoConflict() {
        world.storeGoesAway();
        try (GuardedUploads uploads = spooled()) {
            world.upload(uploads, artifact("a", "text"));
            world.upload(uploads, artifact("a", "text"));
            world.storeComesBack();
            assertThat(uploads.drain()).isEqualTo(new DrainReport(1, 1, 0, 0, 0, 0, ""));
        }
    }

    @Test
    void otherContentForAQueuedKeyIsRefusedRatherThanPromised() {
        world.storeGoesAway();
        try (GuardedUploads uploads = spooled()) {
            world.upload(uploads, artifact("a", "text"));
            try (PendingUpload other = uploads.begin(artifact("a", "other"))) {
                assertThatThrownBy(other::upload).isInstanceOf(InvalidArtifactException.class);
            }
        }
    }

    @Test
    void contentDamagedOnDiskIsNeverUploaded() throws IOException {
        world.storeGoesAway();
        try (GuardedUploads uploads = spooled()) {
            world.upload(uploads, artifact("a", "text"));
            world.upload(uploads, artifact("b", "text"));
            world.upload(uploads, artifact("c", "text"));
            List<Path> contents = files("entries", ".content");
            Files.writeString(contents.get(0), "tex");
            Files.writeString(contents.get(1), "texT");
            world.storeComesBack();
            assertThat(uploads.drain()).isEqualTo(new DrainReport(1, 0, 0, 2, 0, 0, ""));
            assertThat(uploads.spool().orElseThrow().damaged()).isEqualTo(2);
        }
        assertThat(world.text("a")).isEqualTo("nothing");
        assertThat(world.text("b")).isEqualTo("nothing");
        assertThat(world.text("c")).isEqualTo("text");
        assertThat(world.setAside).hasSize(2);
    }

    @Test
    void aManifestThatIsTornOrChangedIsSetAsideWithItsContent() throws IOException {
        world.storeGoesAway();
        try (GuardedUploads uploads = spooled()) {
            world.upload(uploads, artifact("a", "text"));
            world.upload(uploads, artifact("b", "text"));
        }
        List<Path> manifests = files("entries", ".json");
        String torn = Files.readString(manifests.get(0));
        Files.writeString(manifests.get(0), torn.substring(0, torn.length() / 2));
        Files.writeString(
                manifests.get(1), Files.readString(manifests.get(1)).replace("\"key\":\"b\"", "\"key\":\"d\""));
        world.storeComesBack();
        try (GuardedUploads later = spooled()) {
            assertThat(later.drain()).isEqualTo(new DrainReport(0, 0, 0, 0, 0, 0, ""));
            assertThat(later.spool().orElseThrow().damaged()).isEqualTo(2);
        }
        assertThat(files("damaged", ".content")).hasSize(2);
        assertThat(world.text("d")).isEqualTo("nothing");
    }

    @Test
    void whatAKilledProcessLeftUnfinishedIsNoEntry() throws IOException {
        spooled().close();
        Files.writeString(entries.resolve("0000000000000000001-x.content"), "never told of");
        Files.writeString(entries.resolve("0000000000000000002-y.content.tmp"), "half");
        Files.writeString(entries.resolve("0000000000000000003-z.json.tmp"), "{");
        try (GuardedUploads later = spooled()) {
            assertThat(later.spool().orElseThrow().entries()).isZero();
            assertThat(files("entries", "")).isEmpty();
        }
    }

    @Test
    void aFullSpoolIsAsIfThereWereNone() {
        world.storeGoesAway();
        try (GuardedUploads uploads =
                world.uploads().spool(directory).spoolLimits(6, 10).build()) {
            world.upload(uploads, artifact("a", "text"));
            try (PendingUpload pending = uploads.begin(artifact("b", "text"))) {
                assertThatThrownBy(pending::upload)
                        .isInstanceOf(StorageUnavailableException.class)
                        .hasMessageContaining("full");
            }
            assertThat(world.upload(uploads, artifact("c", "xx")).status()).isEqualTo(UploadStatus.QUEUED);
            assertThat(uploads.spool().orElseThrow().bytes()).isEqualTo(6);
        }
    }

    @Test
    void aSpoolFullOfEntriesSendsDeferredUploadsToTheStore() {
        try (GuardedUploads uploads = world.uploads()
                .spool(directory)
                .spoolLimits(1000, 1)
                .mode(UploadMode.DEFERRED)
                .build()) {
            assertThat(world.upload(uploads, artifact("a", "text")).status()).isEqualTo(UploadStatus.QUEUED);
            assertThat(world.upload(uploads, artifact("b", "text")).status()).isEqualTo(UploadStatus.STORED);
        }
    }

    @Test
    void wrongContentIsNeverQueued() throws IOException {
        Content wrong = Content.of(
                () -> new ByteArrayInputStream(new byte[4]),
                4,
                UploadWorld.content("text").sha256());
        try (GuardedUploads uploads = world.uploads()
                        .spool(directory)
                        .mode(UploadMode.DEFERRED)
                        .build();
                PendingUpload pending = uploads.begin(Artifact.of(ObjectKey.of("a"), wrong))) {
            assertThatThrownBy(pending::upload).isInstanceOf(InvalidArtifactException.class);
            assertThat(files("entries", "")).isEmpty();
        }
    }

    @Test
    void aRefusedEntryDoesNotHoldUpTheOthers() {
        world.storeGoesAway();
        try (GuardedUploads uploads = spooled()) {
            world.upload(uploads, artifact("a", "text"));
            world.upload(uploads, artifact("b", "text"));
            world.storeComesBack();
            world.store.onPut(Fault.<NewObject, Written>answering(Written.not(Kind.REFUSED, "400"))
                    .when(object -> object.key().value().equals("a")));
            assertThat(uploads.drain()).isEqualTo(new DrainReport(1, 0, 0, 0, 0, 1, ""));
        }
        assertThat(world.text("b")).isEqualTo("text");
    }

    @Test
    void aStoreThatRefusesEverythingIsLeftAloneAndNothingIsLost() {
        world.storeGoesAway();
        try (GuardedUploads uploads = spooled()) {
            for (int i = 0; i < 10; i++) {
                world.upload(uploads, artifact("a" + i, "text"));
            }
            long before = world.store.writes();
            world.store.onWrite(Fault.answering(Written.not(Kind.REFUSED, "403")));
            DrainReport report = uploads.drain();
            assertThat(report.stopped()).contains("403");
            assertThat(report.left()).isEqualTo(10);
            assertThat(world.store.writes() - before).as("puts").isEqualTo(3);
        }
    }

    @Test
    void aSpoolIsOneProcesssAlone() {
        try (GuardedUploads uploads = spooled()) {
            assertThatThrownBy(this::spooled)
                    .isInstanceOf(SpoolException.class)
                    .hasMessageContaining("in use by another process");
            world.storeGoesAway();
            assertThat(world.upload(uploads, artifact("a", "text")).status()).isEqualTo(UploadStatus.QUEUED);
        }
        spooled().close();
    }

    @Test
    void aSpoolWhoseLockFileIsGoneTakesAndGivesNothing() throws IOException {
        world.storeGoesAway();
        try (GuardedUploads uploads = spooled()) {
            world.upload(uploads, artifact("a", "text"));
            Files.delete(directory.resolve("lock"));
            try (PendingUpload pending = uploads.begin(artifact("b", "text"))) {
                assertThatThrownBy(pending::upload).isInstanceOf(StorageUnavailableException.class);
            }
            world.storeComesBack();
            assertThat(uploads.drain().stopped()).contains("lock");
        }
        assertThat(world.text("a")).isEqualTo("nothing");
    }

    @Test
    void theThreadDrainsWhenTheStoreIsBack() throws InterruptedException {
        SynchronousQueue<String> ticks = new SynchronousQueue<>();
        CountDownLatch told = new CountDownLatch(1);
        world.storeGoesAway();
        try (GuardedUploads uploads = world.uploads()
                .spool(directory)
                .drainEvery(Duration.ofSeconds(5))
                .waiting(duration -> ticks.take())
                .listener(new dev.reconcile.upload.UploadListener() {
                    @Override
                    public void stored(ArtifactStored event) {
                        told.countDown();
                    }
                })
                .build()) {
            world.upload(uploads, artifact("a", "text"));
            ticks.put("while it is away");
            ticks.put("which has been looked at by now");
            world.storeComesBack();
            ticks.put("when it is back");
            told.await();
            assertThat(world.text("a")).isEqualTo("text");
        }
    }
}
