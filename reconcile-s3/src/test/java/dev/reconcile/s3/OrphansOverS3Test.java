package dev.reconcile.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.ApplyRequest;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.Plan;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.catalog.InMemoryCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.testkit.s3.Attributes;
import dev.reconcile.testkit.s3.Deviations;
import dev.reconcile.testkit.s3.Feature;
import dev.reconcile.testkit.s3.S3Bucket;
import dev.reconcile.testkit.s3.S3Object;
import dev.reconcile.testkit.s3.S3Server;
import dev.reconcile.testkit.s3.Versioning;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** What becomes of orphans in a bucket of each kind of store, through the real client. */
class OrphansOverS3Test {

    private static final Instant NOW = Instant.parse("2026-11-03T08:15:00Z");
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(30));
    private static final String STRAY = "images/stray +é.jpg";

    @TempDir
    private Path directory;

    private Instant time = NOW;
    private S3Server server = S3Server.start("unused");
    private S3ObjectStore store;
    private ReconcileEngine engine;

    private S3Bucket start(Deviations deviations) {
        server.close();
        server = S3Server.builder().buckets("bucket").deviations(deviations).start();
        store = S3ObjectStore.connect(
                        S3Connection.to(server.endpoint(), server.region())
                                .credentials(StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY))),
                        "bucket")
                .listOrder(ListOrder.UTF8)
                .build();
        InMemoryCatalog catalog = new InMemoryCatalog("catalog", List.of("image"), "error", () -> time);
        S3Bucket bucket = server.bucket("bucket");
        for (int i = 0; i < 50; i++) {
            ObjectKey key = ObjectKey.of("images/" + i);
            RecordId id = new RecordId("" + i);
            bucket.put(S3Object.of(key.value(), bytes("image " + i), LONG_AGO));
            catalog.put(id.value(), "ready", LONG_AGO, new Reference(id, "image", key, OptionalLong.empty(), true));
        }
        bucket.put(S3Object.of(STRAY, bytes("nobody's"), LONG_AGO)
                .withAttributes(
                        Attributes.NONE.header("x-amz-meta-camera", "old one").tags(Map.of("team", "alps"))));
        engine = ReconcileEngine.builder(store, catalog)
                .journal(directory)
                .clock(() -> time)
                .unsafeAgesByOwnClock()
                .build();
        return bucket;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @AfterEach
    void stop() {
        store.close();
        server.close();
    }

    private RunReport run(OrphanPolicy policy) {
        return engine.run(ReconcileRequest.builder().apply().orphans(policy).build());
    }

    @Test
    @DisplayName("H78: out of the quarantine comes what went in, with its metadata and tags")
    void quarantineAndRestoreKeepEverything() {
        S3Bucket bucket = start(Deviations.none());
        S3Object before = bucket.object(STRAY).orElseThrow();

        RunReport moved = run(OrphanPolicy.QUARANTINE);

        assertThat(moved.state()).as("%s", moved.problems()).isEqualTo(RunState.COMPLETE);
        assertThat(moved.orphanChanges().applied()).isEqualTo(1);
        assertThat(bucket.object(STRAY)).isEmpty();
        assertSame(
                bucket.object("reconcile-quarantine/" + moved.runId() + "/" + STRAY)
                        .orElseThrow(),
                before);
        assertThat(bucket.size()).as("the probe left nothing").isEqualTo(51);

        assertThat(engine.undo(moved.runId()).orphanChanges().applied()).isEqualTo(1);
        assertSame(bucket.object(STRAY).orElseThrow(), before);
        assertThat(bucket.size()).isEqualTo(51);
    }

    private static void assertSame(S3Object now, S3Object before) {
        assertThat(now.content()).isEqualTo(before.content());
        assertThat(now.attributes()).isEqualTo(before.attributes());
    }

    @Test
    @DisplayName("H76: on a store that removes whatever is there, nothing is removed, and the report says why")
    void storesThatIgnorePreconditionsKeepEverything() {
        for (Deviations deviations : List.of(Deviations.minio(), Deviations.r2(), Deviations.ceph16())) {
            S3Bucket bucket = start(deviations);
            for (OrphanPolicy policy : List.of(OrphanPolicy.QUARANTINE, OrphanPolicy.DELETE)) {
                RunReport report = run(policy);

                assertThat(report.state()).isEqualTo(RunState.INCOMPLETE);
                assertThat(report.problems()).anyMatch(problem -> problem.contains("another ETag isn't refused"));
                assertThat(bucket.object(STRAY)).isPresent();
                assertThat(bucket.size()).isEqualTo(51);
                time = time.plusSeconds(60);
            }
        }
    }

    @Test
    @DisplayName("H15, H76: where the bucket keeps versions, MinIO's orphans can be quarantined all the same")
    void versionsMakeItSafe() {
        S3Bucket bucket = start(Deviations.minio());
        bucket.versioning(Versioning.ENABLED);

        RunReport moved = run(OrphanPolicy.QUARANTINE);

        assertThat(moved.orphanChanges().applied()).as("%s", moved.problems()).isEqualTo(1);
        assertThat(bucket.versions(STRAY)).as("a delete marker over the object").hasSize(2);
        assertThat(engine.undo(moved.runId()).orphanChanges().applied()).isEqualTo(1);
        assertThat(bucket.object(STRAY).orElseThrow().content()).isEqualTo(bytes("nobody's"));
    }

    @Test
    @DisplayName("H15: what was deleted in a versioned bucket comes back by taking the marker away")
    void aDeletionInAVersionedBucketIsUndone() {
        S3Bucket bucket = start(Deviations.none());
        bucket.versioning(Versioning.ENABLED);
        bucket.put(S3Object.of(STRAY, bytes("nobody's, versioned"), LONG_AGO));
        engine.run(ReconcileRequest.dryRun());
        time = time.plus(Duration.ofHours(5));
        RunReport found = engine.run(
                ReconcileRequest.builder().orphans(OrphanPolicy.DELETE).build());
        Plan plan = engine.plan(found.runId(), Plan.Form.JSON_LINES);

        RunReport deleted = engine.apply(ApplyRequest.of(plan).confirmDeletion(engine.confirmation(plan)));

        assertThat(deleted.orphanChanges().applied()).isEqualTo(1);
        assertThat(bucket.object(STRAY)).isEmpty();
        assertThat(engine.undo(deleted.runId()).orphanChanges().applied()).isEqualTo(1);
        assertThat(bucket.object(STRAY).orElseThrow().content()).isEqualTo(bytes("nobody's, versioned"));
    }

    @Test
    @DisplayName("H79: a store without tags refuses the policy TAG, and says so")
    void tagsWhereThereAreNone() {
        S3Bucket bucket = start(Deviations.none().refusing(Feature.TAGGING));

        RunReport report = run(OrphanPolicy.TAG);

        assertThat(report.problems()).anyMatch(problem -> problem.contains("hasn't seen this store keep tags"));
        assertThat(bucket.object(STRAY)).isPresent();
    }

    @Test
    @DisplayName("H16: a locked object stays, and is a refusal of its own")
    void lockedObjectsStay() {
        S3Bucket bucket = start(Deviations.none());
        bucket.lock("images/");

        RunReport report = run(OrphanPolicy.QUARANTINE);

        assertThat(report.state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(report.orphanChanges().failed()).isEqualTo(1);
        assertThat(bucket.object(STRAY)).isPresent();
    }

    @Test
    @DisplayName("H24: unfinished uploads past the limit are listed beside the orphans, and aborted on request")
    void unfinishedUploadsAreListedAndAborted() {
        S3Bucket bucket = start(Deviations.none());
        bucket.beginUpload("images/half", LONG_AGO);
        bucket.beginUpload("images/half", LONG_AGO.plusSeconds(1));
        bucket.beginUpload("images/under way", NOW.minusSeconds(60));
        ReconcileRequest request =
                ReconcileRequest.builder().uploadsOlderThan(Duration.ofDays(7)).build();

        RunReport listed = engine.run(request);
        assertThat(listed.uploads().listed()).isEqualTo(2);
        assertThat(bucket.unfinishedUploads()).hasSize(3);

        RunReport aborted =
                engine.run(request.toBuilder().apply().abortUploads().build());
        assertThat(aborted.uploads().aborts().applied()).isEqualTo(2);
        assertThat(bucket.unfinishedUploads()).hasSize(1);
    }
}
