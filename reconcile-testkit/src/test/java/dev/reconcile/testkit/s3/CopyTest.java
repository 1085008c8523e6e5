package dev.reconcile.testkit.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** CopyObject: what a copy keeps, and what can't be copied (H78). */
class CopyTest {

    private static final Attributes ATTRIBUTES = Attributes.NONE
            .header("x-amz-meta-owner", "somebody")
            .header("content-type", "image/png")
            .tags(Map.of("state", "new"));

    private S3Server server;
    private S3Bucket bucket;

    @BeforeEach
    void start() {
        server = S3Server.start("bucket");
        bucket = server.bucket("bucket");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void put(Attributes attributes) {
        bucket.put(S3Object.of("source", new byte[] {1, 2, 3}, Instant.now()).withAttributes(attributes));
    }

    private Wire copy() {
        return Wire.request("PUT", "/bucket/copy").header("x-amz-copy-source", "bucket/source");
    }

    private Attributes copied() {
        return bucket.object("copy").orElseThrow().attributes();
    }

    @Test
    void copyKeepsMetadataAndTags() {
        put(ATTRIBUTES);

        assertThat(copy().send(server).status()).isEqualTo(200);

        assertThat(copied()).isEqualTo(ATTRIBUTES);
    }

    @Test
    void copyHasTheStandardStorageClassUnlessAnotherIsAskedFor() {
        put(ATTRIBUTES.storageClass("STANDARD_IA"));

        copy().send(server);
        assertThat(copied().storageClass()).isEqualTo("STANDARD");

        copy().header("x-amz-storage-class", "STANDARD_IA").send(server);
        assertThat(copied()).isEqualTo(ATTRIBUTES.storageClass("STANDARD_IA"));
    }

    @Test
    void metadataAndTagsAreReplacedApart() {
        put(ATTRIBUTES);

        copy().header("x-amz-metadata-directive", "REPLACE")
                .header("x-amz-meta-from", "elsewhere")
                .send(server);
        assertThat(copied().headers()).containsExactlyEntriesOf(Map.of("x-amz-meta-from", "elsewhere"));
        assertThat(copied().tags()).isEqualTo(ATTRIBUTES.tags());

        copy().header("x-amz-tagging-directive", "REPLACE")
                .header("x-amz-tagging", "state=old")
                .send(server);
        assertThat(copied().headers()).isEqualTo(ATTRIBUTES.headers());
        assertThat(copied().tags()).containsExactlyEntriesOf(Map.of("state", "old"));
    }

    @Test
    void moreThan5GiBAreNotCopiedAtOnce() {
        bucket.putEmpty("source", (5L << 30) + 1, Instant.now());

        assertThat(copy().send(server).body()).contains("<Code>InvalidRequest</Code>");
        assertThat(bucket.keys()).containsExactly("source");
    }

    /** H17. */
    @Test
    void archivedObjectIsNotCopied() {
        put(ATTRIBUTES.storageClass("GLACIER"));

        Wire.Reply reply = copy().send(server);

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.body()).contains("<Code>InvalidObjectState</Code>");
    }

    @Test
    void storesThatDoNotKnowTheConditionOnTheTargetOverwriteIt() {
        for (Deviations deviations : new Deviations[] {Deviations.minio(), Deviations.r2(), Deviations.ceph16()}) {
            try (S3Server other =
                    S3Server.builder().buckets("bucket").deviations(deviations).start()) {
                other.bucket("bucket").put("source", new byte[] {1});
                other.bucket("bucket").put("copy", new byte[] {1, 2});

                assertThat(copy().header("If-None-Match", "*").send(other).status())
                        .isEqualTo(200);
                assertThat(other.bucket("bucket").object("copy").orElseThrow().size())
                        .isEqualTo(1);
            }
        }
    }

    /** H16. */
    @Test
    void copyOverALockedObjectIsRefused() {
        put(ATTRIBUTES);
        bucket.put("copy", new byte[0]);
        bucket.lock("copy");

        assertThat(copy().send(server).status()).isEqualTo(403);
        assertThat(bucket.object("copy").orElseThrow().size()).isZero();
    }

    @ParameterizedTest
    @FieldSource("dev.reconcile.testkit.s3.HostileKeys#ALL")
    void everyKeyIsCopiedFromAndTo(String key) {
        bucket.put(key, new byte[] {1});

        Wire.Reply there = Wire.request("PUT", "/bucket/kept")
                .header("x-amz-copy-source", "bucket/" + Wire.encoded(key))
                .send(server);
        bucket.remove(key);
        Wire.Reply back = Wire.request("PUT", "/bucket/" + Wire.encoded(key))
                .header("x-amz-copy-source", "/bucket/kept")
                .send(server);

        assertThat(there.status()).isEqualTo(200);
        assertThat(back.status()).isEqualTo(200);
        assertThat(bucket.keys()).containsExactlyInAnyOrder(key, "kept");
    }
}
