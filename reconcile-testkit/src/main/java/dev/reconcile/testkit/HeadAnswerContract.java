package dev.reconcile.testkit;

import static dev.reconcile.testkit.WireServer.REQUEST_ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.store.Doubt;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.WritableObjectStore;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an answer to HEAD says of an object: H1 to H4, H14, H18, H21, H22, H27, H98, H100. */
public abstract class HeadAnswerContract extends WireContract {

    private static final String MODIFIED = "Last-Modified: Wed, 21 Oct 2026 07:28:00 GMT";

    @Test
    void wholeAnswerIsPresent() {
        server().answersHead(
                        200,
                        "",
                        REQUEST_ID,
                        "Content-Length: 5",
                        "ETag: \"e-1\"",
                        MODIFIED,
                        "x-amz-storage-class: GLACIER");
        assertThat(stat("k"))
                .isEqualTo(Presence.present(new StoredObject(
                        ObjectKey.of("k"), 5, "e-1", Instant.parse("2026-10-21T07:28:00Z"), "GLACIER")));
    }

    @Test
    void answerWithoutEtagIsPresentWithoutOne() {
        server().answersHead(200, "", "Content-Length: 5", MODIFIED);
        assertThat(stat("k"))
                .isInstanceOfSatisfying(
                        Presence.Present.class,
                        present -> assertThat(present.object().etag()).isNull());
    }

    @Test
    @DisplayName("A time of 1970 is no time (H22)")
    void epochIsNoTime() {
        server().answersHead(200, "", "Content-Length: 5", "Last-Modified: Thu, 01 Jan 1970 00:00:00 GMT");
        assertThat(stat("k"))
                .isInstanceOfSatisfying(
                        Presence.Present.class,
                        present -> assertThat(present.object().lastModified()).isNull());
    }

