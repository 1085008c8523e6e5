package dev.reconcile.s3;

import static dev.reconcile.testkit.WireServer.REQUEST_ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import dev.reconcile.testkit.WireChange;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** How changes go out, and what becomes of them when the answer doesn't: H10, H38, H39, H63, H78, H88, H91, H92, H95, H100. */
class WriteWireTest extends WireTest {

    private static final String COPIED = "<CopyObjectResult><ETag>&quot;e2&quot;</ETag></CopyObjectResult>";

    @ParameterizedTest
    @EnumSource(WireChange.class)
    @DisplayName("A client that retries sends a change once all the same (H88)")
    void clientThatRetriesSendsAChangeOnce(WireChange change) {
        try (S3Client retrying = client(new ExecutionInterceptor() {})) {
            server.answers(503, "", REQUEST_ID);
            assertThat(change.in(S3ObjectStore.of(retrying, "bkt")).kind()).isEqualTo(Kind.UNKNOWN);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(WireChange.class)
    @DisplayName("Without credentials nothing is sent, and nothing of them shows (H100)")
    void withoutCredentialsNothingIsSent(WireChange change) {
        server.answers(200, "", REQUEST_ID);
        try (S3ObjectStore without = S3ObjectStore.connect(
                        S3Connection.to(server.endpoint(), "us-east-1").credentials(() -> {
                            throw SdkClientException.create("no credential: canary-secret");
                        }),
                        "bkt")
                .build()) {
            Written written = change.in(without);
            assertThat(written.kind()).isEqualTo(Kind.REFUSED);
            assertThat(written.detail()).contains("nothing was sent").doesNotContain("canary-secret");
            assertThat(server.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(WireChange.class)
    @DisplayName("The bucket's owner is demanded where one is expected (H30)")
    void expectedOwnerIsDemanded(WireChange change) {
        server.answers(403, "", REQUEST_ID);
        try (S3ObjectStore owned = S3ObjectStore.connect(connection(), "bkt")
                .expectedBucketOwner("111122223333")
                .build()) {
            assertThat(change.in(owned).kind()).isEqualTo(Kind.REFUSED);
        }
        assertThat(server.header("x-amz-expected-bucket-owner")).isEqualTo("111122223333");
    }

    @Test
    @DisplayName("Small requests carry no integrity headers that third-party stores refuse (H95)")
    void requestsCarryNoIntegrityHeaders() {
        for (WireChange change : WireChange.values()) {
            if (change == WireChange.TAG) {
                continue; // S3 demands a checksum of tags
            }
            server.answers(200, COPIED, REQUEST_ID, "ETag: \"e2\"");
            change.in(store);
            assertThat(server.requests().get(0))
                    .as("%s", change)
                    .doesNotContainIgnoringCase("x-amz-checksum")
                    .doesNotContainIgnoringCase("x-amz-sdk-checksum")
                    .doesNotContainIgnoringCase("aws-chunked")
                    .doesNotContainIgnoringCase("x-amz-trailer");
        }
    }

    @Test
    @DisplayName("A copy whose source or target an interceptor would change isn't sent (H38)")
    void copyThatWouldBeChangedIsNotSent() {
        StoredObject source = new StoredObject(ObjectKey.of("a+b"), 3, "e1", Instant.now(), null);
        try (S3Client decoding = client(new ExecutionInterceptor() {
            @Override
            public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
                return context.httpRequest()
                        .copy(copy -> copy.firstMatchingHeader("x-amz-copy-source")
                                .ifPresent(value -> copy.putHeader("x-amz-copy-source", value.replace("%2B", "%20"))));
            }
        })) {
            server.answers(200, COPIED, REQUEST_ID);
            S3ObjectStore changing = S3ObjectStore.of(decoding, "bkt");
            assertThat(changing.copy(source, ObjectKey.of("target")).kind()).isEqualTo(Kind.REFUSED);
            assertThat(server.requests()).isEmpty();
            assertThat(WireChange.COPY.in(changing).isApplied()).isTrue();
        }
    }

    private S3Client client(ExecutionInterceptor interceptor) {
        return S3Client.builder()
                .endpointOverride(server.endpoint())
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .overrideConfiguration(config -> config.addExecutionInterceptor(interceptor))
                .build();
    }
}
