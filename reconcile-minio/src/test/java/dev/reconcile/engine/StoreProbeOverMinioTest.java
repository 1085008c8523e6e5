package dev.reconcile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reconcile.minio.MinioConnection;
import dev.reconcile.minio.MinioObjectStore;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.Versioning;
import dev.reconcile.testkit.s3.Deviations;
import dev.reconcile.testkit.s3.MinioServer;
import dev.reconcile.testkit.s3.S3Server;
import io.minio.MakeBucketArgs;
import io.minio.MinioAsyncClient;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the probe finds out of each kind of store, through minio-java (H54, H75, H76, H78, H79). */
class StoreProbeOverMinioTest {

    static Stream<Arguments> stores() {
        return Stream.of(
                Arguments.of("AWS", Deviations.none(), true, true, true, true, Versioning.OFF),
                Arguments.of("MinIO", Deviations.minio(), false, true, false, true, Versioning.OFF),
                Arguments.of("R2", Deviations.r2(), false, true, false, false, Versioning.UNKNOWN),
                Arguments.of("Ceph", Deviations.ceph(), true, true, false, true, Versioning.OFF));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stores")
    void abilitiesAreThoseThatWereSeen(
            String name,
            Deviations deviations,
            boolean removes,
            boolean copies,
            boolean creates,
            boolean tags,
            Versioning versioning) {
        try (S3Server server = S3Server.builder()
                        .buckets("bucket")
                        .deviations(deviations)
                        .start();
                MinioObjectStore store = MinioObjectStore.connect(
                                MinioConnection.to(server.endpoint())
                                        .credentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY),
                                "bucket")
                        .build()) {
            StoreAbilities abilities = StoreAbilities.probe(store, ".reconcile/", "run-1");
            assertThat(abilities)
                    .as("%s: %s", name, abilities.doubts())
                    .isEqualTo(new StoreAbilities(removes, copies, creates, tags, versioning, abilities.doubts()));
            assertThat(server.bucket("bucket").keys()).as("what is left").isEmpty();
        }
    }

    @Test
    @DisplayName("A real MinIO removes under a precondition that doesn't hold, and the probe says so (H76)")
    void realMinioCannotRemoveConditionally() throws Exception {
        Optional<Path> binary = MinioServer.binary();
        assumeTrue(binary.isPresent(), "there is no MinIO: scripts/minio builds one, RECONCILE_MINIO names one");
        try (MinioServer minio = MinioServer.start(binary.get());
                MinioAsyncClient client = MinioConnection.to(minio.endpoint())
                        .credentials(MinioServer.ACCESS_KEY, MinioServer.SECRET_KEY)
                        .open()) {
            client.makeBucket(MakeBucketArgs.builder().bucket("bucket").build()).get();
            try (MinioObjectStore store = MinioObjectStore.of(client, "bucket")) {
                StoreAbilities abilities = StoreAbilities.probe(store, ".reconcile/", "run-1");
                assertThat(abilities)
                        .as("%s", abilities.doubts())
                        .isEqualTo(new StoreAbilities(false, true, false, true, Versioning.OFF, abilities.doubts()));
                assertThat(store.list(ListRequest.of("")).objects())
                        .as("what is left")
                        .isEmpty();
            }
        }
    }
}
