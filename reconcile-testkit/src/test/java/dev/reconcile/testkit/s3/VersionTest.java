package dev.reconcile.testkit.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** H14, H15. */
class VersionTest {

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

    @Test
    void stateIsTakenAndToldOverTheWire() {
        assertThat(send("GET", "?versioning").body()).doesNotContain("<Status>");

        for (String state : new String[] {"Enabled", "Suspended"}) {
            Wire.Reply reply = Wire.request("PUT", "/bucket?versioning")
                    .body("<VersioningConfiguration><Status>" + state + "</Status></VersioningConfiguration>")
                    .send(server);

            assertThat(reply.status()).isEqualTo(200);
            assertThat(send("GET", "?versioning").body()).contains("<Status>" + state + "</Status>");
        }
        assertThat(bucket.versioning()).isEqualTo(Versioning.SUSPENDED);
    }

    @Test
    void withoutVersioningNoVersionIsTold() {
        assertThat(put("one").header("x-amz-version-id")).isNull();
        assertThat(send("HEAD", "/key").header("x-amz-version-id")).isNull();
        assertThat(send("DELETE", "/key").header("x-amz-delete-marker")).isNull();
        assertThat(send("HEAD", "/key").header("x-amz-delete-marker")).isNull();
        assertThat(bucket.versions("key")).isEmpty();
    }

    @Test
    void everyWriteIsAVersionOfItsOwn() {
        put("before");
        bucket.versioning(Versioning.ENABLED);
        String one = put("one").header("x-amz-version-id");
        String two = put("two").header("x-amz-version-id");

        assertThat(send("GET", "/key").body()).isEqualTo("two");
        assertThat(send("GET", "/key?versionId=" + two).body()).isEqualTo("two");
        assertThat(send("GET", "/key?versionId=" + one).body()).isEqualTo("one");
        assertThat(send("GET", "/key?versionId=null").body())
                .as("the version from before versioning")
                .isEqualTo("before");
        assertThat(bucket.versions("key")).hasSize(3);
    }

    @Test
    void deleteLeavesAMarkerThatHidesTheObject() {
        bucket.versioning(Versioning.ENABLED);
        String one = put("one").header("x-amz-version-id");

        Wire.Reply deleted = send("DELETE", "/key");
        String marker = deleted.header("x-amz-version-id");

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.header("x-amz-delete-marker")).isEqualTo("true");
        for (String method : new String[] {"GET", "HEAD"}) {
            assertThat(send(method, "/key")).satisfies(reply -> {
                assertThat(reply.status()).isEqualTo(404);
                assertThat(reply.header("x-amz-delete-marker")).isEqualTo("true");
                assertThat(reply.header("x-amz-version-id")).isEqualTo(marker);
            });
            assertThat(send(method, "/key?versionId=" + marker).status()).isEqualTo(405);
            assertThat(send(method, "/key?versionId=" + one).status()).isEqualTo(200);
        }
        assertThat(send("GET", "?list-type=2").body()).contains("<KeyCount>0</KeyCount>");
    }

    @Test
    void deletingTheMarkerBringsTheObjectBack() {
        bucket.versioning(Versioning.ENABLED);
        put("one");
        String marker = send("DELETE", "/key").header("x-amz-version-id");

        Wire.Reply undone = send("DELETE", "/key?versionId=" + marker);

        assertThat(undone.status()).isEqualTo(204);
        assertThat(undone.header("x-amz-delete-marker")).isEqualTo("true");
        assertThat(send("GET", "/key").body()).isEqualTo("one");
        assertThat(bucket.keys()).containsExactly("key");
    }

    @Test
    void deletingAVersionIsFinalAndShowsTheOneBefore() {
        bucket.versioning(Versioning.ENABLED);
        put("one");
        String two = put("two").header("x-amz-version-id");

        send("DELETE", "/key?versionId=" + two);

        assertThat(send("GET", "/key").body()).isEqualTo("one");
        assertThat(send("GET", "/key?versionId=" + two).body()).contains("<Code>NoSuchVersion</Code>");
    }

    @Test
    void whileSuspendedTheNullVersionIsReplaced() {
        bucket.versioning(Versioning.ENABLED);
        String one = put("one").header("x-amz-version-id");
        bucket.versioning(Versioning.SUSPENDED);

        assertThat(put("two").header("x-amz-version-id")).isEqualTo("null");
        assertThat(put("three").header("x-amz-version-id")).isEqualTo("null");
        assertThat(bucket.versions("key")).hasSize(2);

        assertThat(send("DELETE", "/key").header("x-amz-version-id")).isEqualTo("null");
        assertThat(bucket.versions("key")).hasSize(2);
        assertThat(send("HEAD", "/key").status()).isEqualTo(404);
        assertThat(send("GET", "/key?versionId=" + one).body()).isEqualTo("one");
    }

    @Test
    void versionIdOfNoVersionIsRefused() {
        put("one");

        assertThat(send("GET", "/key?versionId=nonsense").status()).isEqualTo(400);
        assertThat(send("GET", "/key?versionId=" + "0".repeat(32)).status()).isEqualTo(404);
    }

    @Test
    void conditionalDeleteLooksAtTheCurrentVersion() {
        bucket.versioning(Versioning.ENABLED);
        String first = put("one").header("etag");
        put("two");

        Wire.Reply refused =
                Wire.request("DELETE", "/bucket/key").header("If-Match", first).send(server);

        assertThat(refused.status()).isEqualTo(412);
        assertThat(send("GET", "/key").body()).isEqualTo("two");
    }

    private Wire.Reply put(String content) {
        return Wire.request("PUT", "/bucket/key")
                .body(content.getBytes(StandardCharsets.UTF_8))
                .send(server);
    }

    private Wire.Reply send(String method, String keyAndQuery) {
        return Wire.request(method, "/bucket" + keyAndQuery).send(server);
    }
}
