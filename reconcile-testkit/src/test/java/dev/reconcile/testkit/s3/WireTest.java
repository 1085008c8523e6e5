package dev.reconcile.testkit.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {

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

    @ParameterizedTest
    @FieldSource("dev.reconcile.testkit.s3.HostileKeys#ALL")
    void everyKeyMakesTheRoundTripByPath(String key) {
        String path = "/bucket/" + Wire.encoded(key);

        assertThat(Wire.request("PUT", path).body("x").send(server).status()).isEqualTo(200);
        assertThat(bucket.keys()).containsExactly(key);
        assertThat(Wire.request("GET", path).send(server).body()).isEqualTo("x");
        assertThat(Wire.request("HEAD", path).send(server).status()).isEqualTo(200);
        assertThat(Wire.request("DELETE", path).send(server).status()).isEqualTo(204);
        assertThat(bucket.keys()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "a//b", "a/../b", "//a", "/a/b", "a+b", "\ud83d\ude00", "a\u0001"})
    void keysMakeTheRoundTripByHost(String key) {
        bucket.put(key, new byte[] {'x'});

        Wire.Reply reply = Wire.request("GET", "/" + Wire.encoded(key))
                .header("Host", "bucket.localhost:" + server.port())
                .send(server);

        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("x");
        assertThat(server.requests().last().get(0).key()).isEqualTo(key);
    }

    /** The one shape that the JDK's server keeps to itself. Without a request id nobody may take its 404 for an absence (H4). */
    @Test
    void leadingSlashByHostIsRefusedWithoutARequestId() {
        bucket.put("/a", new byte[] {'x'});

        Wire.Reply reply =
                Wire.request("GET", "//a").header("Host", "bucket.localhost").send(server);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.header("x-amz-request-id")).isNull();
    }

    @Test
    void bucketItselfIsAddressedByHost() {
        Wire.Reply reply = Wire.request("HEAD", "/")
                .header("Host", "bucket.localhost:" + server.port())
                .send(server);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("x-amz-bucket-region")).isEqualTo("us-east-1");
    }

    @Test
    void keyIsDecodedExactlyOnce() {
        bucket.put("a%2Bb", new byte[] {'1'});
        bucket.put("a+b", new byte[] {'2'});
        bucket.put("a b", new byte[] {'3'});

        assertThat(Wire.request("GET", "/bucket/a%252Bb").send(server).body()).isEqualTo("1");
        assertThat(Wire.request("GET", "/bucket/a%2Bb").send(server).body()).isEqualTo("2");
        assertThat(Wire.request("GET", "/bucket/a%20b").send(server).body()).isEqualTo("3");
    }

    @Test
    void escapesThatAreNoUtf8AreRefused() {
        Wire.Reply reply = Wire.request("GET", "/bucket/%FF").send(server);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("<Code>InvalidURI</Code>");
        assertThat(reply.header("x-amz-request-id")).isNotEmpty();
    }

    @Test
    void keyOf1025BytesIsTooLong() {
        Wire.Reply reply = Wire.request("PUT", "/bucket/" + "a".repeat(1025)).send(server);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("<Code>KeyTooLongError</Code>");
    }

    @Test
    void headTellsWhatGetDoesAndSendsNoBody() {
        bucket.put("key", "content".getBytes(StandardCharsets.UTF_8));

        Wire.Reply get = Wire.request("GET", "/bucket/key").send(server);
        Wire.Reply head = Wire.request("HEAD", "/bucket/key").send(server);

        assertThat(head.body()).isEmpty();
        assertThat(head.header("Content-Length")).isEqualTo("7").isEqualTo(get.header("Content-Length"));
        assertThat(head.header("ETag"))
                .isEqualTo("\"9a0364b9e99bb480dd25e1f0284c8555\"")
                .isEqualTo(get.header("ETag"));
        assertThat(head.header("Last-Modified")).endsWith("GMT").isEqualTo(get.header("Last-Modified"));
        assertThat(head.header("x-amz-request-id")).isNotEmpty().isNotEqualTo(get.header("x-amz-request-id"));
    }

    @Test
    void absentKeyAndAbsentBucketLookAlikeToHeadAndDifferToGet() {
        // H1
        assertThat(Wire.request("HEAD", "/bucket/no").send(server)).satisfies(reply -> {
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.body()).isEmpty();
            assertThat(reply.header("x-amz-request-id")).isNotEmpty();
        });
        assertThat(Wire.request("HEAD", "/nobucket/no").send(server).status()).isEqualTo(404);
        assertThat(Wire.request("GET", "/bucket/no").send(server).body()).contains("<Code>NoSuchKey</Code>");
        assertThat(Wire.request("GET", "/nobucket/no").send(server).body()).contains("<Code>NoSuchBucket</Code>");
    }

    @Test
    void withoutListPermissionAnAbsentKeyIs403() {
        // H2
        bucket.put("there", new byte[0]);
        server.deny(Operation.LIST);

        assertThat(Wire.request("HEAD", "/bucket/no").send(server).status()).isEqualTo(403);
        assertThat(Wire.request("HEAD", "/bucket/there").send(server).status()).isEqualTo(200);
        assertThat(Wire.request("GET", "/bucket?list-type=2").send(server).status())
                .isEqualTo(403);

        server.allow(Operation.LIST);

        assertThat(Wire.request("HEAD", "/bucket/no").send(server).status()).isEqualTo(404);
    }

    @Test
    void rangesAreServed() {
        bucket.put("key", "0123456789".getBytes(StandardCharsets.UTF_8));

        assertThat(Wire.request("GET", "/bucket/key")
                        .header("Range", "bytes=2-4")
                        .send(server))
                .satisfies(reply -> {
                    assertThat(reply.status()).isEqualTo(206);
                    assertThat(reply.body()).isEqualTo("234");
                    assertThat(reply.header("Content-Range")).isEqualTo("bytes 2-4/10");
                });
        assertThat(Wire.request("GET", "/bucket/key")
                        .header("Range", "bytes=-3")
                        .send(server)
                        .body())
                .isEqualTo("789");
        assertThat(Wire.request("GET", "/bucket/key")
                        .header("Range", "bytes=10-")
                        .send(server)
                        .status())
                .isEqualTo(416);
    }

    @Test
    void otherBucketOwnerIsExpectedInVain() {
        // H30
        bucket.put("key", new byte[0]);

        Wire right = Wire.request("GET", "/bucket/key").header("x-amz-expected-bucket-owner", "123456789012");
        Wire wrong = Wire.request("GET", "/bucket/key").header("x-amz-expected-bucket-owner", "999999999999");

        assertThat(right.send(server).status()).isEqualTo(200);
        assertThat(wrong.send(server).status()).isEqualTo(403);
    }

    @Test
    void whatIsNotOfferedIsNotImplemented() {
        for (String target : new String[] {"/bucket?acl", "/bucket", "/bucket/key?uploads", "/bucket/key?uploadId=1"}) {
            assertThat(Wire.request("GET", target).send(server).status())
                    .as(target)
                    .isEqualTo(501);
        }
    }

    @Test
    void requestsAreCountedAndKept() {
        Wire.request("HEAD", "/bucket/a//b").send(server);
        Wire.request("GET", "/bucket?list-type=2").send(server);

        assertThat(server.requests().count(Operation.HEAD)).isEqualTo(1);
        assertThat(server.requests().count(Operation.LIST)).isEqualTo(1);
        assertThat(server.requests().total()).isEqualTo(2);
        assertThat(server.requests().last(Operation.HEAD)).singleElement().satisfies(request -> {
            assertThat(request.target()).isEqualTo("/bucket/a//b");
            assertThat(request.key()).isEqualTo("a//b");
            assertThat(request.header("Authorization")).startsWith("AWS4-HMAC-SHA256 ");
        });
    }
}
