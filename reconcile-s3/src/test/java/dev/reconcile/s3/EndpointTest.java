package dev.reconcile.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.store.ListOrder;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;

class EndpointTest {

    private static S3ObjectStore store(S3Connection connection, String bucket) {
        return S3ObjectStore.connect(connection.credentials(AnonymousCredentialsProvider.create()), bucket)
                .build();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://pub-0123.r2.dev",
                "https://d111111abcdef8.cloudfront.net",
                "https://zone.b-cdn.net",
                "https://space.fra1.cdn.digitaloceanspaces.com",
                "https://D111111ABCDEF8.CLOUDFRONT.NET",
                "http://s3-website-us-east-1.amazonaws.com",
                "http://s3-website.eu-central-1.amazonaws.com"
            })
    @DisplayName("A cache's or a website's host is refused (H27)")
    void cacheIsRefused(String endpoint) {
        assertThatThrownBy(() -> store(S3Connection.to(URI.create(endpoint), "auto"), "bkt"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("use the store's S3 endpoint");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theProfileNamesTheBucket(boolean pathStyle) {
        S3Connection connection = S3Connection.toAws("eu-central-1").pathStyle(pathStyle);
        try (S3ObjectStore store = store(connection, "bkt")) {
            assertThat(store.profile().bucket()).isEqualTo("bkt");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap",
                "arn:aws:s3:us-west-2:123456789012:accesspoint/test",
                "mfzwi23gnjvgw.mrap"
            })
    @DisplayName("An access point is refused (H26)")
    void accessPointIsRefused(String bucket) {
        assertThatThrownBy(() -> store(S3Connection.toAws("us-east-1"), bucket))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name the bucket itself");
    }

    @Test
    @DisplayName("A multi-region access point's host is refused (H26)")
    void accessPointHostIsRefused() {
        URI endpoint = URI.create("https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com");
        assertThatThrownBy(() -> store(S3Connection.to(endpoint, "us-east-1"), "bkt"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("regional endpoint");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "..", "a?b", "a b", "a\nb"})
    void textThatIsNoBucketIsRefused(String bucket) {
        assertThatThrownBy(() -> store(S3Connection.toAws("us-east-1"), bucket))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Invalid bucket");
    }

    @ParameterizedTest
    @CsvSource({
        "https://s3.example.com, true, https://s3.example.com/my.bucket",
        "https://s3.example.com/, true, https://s3.example.com/my.bucket",
        "https://s3.example.com, false, https://s3.example.com/my.bucket",
        "http://127.0.0.1:9000, true, http://127.0.0.1:9000/my.bucket",
        "https://account.r2.cloudflarestorage.com, true, https://account.r2.cloudflarestorage.com/my.bucket"
    })
    void identityIsEndpointAndBucketInEitherStyle(String endpoint, boolean pathStyle, String identity) {
        try (S3ObjectStore store =
                store(S3Connection.to(URI.create(endpoint), "auto").pathStyle(pathStyle), "my.bucket")) {
            assertThat(store.profile().identity()).isEqualTo(identity);
        }
    }

    @Test
    void identityOnAwsNamesTheRegion() {
        try (S3ObjectStore store = store(S3Connection.toAws("eu-west-1"), "my-bucket")) {
            assertThat(store.profile().identity()).isEqualTo("https://s3.eu-west-1.amazonaws.com/my-bucket");
            assertThat(store.profile().listOrder()).isEqualTo(ListOrder.UTF8);
            assertThat(store).hasToString("S3ObjectStore[https://s3.eu-west-1.amazonaws.com/my-bucket]");
        }
    }

    @Test
    @DisplayName("A directory bucket has no order (H31)")
    void directoryBucketHasNoOrder() {
        try (S3ObjectStore store = store(S3Connection.toAws("us-west-2"), "logs--usw2-az1--x-s3")) {
            assertThat(store.profile().listOrder()).isEqualTo(ListOrder.NONE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:canary@s3.example.com",
                "s3://bucket",
                "s3.example.com",
                "https://s3.example.com?x=canary",
                "https://s3.example.com#canary",
                "https://s3.example.com/canary",
                "https://s3.example.com//"
            })
    @DisplayName("An endpoint with a secret, a path or a query is refused, and not shown (H100)")
    void endpointOfAnotherShapeIsRefused(String endpoint) {
        assertThatThrownBy(() -> S3Connection.to(URI.create(endpoint), "auto"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Invalid endpoint")
                .hasMessageNotContaining("canary");
    }

    @Test
    void nonsensicalLimitsAreRefused() {
        assertThatThrownBy(() -> S3Connection.toAws("us-east-1").callTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> S3Connection.toAws("us-east-1").maxConnections(0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
