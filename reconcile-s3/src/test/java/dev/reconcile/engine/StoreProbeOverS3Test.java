package dev.reconcile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.s3.S3Connection;
import dev.reconcile.s3.S3ObjectStore;
import dev.reconcile.store.Versioning;
import dev.reconcile.testkit.s3.Deviations;
import dev.reconcile.testkit.s3.Fault;
import dev.reconcile.testkit.s3.Feature;
import dev.reconcile.testkit.s3.Operation;
import dev.reconcile.testkit.s3.S3Server;
import dev.reconcile.testkit.s3.When;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** What the probe finds out of each kind of store, through the real client (H54, H75, H76, H78, H79). */
class StoreProbeOverS3Test {

    private static final Deviations AWS = Deviations.none();

    static Stream<Arguments> stores() {
        Versioning off = Versioning.OFF;
        Versioning unknown = Versioning.UNKNOWN;
        return Stream.of(
                Arguments.of("AWS", AWS, true, true, true, true, off),
                Arguments.of("a directory bucket", Deviations.directoryBucket(), true, true, true, false, unknown),
                Arguments.of("MinIO", Deviations.minio(), false, true, false, true, off),
                Arguments.of("R2", Deviations.r2(), false, true, false, false, unknown),
                Arguments.of("Ceph", Deviations.ceph(), true, true, false, true, off),
                Arguments.of("Ceph 16", Deviations.ceph16(), false, true, false, true, off),
                Arguments.of("refused If-Match", AWS.refusing(Feature.DELETE_IF_MATCH), false, true, true, true, off),
                Arguments.of(
                        "ignored copy source", AWS.ignoring(Feature.COPY_PRECONDITIONS), true, false, true, true, off),
                Arguments.of(
                        "refused copy source", AWS.refusing(Feature.COPY_PRECONDITIONS), true, false, false, true, off),
                Arguments.of(
                        "ignored If-None-Match", AWS.ignoring(Feature.PUT_PRECONDITIONS), true, true, false, true, off),
                Arguments.of("ignored tags", AWS.ignoring(Feature.TAGGING), true, true, true, false, off));
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
        StoreAbilities abilities = probe(deviations, server -> {});
        assertThat(abilities)
                .as("%s: %s", name, abilities.doubts())
                .isEqualTo(new StoreAbilities(removes, copies, creates, tags, versioning, abilities.doubts()));
        long noes =
                Stream.of(removes, copies, creates, tags).filter(can -> !can).count();
        assertThat(abilities.doubts()).hasSize((int) noes);
    }

    @Test
    void versionedBucketIsRecognised() {
        StoreAbilities abilities =
                probe(AWS, server -> server.bucket("bucket").versioning(dev.reconcile.testkit.s3.Versioning.ENABLED));
        assertThat(abilities).isEqualTo(new StoreAbilities(true, true, true, true, Versioning.ENABLED, List.of()));
    }

    @Test
    @DisplayName("A store that can't be asked can nothing, and doesn't fail the probe (H10)")
    void storeThatCannotBeAskedCanNothing() {
        StoreAbilities abilities = probe(AWS, server -> server.faults().inject(When.any(), Fault.status(503)));
        assertThat(abilities)
                .isEqualTo(new StoreAbilities(false, false, false, false, Versioning.UNKNOWN, abilities.doubts()));
        assertThat(abilities.doubts()).isNotEmpty();
    }

    @Test
    @DisplayName("What is forbidden is a no (H2)")
    void whatIsForbiddenIsANo() {
        assertThat(probe(AWS, server -> server.deny(Operation.PUT_TAGS)).tags()).isFalse();
        StoreAbilities readOnly = probe(AWS, server -> server.deny(Operation.PUT, Operation.COPY));
        assertThat(readOnly.removesConditionally()).isFalse();
        assertThat(readOnly.doubts()).singleElement().asString().contains("403", "s3:PutObject");
    }

    @Test
    @DisplayName("Objects that can't be removed are named (H16)")
    void objectsThatCannotBeRemovedAreNamed() {
        try (S3Server server = S3Server.start("bucket");
                S3ObjectStore store = store(server)) {
            server.deny(Operation.DELETE);
            StoreAbilities abilities = StoreAbilities.probe(store, ".reconcile/", "u");
            assertThat(abilities.removesConditionally()).isFalse();
            assertThat(abilities.doubts()).anySatisfy(doubt -> assertThat(doubt).contains(".reconcile/probe/u/object"));
        }
    }

    /** Nothing of the probe's stays, and nothing of anybody's is touched. */
    private static StoreAbilities probe(Deviations deviations, Consumer<S3Server> prepared) {
        try (S3Server server = S3Server.builder()
                        .buckets("bucket")
                        .deviations(deviations)
                        .start();
                S3ObjectStore store = store(server)) {
            server.bucket("bucket").put("somebody/elses", new byte[] {1});
            prepared.accept(server);
            StoreAbilities abilities = StoreAbilities.probe(store, ".reconcile/", "run-1");
            server.faults().clear();
            assertThat(server.bucket("bucket").keys()).as("what is left").containsExactly("somebody/elses");
            return abilities;
        }
    }

    private static S3ObjectStore store(S3Server server) {
        return S3ObjectStore.connect(
                        S3Connection.to(server.endpoint(), server.region())
                                .credentials(StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY))),
                        "bucket")
                .build();
    }
}
