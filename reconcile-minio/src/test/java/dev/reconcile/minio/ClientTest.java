package dev.reconcile.minio;

import static dev.reconcile.testkit.WireServer.REQUEST_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.Written.Kind;
import dev.reconcile.testkit.WireChange;
import dev.reconcile.testkit.WireServer;
import io.minio.MinioAsyncClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are an application's own, whatever they do by themselves: H4, H12, H26, H27, H38, H88, H100. */
class ClientTest {

    private final WireServer server = new WireServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private MinioAsyncClient client(Interceptor interceptor) {
        return MinioAsyncClient.builder()
                .endpoint(server.endpoint().toString())
                .credentials(WireStores.ACCESS_KEY, WireStores.SECRET_KEY)
                .httpClient(
                        new OkHttpClient.Builder().addInterceptor(interceptor).build(), true)
                .build();
    }

    private static Doubt doubt(MinioObjectStore store, String key) {
        Presence presence = store.stat(ObjectKey.of(key));
        assertThat(presence).isInstanceOf(Presence.Unknown.class);
        return ((Presence.Unknown) presence).doubt();
    }

    @Test
    @DisplayName("minio-java's own client, which tries five times, asks once, and stays open (H88)")
    void clientThatRetriesIsAskedOnceAndStaysOpen() throws Exception {
        try (MinioAsyncClient retrying = MinioAsyncClient.builder()
                .endpoint(server.endpoint().toString())
                .credentials(WireStores.ACCESS_KEY, WireStores.SECRET_KEY)
                .build()) {
            MinioObjectStore borrowed = MinioObjectStore.of(retrying, "bkt");
            server.answers(503, "", REQUEST_ID);
            assertThat(doubt(borrowed, "k")).isEqualTo(Doubt.THROTTLED);
            assertThat(server.requestLines()).containsExactly("HEAD /bkt/k HTTP/1.1");
            borrowed.close();
            assertThat(doubt(borrowed, "k")).as("a borrowed client stays open").isEqualTo(Doubt.THROTTLED);
            assertThat(server.requests()).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(WireChange.class)
    @DisplayName("An interceptor that repeats a request repeats nothing (H88)")
    void interceptorThatRepeatsRepeatsNothing(WireChange change) throws Exception {
        try (MinioAsyncClient repeating = client(ClientTest::twice)) {
            server.answers(503, "", REQUEST_ID);
            assertThat(change.in(MinioObjectStore.of(repeating, "bkt")).kind()).isEqualTo(Kind.UNKNOWN);
            assertThat(server.requests()).hasSize(1);
        }
    }

    private static Response twice(Interceptor.Chain chain) throws IOException {
        chain.proceed(chain.request()).close();
        return chain.proceed(chain.request());
    }

    @Test
    @DisplayName("A client that follows redirects doesn't (H4)")
    void clientThatFollowsRedirectsDoesNot() throws Exception {
        try (WireServer portal = new WireServer();
                MinioAsyncClient following = client(chain -> chain.proceed(chain.request()))) {
            portal.answers(404, "", REQUEST_ID);
            server.answers(302, "", REQUEST_ID, "Location: " + portal.endpoint() + "/portal");
            assertThat(doubt(MinioObjectStore.of(following, "bkt"), "k")).isEqualTo(Doubt.WRONG_ENDPOINT);
            assertThat(portal.requests()).isEmpty();
        }
    }

    @Test
    @DisplayName("A key that an interceptor would change isn't sent (H38)")
    void keyThatWouldBeChangedIsNotSent() throws Exception {
        try (MinioAsyncClient lowering = client(chain -> chain.proceed(chain.request()
                .newBuilder()
                .url(chain.request().url().toString().replace("UP", "up"))
                .build()))) {
            MinioObjectStore store = MinioObjectStore.of(lowering, "bkt");
            server.answers(404, "", REQUEST_ID);
            assertThat(doubt(store, "UP")).isEqualTo(Doubt.UNSUPPORTED_KEY);
            assertThat(store.unsafeRemove(ObjectKey.of("UP")).kind()).isEqualTo(Kind.REFUSED);
            assertThat(server.requests()).isEmpty();
            assertThat(store.stat(ObjectKey.of("up"))).isEqualTo(Presence.absent());
        }
    }

    @ParameterizedTest
    @EnumSource(WireChange.class)
    @DisplayName("Without credentials nothing is sent, and nothing of them shows (H12, H100)")
    void withoutCredentialsNothingIsSent(WireChange change) {
        server.answers(200, "", REQUEST_ID);
        try (MinioObjectStore without = MinioObjectStore.connect(
                        MinioConnection.to(server.endpoint()).credentials(() -> {
                            throw new IllegalStateException("no credential: canary-secret");
                        }),
                        "bkt")
                .build()) {
            assertThat(change.in(without).kind()).isEqualTo(Kind.REFUSED);
            assertThat(change.in(without).detail()).contains("nothing was sent").doesNotContain("canary-secret");
            assertThat(doubt(without, "k")).isEqualTo(Doubt.FORBIDDEN);
            assertThatThrownBy(() -> without.list(ListRequest.of("")))
                    .hasNoCause()
                    .hasMessageNotContaining("canary-secret");
        }
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void readOverAConnectionThatWasClosedIsSentAgain() {
        try (MinioObjectStore store = MinioObjectStore.connect(WireStores.connection(server.endpoint()), "bkt")
                .build()) {
            for (int i = 0; i < 5; i++) { // the server closes each time without saying so
                server.answersRaw("HTTP/1.1 404 Not Found\r\n" + REQUEST_ID + "\r\nContent-Length: 0\r\n\r\n");
                assertThat(store.stat(ObjectKey.of("k"))).isEqualTo(Presence.absent());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://pub-0123.r2.dev",
                "https://d111111abcdef8.cloudfront.net",
                "https://space.fra1.cdn.digitaloceanspaces.com"
            })
    @DisplayName("A cache's host is refused (H27)")
    void cacheIsRefused(String endpoint) {
        assertThatThrownBy(() -> MinioObjectStore.connect(MinioConnection.to(URI.create(endpoint)), "bkt")
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("use the store's S3 endpoint");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "..", "a?b", "a b", "a\nb", "arn:aws:s3::1:accesspoint/x", "x.mrap"})
    @DisplayName("Text that is no bucket, and an access point, are refused (H26)")
    void textThatIsNoBucketIsRefused(String bucket) {
        assertThatThrownBy(() -> MinioObjectStore.connect(WireStores.connection(server.endpoint()), bucket)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Invalid bucket");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:canary@minio.example.com",
                "s3://bucket",
                "minio.example.com",
                "https://minio.example.com?x=canary",
                "https://minio.example.com/canary"
            })
    @DisplayName("An endpoint with a secret, a path or a query is refused, and not shown (H100)")
    void endpointOfAnotherShapeIsRefused(String endpoint) {
        assertThatThrownBy(() -> MinioConnection.to(URI.create(endpoint)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Invalid endpoint")
                .hasMessageNotContaining("canary");
    }

    @Test
    void identityIsEndpointAndBucket() {
        try (MinioObjectStore store = MinioObjectStore.connect(
                        MinioConnection.to(URI.create("https://minio.example.com:9000")), "my.bucket")
                .build()) {
            assertThat(store.profile().identity()).isEqualTo("https://minio.example.com:9000/my.bucket");
            assertThat(store).hasToString("MinioObjectStore[https://minio.example.com:9000/my.bucket]");
        }
        assertThatThrownBy(() -> WireStores.connection(server.endpoint()).callTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
