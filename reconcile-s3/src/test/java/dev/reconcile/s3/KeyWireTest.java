package dev.reconcile.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.KeyRules;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.protocol.UrlEncoded;
import dev.reconcile.testkit.HostileKeys;
import dev.reconcile.testkit.WireServer;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** What keys look like on the wire: H38 to H41, H43. */
class KeyWireTest extends WireTest {

    @TestFactory
    Stream<DynamicTest> everyKeyIsItselfOnTheWireInVirtualHostStyle() {
        S3Client client = virtualHostClient();
        S3ObjectStore virtual = S3ObjectStore.of(client, "bkt");
        return HostileKeys.byName().entrySet().stream()
                .map(named ->
                        DynamicTest.dynamicTest(named.getKey(), () -> assertItself(virtual, "/", named.getValue())))
                .onClose(client::close);
    }

    private void assertItself(S3ObjectStore sender, String before, String key) throws Exception {
        server.answers(404, "", WireServer.REQUEST_ID);
        Presence presence = sender.stat(ObjectKey.of(key));
        if (sender.profile().keyRules().problem(ObjectKey.of(key)).isPresent()) {
            assertThat(presence).isInstanceOf(Presence.Unknown.class);
            assertThat(server.requests()).as("nothing is sent (H39, H40)").isEmpty();
            return;
        }
        assertThat(presence).isEqualTo(Presence.absent());
        String path = server.requestLines().get(0).replaceAll("^HEAD (.*) HTTP/1.1$", "$1");
        assertThat(path).matches("[!-~]+");
        assertThat(UrlEncoded.decodePath(path)).isEqualTo(before + key);
    }

    @Test
    void secondSlashGoesOutEscaped() {
        for (Map.Entry<String, String> measured : Map.of(
                        "a//b", "/bkt/a/%2Fb", "/a", "/bkt/%2Fa", "//a", "/bkt/%2F/a", "a///b", "/bkt/a/%2F/b")
                .entrySet()) {
            server.answers(404, "", WireServer.REQUEST_ID);
            assertThat(stat(measured.getKey())).isEqualTo(Presence.absent());
            assertThat(server.requestLines()).containsExactly("HEAD " + measured.getValue() + " HTTP/1.1");
        }
    }

    @Test
    void dotSegmentsGoOutAsTheyAreWhereTheRulesAllowThem() {
        try (S3ObjectStore daring =
                S3ObjectStore.connect(connection(), "bkt").keyRules(KeyRules.S3).build()) {
            server.answers(404, "", WireServer.REQUEST_ID);
            assertThat(daring.stat(ObjectKey.of("a/../b"))).isEqualTo(Presence.absent());
            assertThat(server.requestLines()).containsExactly("HEAD /bkt/a/../b HTTP/1.1");
        }
    }

    @Test
    @DisplayName("A key that an interceptor would change isn't sent (H38)")
    void keyThatWouldBeChangedIsNotSent() {
        S3Client collapsing = S3Client.builder()
                .endpointOverride(server.endpoint())
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .overrideConfiguration(config -> config.addExecutionInterceptor(new ExecutionInterceptor() {
                    @Override
                    public SdkHttpRequest modifyHttpRequest(
                            Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
                        String path = context.httpRequest().encodedPath();
                        return context.httpRequest().copy(copy -> copy.encodedPath(path.replace("//", "/")));
                    }
                }))
                .build();
        try (collapsing) {
            server.answers(404, "", WireServer.REQUEST_ID);
            S3ObjectStore collapsed = S3ObjectStore.of(collapsing, "bkt");
            assertThat(collapsed.stat(ObjectKey.of("a/b"))).isEqualTo(Presence.absent());
            server.answers(404, "", WireServer.REQUEST_ID);
            Presence presence = collapsed.stat(ObjectKey.of("a//b"));
            assertThat(((Presence.Unknown) presence).doubt()).isEqualTo(Doubt.UNSUPPORTED_KEY);
            assertThat(server.requests()).isEmpty();
        }
    }

    private S3Client virtualHostClient() {
        return S3Client.builder()
                .endpointOverride(
                        URI.create("http://store.test:" + server.endpoint().getPort()))
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClientBuilder(Apache5HttpClient.builder().dnsResolver(new Loopback()))
                .build();
    }

    private static final class Loopback implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            return new InetAddress[] {InetAddress.getByAddress(new byte[] {127, 0, 0, 1})};
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
