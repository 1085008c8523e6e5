package dev.reconcile.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.testkit.WireServer;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** How calls go out and fail: H10, H12, H30, H88, H91, H92, H95. */
class CallWireTest extends WireTest {

    private static Doubt doubt(S3ObjectStore asked) {
        Presence presence = asked.stat(ObjectKey.of("k"));
        assertThat(presence).isInstanceOf(Presence.Unknown.class);
        return ((Presence.Unknown) presence).doubt();
    }

    @Test
    @DisplayName("A client that retries is asked once all the same (H88)")
    void clientThatRetriesIsAskedOnce() {
        try (S3Client retrying = S3Client.builder()
                .endpointOverride(server.endpoint())
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build()) {
            server.answers(503, "");
            S3ObjectStore borrowed = S3ObjectStore.of(retrying, "bkt");
            assertThat(doubt(borrowed)).isEqualTo(Doubt.THROTTLED);
            assertThat(server.requests()).hasSize(1);
            borrowed.close();
            assertThat(doubt(borrowed)).as("a borrowed client stays open").isEqualTo(Doubt.THROTTLED);
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    @DisplayName("Credentials that can't be had are refused permission, and nothing is sent (H12)")
    void credentialsThatCannotBeHadAreRefusedPermission() {
        server.answers(404, "", WireServer.REQUEST_ID);
        try (S3ObjectStore without = S3ObjectStore.connect(
                        S3Connection.to(server.endpoint(), "us-east-1").credentials(() -> {
                            throw SdkClientException.create("no credential: canary-secret");
                        }),
                        "bkt")
                .build()) {
            Presence presence = without.stat(ObjectKey.of("k"));
            assertThat(((Presence.Unknown) presence).doubt()).isEqualTo(Doubt.FORBIDDEN);
            assertThat(((Presence.Unknown) presence).detail()).doesNotContain("canary-secret");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void plainServerBehindHttpsIsTheWrongEndpoint() {
        URI secure = URI.create("https://127.0.0.1:" + server.endpoint().getPort());
        server.answersRaw("HTTP/1.1 400 Bad Request\r\n\r\n").speaksFirst();
        try (S3ObjectStore wrong = S3ObjectStore.connect(
                        S3Connection.to(secure, "us-east-1").credentials(AnonymousCredentialsProvider.create()), "bkt")
                .callTimeout(Duration.ofSeconds(5))
                .build()) {
            assertThat(doubt(wrong)).isEqualTo(Doubt.WRONG_ENDPOINT);
        }
    }

    @Test
    @DisplayName("The bucket's owner is demanded where one is expected (H30)")
    void expectedOwnerIsDemanded() {
        server.answers(403, "");
        try (S3ObjectStore owned = S3ObjectStore.connect(connection(), "bkt")
                .expectedBucketOwner("111122223333")
                .build()) {
            assertThat(doubt(owned)).isEqualTo(Doubt.FORBIDDEN);
            assertThatThrownBy(() -> owned.list(ListRequest.of(""))).hasMessageContaining("expected bucket owner");
        }
        assertThat(server.requests())
                .hasSize(2)
                .allSatisfy(request ->
                        assertThat(request).containsIgnoringCase("x-amz-expected-bucket-owner: 111122223333"));
    }

    @Test
    @DisplayName("Requests carry no integrity headers that third-party stores refuse (H95)")
    void requestsCarryNoIntegrityHeaders() {
        server.answers(404, "", WireServer.REQUEST_ID);
        stat("k");
        failure(ListRequest.of(""));
        assertThat(server.requests())
                .hasSize(2)
                .allSatisfy(request -> assertThat(request)
                        .doesNotContainIgnoringCase("x-amz-checksum")
                        .doesNotContainIgnoringCase("x-amz-sdk-checksum")
                        .doesNotContainIgnoringCase("aws-chunked")
                        .doesNotContainIgnoringCase("x-amz-trailer"));
    }
}
