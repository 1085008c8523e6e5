package dev.reconcile.testkit.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConditionalRequestTest {

    private S3Server server;
    private S3Bucket bucket;
    private String etag;

    @BeforeEach
    void start() {
        server = S3Server.start("bucket");
        bucket = server.bucket("bucket");
        etag = '"' + bucket.put("key", "one".getBytes(StandardCharsets.UTF_8)).etag() + '"';
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void readsHonourBothConditions() {
        for (String method : new String[] {"GET", "HEAD"}) {
            assertThat(status(method, "key", "If-Match", etag)).isEqualTo(200);
            assertThat(status(method, "key", "If-Match", "\"other\"")).isEqualTo(412);
            assertThat(status(method, "key", "If-None-Match", etag)).isEqualTo(304);
            assertThat(status(method, "key", "If-None-Match", "\"other\"")).isEqualTo(200);
            assertThat(status(method, "absent", "If-Match", etag)).isEqualTo(404);
        }
    }

    @Test
    void putHonoursIfMatch() {
        assertThat(status("PUT", "key", "If-Match", "\"other\"")).isEqualTo(412);
        assertThat(status("PUT", "absent", "If-Match", etag)).isEqualTo(404);
        assertThat(bucket.object("key").orElseThrow().size()).isEqualTo(3);
        assertThat(bucket.object("absent")).isEmpty();

        assertThat(status("PUT", "key", "If-Match", etag)).isEqualTo(200);
        assertThat(bucket.object("key").orElseThrow().size()).isZero();
    }

    @Test
    void putHonoursIfNoneMatch() {
        assertThat(status("PUT", "key", "If-None-Match", "*")).isEqualTo(412);
        assertThat(bucket.object("key").orElseThrow().size()).isEqualTo(3);
        assertThat(status("PUT", "absent", "If-None-Match", "*")).isEqualTo(200);
        assertThat(status("PUT", "key", "If-None-Match", etag)).isEqualTo(501);
    }

    /** H75. */
    @Test
    void deleteHonoursIfMatch() {
        assertThat(status("DELETE", "key", "If-Match", "\"other\"")).isEqualTo(412);
        assertThat(bucket.keys()).containsExactly("key");
        assertThat(status("DELETE", "absent", "If-Match", etag)).isEqualTo(404);
        assertThat(status("DELETE", "absent", "x-none", "x")).isEqualTo(204);

        assertThat(status("DELETE", "key", "If-Match", etag)).isEqualTo(204);
        assertThat(bucket.keys()).isEmpty();
    }

    /** H78. */
    @Test
    void copyHonoursTheConditionOnItsSource() {
        Wire.Reply refused = copy("x-amz-copy-source-if-match", "\"other\"");

        assertThat(refused.status()).isEqualTo(412);
        assertThat(bucket.keys()).containsExactly("key");

        Wire.Reply copied = copy("x-amz-copy-source-if-match", etag);

        assertThat(copied.status()).isEqualTo(200);
        assertThat(copied.body()).contains("<CopyObjectResult").contains("<ETag>&quot;");
        assertThat(bucket.object("a copy").orElseThrow().content()).isEqualTo("one".getBytes(StandardCharsets.UTF_8));
        assertThat(copy("If-None-Match", "*").status())
                .as("the target has conditions, too")
                .isEqualTo(412);
    }

    @Test
    void copyOfAnAbsentKeyOrOntoItselfIsRefused() {
        assertThat(Wire.request("PUT", "/bucket/copy")
                        .header("x-amz-copy-source", "/bucket/absent")
                        .send(server)
                        .body())
                .contains("<Code>NoSuchKey</Code>");
        assertThat(Wire.request("PUT", "/bucket/key")
                        .header("x-amz-copy-source", "/bucket/key")
                        .send(server)
                        .body())
                .contains("<Code>InvalidRequest</Code>");
    }

    private int status(String method, String key, String header, String value) {
        return Wire.request(method, "/bucket/" + key)
                .header(header, value)
                .send(server)
                .status();
    }

    private Wire.Reply copy(String header, String value) {
        return Wire.request("PUT", "/bucket/a%20copy")
                .header("x-amz-copy-source", "bucket/key")
                .header(header, value)
                .send(server);
    }
}