    @Test
    void compressedObjectKeepsItsSize() {
        server().answersHead(200, "", "Content-Length: 5", "Content-Encoding: gzip", MODIFIED);
        assertThat(stat("k"))
                .isInstanceOfSatisfying(
                        Presence.Present.class,
                        present -> assertThat(present.object().size()).isEqualTo(5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // a bare 200
                "Content-Length: 5",
                "Last-Modified: Wed, 21 Oct 2026 07:28:00 GMT",
                "Content-Length: -5\r\nLast-Modified: Wed, 21 Oct 2026 07:28:00 GMT",
                "Content-Length: five\r\nLast-Modified: Wed, 21 Oct 2026 07:28:00 GMT",
                "Content-Length: 5\r\nContent-Length: 7\r\nLast-Modified: Wed, 21 Oct 2026 07:28:00 GMT",
                "Transfer-Encoding: chunked\r\nLast-Modified: Wed, 21 Oct 2026 07:28:00 GMT",
                "Content-Length: 5\r\nLast-Modified: yesterday"
            })
    @DisplayName("A 200 that lacks what a store says proves nothing (H21)")
    void bare200ProvesNothing(String headers) {
        server().answersRaw("HTTP/1.1 200 OK\r\nConnection: close\r\n" + headers + (headers.isEmpty() ? "" : "\r\n")
                + "\r\n");
        assertThat(unknown("k").doubt()).isEqualTo(Doubt.MALFORMED);
    }

    @Test
    @DisplayName("A 404 without a request id is a proxy's (H4)")
    void notFoundWithoutRequestIdIsAProxys() {
        server().answers(404, "");
        assertThat(unknown("k").doubt()).isEqualTo(Doubt.WRONG_ENDPOINT);
        server().answers(404, "", "x-amz-request-id: ");
        assertThat(unknown("k").doubt()).isEqualTo(Doubt.WRONG_ENDPOINT);
    }

    @Test
    void notFoundWithoutRequestIdIsAbsentWhereTheStoreNeverSendsOne() {
        server().answers(404, "");
        try (WritableObjectStore lenient = store(Options.DEFAULT.withoutRequestIds())) {
            assertThat(lenient.stat(ObjectKey.of("k"))).isEqualTo(Presence.absent());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Age: 0",
                "X-Cache: Hit from cloudfront",
                "X-Cache: Error from cloudfront",
                "CF-Cache-Status: HIT",
                "CF-Cache-Status: STALE",
                "X-Cache-Status: HIT"
            })
    @DisplayName("A cached answer proves nothing, whichever it is (H27)")
    void cachedAnswerProvesNothing(String sign) {
        server().answers(404, "", REQUEST_ID, sign);
        assertThat(unknown("k").doubt()).isEqualTo(Doubt.WRONG_ENDPOINT);
        server().answers(200, "", REQUEST_ID, MODIFIED, sign);
        assertThat(unknown("k").doubt()).isEqualTo(Doubt.WRONG_ENDPOINT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Cache: Miss from cloudfront", "CF-Cache-Status: DYNAMIC", "CF-Cache-Status: BYPASS"})
    void freshAnswerThroughAProxyCounts(String sign) {
        server().answers(404, "", REQUEST_ID, sign);
        assertThat(stat("k")).isEqualTo(Presence.absent());
    }

    @Test
    @DisplayName("A missing bucket that MinIO names is no missing object (H1)")
    void missingBucketIsNoMissingObject() {
        server().answers(404, "", REQUEST_ID, "x-minio-error-code: NoSuchBucket");
        assertThat(unknown("k").doubt()).isEqualTo(Doubt.WRONG_ENDPOINT);
        server().answers(404, "", REQUEST_ID, "x-minio-error-code: NoSuchKey");
        assertThat(stat("k")).isEqualTo(Presence.absent());
    }

    @Test
    @DisplayName("A delete marker is absent (H14)")
    void deleteMarkerIsAbsent() {
        server().answers(404, "", REQUEST_ID, "x-amz-delete-marker: true", "x-amz-version-id: v3");
        assertThat(stat("k")).isEqualTo(Presence.absent());
    }

    @Test
    @DisplayName("A redirect isn't followed, and the bucket's region is named (H3, H4)")
    void redirectIsNotFollowed() {
        try (WireServer portal = new WireServer()) {
            portal.answers(404, "", REQUEST_ID);
            for (int status : new int[] {301, 302, 307, 308}) {
                server().answers(
                                status,
                                "",
                                REQUEST_ID,
                                "Location: " + portal.endpoint() + "/portal",
                                "x-amz-bucket-region: eu-west-9");
                assertThat(unknown("k").doubt()).isEqualTo(Doubt.WRONG_ENDPOINT);
                assertThat(unknown("k").detail()).contains("region eu-west-9");
            }
            assertThat(portal.requests()).isEmpty();
        }
    }

    @Test
    @DisplayName("400 names the region where the store does, and proves nothing where it doesn't (H3, H18)")
    void badRequestProvesNothing() {
        server().answers(400, "", REQUEST_ID);
        assertThat(unknown("k").doubt()).isEqualTo(Doubt.MALFORMED);
        server().answers(400, "", REQUEST_ID, "x-amz-bucket-region: eu-west-9");
        assertThat(unknown("k").doubt()).isEqualTo(Doubt.WRONG_ENDPOINT);
    }

    @Test
    @DisplayName("403 names the permission (H2)")
    void forbiddenNamesThePermission() {
        server().answers(403, "", REQUEST_ID);
        assertThat(unknown("k").detail()).contains("REQ1");
        assertThat(unknown("k").detail())
                .as("what is wrong most often comes first")
                .containsSubsequence("credentials (key, secret)", "the machine's clock", "s3:ListBucket");
    }

    @Test
    @DisplayName("What a store sends never reaches a message unchecked (H98, H100)")
    void whatAStoreSendsNeverReachesAMessageUnchecked() {
        server().answers(403, "", "x-amz-request-id: \u001b[31m<script>", "x-amz-bucket-region: a b\u0007");
        assertThat(unknown("k\r\n").detail())
                .doesNotContain("script", "wire-secret-key", "wire-access-key", "Signature")
                .doesNotContainPattern("\\p{Cntrl}");
    }
}
