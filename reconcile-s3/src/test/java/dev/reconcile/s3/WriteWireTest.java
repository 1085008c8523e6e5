package dev.reconcile.s3;

import static dev.reconcile.s3.WireServer.REQUEST_ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Versioning;
import dev.reconcile.store.Written;
import dev.reconcile.store.Written.Kind;
import dev.reconcile.store.protocol.UrlEncoded;
import dev.reconcile.testkit.HostileKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
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

    private String header(String name) {
        return server.requests()
                .get(0)
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }

    @ParameterizedTest
    @EnumSource(Changes.class)
    @DisplayName("A connection that ends without an answer leaves the change unknown (H63)")
    void resetLeavesTheChangeUnknown(Changes change) {
        server.answersRaw(WireServer.RESET);
        assertThat(change.in(store).kind()).isEqualTo(Kind.UNKNOWN);
        server.answersRaw("HTTP/1.1 200 O");
        assertThat(change.in(store).kind()).isEqualTo(Kind.UNKNOWN);
        server.answersRaw("SSH-2.0-OpenSSH_9.2\r\n");
        assertThat(change.in(store).kind()).isEqualTo(Kind.UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource(Changes.class)
    void serverThatIsNotThereLeavesTheChangeUnknown(Changes change) {
        WireServer stopped = new WireServer();
        stopped.close();
        try (S3ObjectStore refused =
                S3ObjectStore.connect(stopped.connection(), "bkt").build()) {
            assertThat(change.in(refused).kind()).isEqualTo(Kind.UNKNOWN);
        }
    }

    @ParameterizedTest
    @EnumSource(Changes.class)
    @DisplayName("No whole answer within the call's time leaves the change unknown (H92)")
    void timeoutLeavesTheChangeUnknown(Changes change) {
        server.answersRaw("HTTP/1.1 200 OK\r\n").holdsTheConnection();
        try (S3ObjectStore hasty = S3ObjectStore.connect(server.connection(), "bkt")
                .callTimeout(Duration.ofMillis(100))
                .build()) {
            assertThat(change.in(hasty).kind()).isEqualTo(Kind.UNKNOWN);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Changes.class)
    @DisplayName("A client that retries sends a change once all the same (H88)")
    void clientThatRetriesSendsAChangeOnce(Changes change) {
        try (S3Client retrying = client(new ExecutionInterceptor() {})) {
            server.answers(503, "", REQUEST_ID);
            assertThat(change.in(S3ObjectStore.of(retrying, "bkt")).kind()).isEqualTo(Kind.UNKNOWN);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Changes.class)
    @DisplayName("Without credentials nothing is sent, and nothing of them shows (H100)")
    void withoutCredentialsNothingIsSent(Changes change) {
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
    @EnumSource(Changes.class)
    @DisplayName("What a store sends never reaches a message unchecked (H98, H100)")
    void whatAStoreSendsNeverReachesAMessage(Changes change) {
        server.answers(
                403,
                "<Error><Code>&#10;evil</Code><Message>canary-message</Message></Error>",
                "x-amz-request-id: \u001b[31m<script>");
        assertThat(change.in(store).detail())
                .doesNotContain("canary-message", "script", "evil", "wire-secret-key", "wire-access-key", "Signature")
                .doesNotContainPattern("\\p{Cntrl}");
    }

    @ParameterizedTest
    @EnumSource(Changes.class)
    @DisplayName("A redirect isn't followed (H3, H4)")
    void redirectIsNotFollowed(Changes change) {
        try (WireServer portal = new WireServer()) {
            portal.answers(200, COPIED, REQUEST_ID, "ETag: \"e2\"");
            for (int status : new int[] {301, 302, 307, 308}) {
                server.answers(status, "", REQUEST_ID, "Location: " + portal.endpoint() + "/portal");
                assertThat(change.in(store).kind()).isEqualTo(Kind.UNKNOWN);
            }
            assertThat(portal.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Changes.class)
    @DisplayName("The bucket's owner is demanded where one is expected (H30)")
    void expectedOwnerIsDemanded(Changes change) {
        server.answers(403, "", REQUEST_ID);
        try (S3ObjectStore owned = S3ObjectStore.connect(server.connection(), "bkt")
                .expectedBucketOwner("111122223333")
                .build()) {
            assertThat(change.in(owned).kind()).isEqualTo(Kind.REFUSED);
        }
        assertThat(header("x-amz-expected-bucket-owner")).isEqualTo("111122223333");
    }

    @Test
    @DisplayName("Preconditions go out with the ETag in quotes (H75, H78)")
    void preconditionsGoOut() {
        server.answers(200, "", REQUEST_ID, "ETag: \"e2\"");
        assertThat(Changes.REMOVE.in(store).isApplied()).isTrue();
        assertThat(header("if-match")).isEqualTo("\"e1\"");
        server.answers(200, "", REQUEST_ID, "ETag: \"e2\"");
        assertThat(Changes.UNSAFE_REMOVE.in(store).isApplied()).isTrue();
        assertThat(header("if-match")).isEmpty();
        server.answers(200, "", REQUEST_ID, "ETag: \"e2\"");
        assertThat(Changes.CREATE.in(store)).isEqualTo(Written.applied("e2", null));
        assertThat(header("if-none-match")).isEqualTo("*");
        server.answers(200, COPIED, REQUEST_ID, "x-amz-version-id: v7");
        assertThat(Changes.COPY.in(store)).isEqualTo(Written.applied("e2", "v7"));
        assertThat(header("if-none-match")).isEqualTo("*");
        assertThat(header("x-amz-copy-source-if-match")).isEqualTo("\"e1\"");
        assertThat(header("x-amz-copy-source")).isEqualTo("bkt/key");
    }

    @Test
    void storageClassIsKeptUnlessItIsTheStandardOne() {
        server.answers(200, COPIED, REQUEST_ID);
        Changes.COPY.in(store);
        assertThat(header("x-amz-storage-class")).isEmpty();
        server.answers(200, COPIED, REQUEST_ID);
        store.copy(new StoredObject(Changes.KEY, 3, "e1", Instant.now(), "STANDARD_IA"), ObjectKey.of("target"));
        assertThat(header("x-amz-storage-class")).isEqualTo("STANDARD_IA");
    }

    @Test
    @DisplayName("Small requests carry no integrity headers that third-party stores refuse (H95)")
    void requestsCarryNoIntegrityHeaders() {
        for (Changes change : Changes.values()) {
            if (change == Changes.TAG) {
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>Welcome</html>",
                "<CopyObjectResult></CopyObjectResult>",
                "<CopyObjectResult><ETag></ETag></CopyObjectResult>",
                "<CopyObjectResult><ETag>&quot;e2&quot;</ET",
                "<Error><Code>InternalError</Code></Error>",
                "<Error/>",
                "   \n  <Error><Code>SlowDown</Code></Error>"
            })
    @DisplayName("A copy answered 200 without its result didn't surely happen (H78)")
    void copyWithoutItsResultIsUnknown(String body) {
        server.answers(200, body, REQUEST_ID, "ETag: \"e2\"");
        assertThat(Changes.COPY.in(store).kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void copyWhoseAnswerBreaksOffIsUnknown() {
        server.answersHead(200, "<CopyObjectResult><ETag>", REQUEST_ID, "Content-Length: 500");
        assertThat(Changes.COPY.in(store).kind()).isEqualTo(Kind.UNKNOWN);
    }

    @Test
    void createdObjectWithoutAnEtagIsUnknown() {
        server.answers(200, "", REQUEST_ID);
        assertThat(Changes.CREATE.in(store).kind()).isEqualTo(Kind.UNKNOWN);
    }

    @Test
    @DisplayName("A removal tells its delete marker, and only that (H15)")
    void removalTellsItsDeleteMarker() {
        server.answers(204, "", REQUEST_ID, "x-amz-delete-marker: true", "x-amz-version-id: v3");
        assertThat(Changes.REMOVE.in(store)).isEqualTo(Written.applied(null, "v3"));
        server.answers(204, "", REQUEST_ID, "x-amz-version-id: v3");
        assertThat(Changes.REMOVE.in(store)).isEqualTo(Written.applied(null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-amz-version-id: v3", // no marker at all, or no bucket (H1)
                "x-amz-delete-marker: false\r\nx-amz-version-id: v3",
                "x-amz-delete-marker: true",
                "x-amz-delete-marker: true\r\nx-amz-version-id: v4"
            })
    @DisplayName("A version is removed only if a look shows that it is the latest and a marker (H14, H15)")
    void versionIsRemovedOnlyIfItIsTheLatestMarker(String headers) {
        server.answers(404, "", REQUEST_ID + "\r\n" + headers);
        Written written = store.removeMarker(Changes.KEY, "v3");
        assertThat(written.kind()).isIn(Kind.REFUSED, Kind.CONFLICT);
        assertThat(server.requestLines()).containsExactly("HEAD /bkt/key HTTP/1.1");
    }

    @Test
    void versionUnderAnObjectIsNotRemoved() {
        server.answers(
                200,
                "",
                REQUEST_ID,
                "ETag: \"e\"",
                "x-amz-version-id: v3",
                "Last-Modified: Wed, 21 Oct 2026 07:28:00 GMT");
        assertThat(store.removeMarker(Changes.KEY, "v3").kind()).isEqualTo(Kind.CONFLICT);
        assertThat(server.requestLines()).containsExactly("HEAD /bkt/key HTTP/1.1");
        for (int status : new int[] {301, 400, 403, 405, 412, 429, 500, 503}) {
            server.answers(status, "", REQUEST_ID, "x-amz-delete-marker: true", "x-amz-version-id: v3");
            assertThat(store.removeMarker(Changes.KEY, "v3").isApplied()).isFalse();
            assertThat(server.requestLines()).containsExactly("HEAD /bkt/key HTTP/1.1");
        }
        server.answers(404, "", "x-amz-delete-marker: true", "x-amz-version-id: v3");
        assertThat(store.removeMarker(Changes.KEY, "v3").kind()).as("H4").isEqualTo(Kind.UNKNOWN);
    }

    @Test
    @DisplayName("Only a store that says so keeps versions (H15)")
    void onlyAStoreThatSaysSoKeepsVersions() {
        Map<String, Versioning> bodies = Map.of(
                "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>", Versioning.ENABLED,
                "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>", Versioning.SUSPENDED,
                "<VersioningConfiguration/>", Versioning.OFF,
                "<VersioningConfiguration><Status>Other</Status></VersioningConfiguration>", Versioning.UNKNOWN,
                "<Versioning", Versioning.UNKNOWN);
        bodies.forEach((body, expected) -> {
            server.answers(200, body, REQUEST_ID);
            assertThat(store.versioning()).as(body).isEqualTo(expected);
            assertThat(server.requestLines()).containsExactly("GET /bkt?versioning HTTP/1.1");
        });
        server.answers(200, "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
        assertThat(store.versioning()).as("H4").isEqualTo(Versioning.UNKNOWN);
        for (int status : new int[] {301, 403, 404, 500, 501}) {
            server.answers(status, "", REQUEST_ID);
            assertThat(store.versioning()).isEqualTo(Versioning.UNKNOWN);
        }
        server.answersRaw(WireServer.RESET);
        assertThat(store.versioning()).isEqualTo(Versioning.UNKNOWN);
    }

    @Test
    void tagsAreThoseThatTheStoreTells() {
        server.answers(
                200,
                "<Tagging><TagSet><Tag><Key>a b</Key><Value>&lt;c&gt;</Value></Tag></TagSet></Tagging>",
                REQUEST_ID);
        assertThat(store.tags(Changes.KEY).known()).contains(Map.of("a b", "<c>"));
        server.answers(200, "<Tagging><TagSet></TagSet></Tagging>", REQUEST_ID);
        assertThat(store.tags(Changes.KEY).known()).contains(Map.of());
        server.answers(404, "<Error><Code>NoSuchTagSet</Code></Error>", REQUEST_ID);
        assertThat(store.tags(Changes.KEY).known()).contains(Map.of());
        for (int status : new int[] {204, 301, 403, 404, 500, 501}) {
            server.answers(status, "", REQUEST_ID);
            assertThat(store.tags(Changes.KEY).known()).as("%s", status).isEmpty();
        }
        for (String body : new String[] {"", "<html/>", "<Tagging><TagSet>"}) {
            server.answers(200, body, REQUEST_ID);
            assertThat(store.tags(Changes.KEY).known()).as(body).isEmpty();
        }
        server.answers(200, "<Tagging><TagSet></TagSet></Tagging>");
        assertThat(store.tags(Changes.KEY).known()).as("H4").isEmpty();
    }

    @TestFactory
    @DisplayName("Every key is itself on the wire as a copy's source and target (H38, H39, H41)")
    Stream<DynamicTest> everyKeyIsItselfInACopy() {
        return HostileKeys.byName().entrySet().stream()
                .map(named -> DynamicTest.dynamicTest(named.getKey(), () -> assertCopiedAsItself(named.getValue())));
    }

    private void assertCopiedAsItself(String key) throws Exception {
        StoredObject source = new StoredObject(ObjectKey.of(key), 3, "e1", Instant.now(), null);
        server.answers(200, COPIED, REQUEST_ID);
        Written written = store.copy(source, source.key());
        if (store.profile().keyRules().problem(source.key()).isPresent()) {
            assertThat(written.kind()).isEqualTo(Kind.REFUSED);
            assertThat(server.requests()).isEmpty();
            return;
        }
        assertThat(written.isApplied()).as(written.detail()).isTrue();
        assertThat(header("x-amz-copy-source")).matches("[!-~]+");
        assertThat(UrlEncoded.decodePath(header("x-amz-copy-source"))).isEqualTo("bkt/" + key);
        String path = server.requestLines().get(0).replaceAll("^PUT (.*) HTTP/1.1$", "$1");
        assertThat(UrlEncoded.decodePath(path)).isEqualTo("/bkt/" + key);
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
            assertThat(Changes.COPY.in(changing).isApplied()).isTrue();
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
