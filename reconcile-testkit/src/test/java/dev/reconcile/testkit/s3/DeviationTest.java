package dev.reconcile.testkit.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeviationTest {

    private static final String EMOJI = "\ud83d\ude00";

    private S3Server server;
    private S3Bucket bucket;

    private void start(Deviations deviations) {
        server = S3Server.builder().buckets("bucket").deviations(deviations).start();
        bucket = server.bucket("bucket");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** H32. */
    @Test
    void utf16OrderPutsEmojiBeforeThePrivateUseArea() {
        start(Deviations.none().order(KeyOrder.UTF16));
        put("a", "\ue000", EMOJI, "\ufffd");

        assertThat(pages("max-keys=1")).containsExactly("a", EMOJI, "\ue000", "\ufffd");
        assertThat(pages("start-after=%F0%9F%98%80")).containsExactly("\ue000", "\ufffd");
    }

    /** H31. */
    @Test
    void shuffledOrderIsStableAndPagesThroughEverything() {
        start(Deviations.none().order(KeyOrder.SHUFFLED));
        List<String> sorted = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sorted.add(String.format("k%03d", i));
        }
        put(sorted.toArray(String[]::new));

        List<String> listed = pages("max-keys=7");

        assertThat(listed).containsExactlyInAnyOrderElementsOf(sorted).isNotEqualTo(sorted);
        assertThat(pages("max-keys=13")).isEqualTo(listed);
        assertThat(pages("max-keys=3&prefix=k01")).hasSize(10);
    }

    /** H8. */
    @Test
    void keysUnderAnObjectAreHiddenFromLists() {
        start(Deviations.none().with(Quirk.HIDES_KEYS_UNDER_AN_OBJECT));
        put("a", "a/b", "a/b/c", "x/y", "z/");

        assertThat(pages("")).containsExactly("a", "x/y", "z/");
        assertThat(send("HEAD", "/a/b").status()).isEqualTo(200);
    }

    /** H40, H39, H43. */
    @Test
    void minioRefusesOddKeys() {
        start(Deviations.minio());

        for (String key : List.of("/a", "a//b", "a/../b", "a/./b", "a".repeat(256) + "/b")) {
            assertThat(send("PUT", "/" + key).status()).as(key).isEqualTo(400);
        }
        assertThat(send("PUT", "/" + "a".repeat(255) + "/b").status()).isEqualTo(200);
    }

    /** H39. */
    @Test
    void dotSegmentsAreResolvedSilently() {
        start(Deviations.none().with(Quirk.RESOLVES_DOT_SEGMENTS));

        assertThat(send("PUT", "/a/../b").status()).isEqualTo(200);
        assertThat(send("PUT", "/./x").status()).isEqualTo(200);
        assertThat(bucket.keys()).containsExactly("b", "x");
    }

    /** H33. */
    @Test
    void normalisedKeysAreOneObjectListedAsLastUploaded() {
        start(Deviations.none().with(Quirk.NORMALISES_TO_NFC));
        put("caf\u00e9", "cafe\u0301");

        assertThat(pages("")).containsExactly("cafe\u0301");
        assertThat(send("HEAD", "/caf%C3%A9").status()).isEqualTo(200);
        assertThat(send("HEAD", "/cafe%CC%81").status()).isEqualTo(200);
        assertThat(send("DELETE", "/caf%C3%A9").status()).isEqualTo(204);
        assertThat(bucket.keys()).isEmpty();
    }

    /** H76. */
    @Test
    void deleteIgnoresItsCondition() {
        start(Deviations.none().ignoring(Feature.DELETE_IF_MATCH));
        put("key");

        assertThat(conditional("DELETE", "/key", "If-Match", "\"wrong\"").status())
                .isEqualTo(204);
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    void deleteRefusesItsCondition() {
        start(Deviations.none().refusing(Feature.DELETE_IF_MATCH));
        put("key");

        assertThat(conditional("DELETE", "/key", "If-Match", "*").status()).isEqualTo(501);
        assertThat(bucket.keys()).containsExactly("key");
    }

    @Test
    void conditionalDeleteOfAnAbsentKeyIs204() {
        start(Deviations.ceph());
        put("key");

        assertThat(conditional("DELETE", "/absent", "If-Match", "\"x\"").status())
                .isEqualTo(204);
        assertThat(conditional("DELETE", "/key", "If-Match", "\"x\"").status()).isEqualTo(412);
    }

    @Test
    void directoryBucketDeletesBySizeAndHasNoOrderAndNoStartAfter() {
        start(Deviations.directoryBucket());
        bucket.put("key", new byte[3]);

        assertThat(conditional("DELETE", "/key", "x-amz-if-match-size", "4").status())
                .isEqualTo(412);
        assertThat(conditional("DELETE", "/key", "x-amz-if-match-size", "3").status())
                .isEqualTo(204);
        assertThat(send("GET", "?list-type=2&start-after=a").status()).isEqualTo(501);
        assertThat(send("GET", "?versioning").status()).isEqualTo(501);
    }

    @Test
    void deleteBySizeIsNotForGeneralPurposeBuckets() {
        start(Deviations.none());
        put("key");

        assertThat(conditional("DELETE", "/key", "x-amz-if-match-size", "0").status())
                .isEqualTo(501);
    }

    @Test
    void writeConditionsAreIgnored() {
        start(Deviations.none().ignoring(Feature.PUT_PRECONDITIONS, Feature.COPY_PRECONDITIONS));
        put("key");

        assertThat(conditional("PUT", "/key", "If-None-Match", "*").status()).isEqualTo(200);
        Wire.Reply copied = Wire.request("PUT", "/bucket/copy")
                .header("x-amz-copy-source", "/bucket/key")
                .header("x-amz-copy-source-if-match", "\"x\"")
                .send(server);
        assertThat(copied.status()).isEqualTo(200);
    }

    @Test
    void ceph16RefusesTheRightEtagInQuotesAndEchoesParametersRaw() {
        start(Deviations.ceph16());
        String etag = bucket.put("a b+c", new byte[1]).etag();

        assertThat(conditional("PUT", "/a%20b%2Bc", "If-Match", '"' + etag + '"')
                        .status())
                .isEqualTo(412);
        assertThat(conditional("PUT", "/a%20b%2Bc", "If-Match", etag).status()).isEqualTo(200);
        assertThat(send("GET", "?list-type=2&encoding-type=url&prefix=a%20b%2B&start-after=a%20")
                        .body())
                .contains("<Prefix>a b+</Prefix><StartAfter>a </StartAfter>")
                .contains("<Key>a+b%2Bc</Key>");
    }

    /** H35, H36. */
    @Test
    void encodingIsIgnoredOrNotEchoed() {
        start(Deviations.none().ignoring(Feature.ENCODING_TYPE));
        put("a b+c%");
        assertThat(send("GET", "?list-type=2&encoding-type=url").body())
                .contains("<Key>a b+c%</Key>")
                .doesNotContain("EncodingType");
        stop();

        start(Deviations.none().with(Quirk.NO_ENCODING_ECHO));
        put("a b+c%");
        assertThat(send("GET", "?list-type=2&encoding-type=url").body())
                .contains("<Key>a+b%2Bc%25</Key>")
                .doesNotContain("EncodingType");
    }

    /** H35. */
    @Test
    void controlCharactersAreWrittenRaw() {
        start(Deviations.none().with(Quirk.WRITES_CONTROL_CHARACTERS_RAW));
        put("a\r\nb\u0001");

        assertThat(send("GET", "?list-type=2").body()).contains("<Key>a\r\nb\u0001</Key>");
    }

    @Test
    void startAfterIsIgnored() {
        start(Deviations.none().ignoring(Feature.START_AFTER));
        put("a", "b", "c");

        assertThat(pages("max-keys=1&start-after=b")).containsExactly("a", "b", "c");
    }

    @Test
    void versioningTaggingAndOwnerAreUnknownToR2() {
        start(Deviations.r2());
        put("key");

        assertThat(send("GET", "?versioning").status()).isEqualTo(501);
        assertThat(send("GET", "/key?tagging").status()).isEqualTo(501);
        assertThat(conditional("PUT", "/tagged", "x-amz-tagging", "a=b").status())
                .isEqualTo(501);
        assertThat(conditional("GET", "/key", "x-amz-expected-bucket-owner", "123456789012")
                        .status())
                .isEqualTo(501);
        assertThat(bucket.keys()).containsExactly("key");
    }

    @Test
    void ignoredFeaturesHaveNoEffect() {
        start(Deviations.none()
                .ignoring(
                        Feature.VERSIONING,
                        Feature.TAGGING,
                        Feature.EXPECTED_BUCKET_OWNER,
                        Feature.CHECKSUMS,
                        Feature.OBJECT_LOCK));
        String enabled = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
        assertThat(Wire.request("PUT", "/bucket?versioning")
                        .body(enabled)
                        .send(server)
                        .status())
                .isEqualTo(200);
        assertThat(bucket.versioning()).isEqualTo(Versioning.OFF);
        assertThat(conditional("PUT", "/key", "x-amz-tagging", "a=b").status()).isEqualTo(200);
        assertThat(send("GET", "/key?tagging").body()).doesNotContain("<Tag>");
        assertThat(conditional("HEAD", "/key", "x-amz-expected-bucket-owner", "999")
                        .status())
                .isEqualTo(200);
        String crc = Checksum.of("x-amz-checksum-crc32", new byte[0]);
        assertThat(conditional("PUT", "/sum", "x-amz-checksum-crc32", crc).status())
                .isEqualTo(200);
        assertThat(conditional("HEAD", "/sum", "x-amz-checksum-mode", "ENABLED").header("x-amz-checksum-crc32"))
                .isNull();
        bucket.lock("");
        assertThat(send("DELETE", "/key").status()).isEqualTo(204);
    }

    /** H16. */
    @Test
    void lockedObjectsStay() {
        start(Deviations.none());
        put("locked/a");
        bucket.lock("locked/");

        assertThat(send("DELETE", "/locked/a").status()).isEqualTo(403);
        assertThat(send("PUT", "/locked/a").status()).isEqualTo(403);
        assertThat(bucket.keys()).containsExactly("locked/a");
    }

    /** H25. */
    @Test
    void lagShowsTheBucketAsItWas() {
        start(Deviations.none().with(Quirk.LAGGING_LISTS));
        put("a");
        assertThat(pages("")).isEmpty();
        assertThat(send("HEAD", "/a").status()).isEqualTo(200);
        bucket.settle();
        bucket.remove("a");
        assertThat(pages("")).containsExactly("a");
        assertThat(send("HEAD", "/a").status()).isEqualTo(404);
        stop();

        start(Deviations.none().with(Quirk.LAGGING_READS));
        put("a");
        assertThat(pages("")).containsExactly("a");
        assertThat(send("HEAD", "/a").status()).isEqualTo(404);
        bucket.settle();
        assertThat(send("HEAD", "/a").status()).isEqualTo(200);
    }

    /** H10. */
    @Test
    void throttleIs503OrWhatTheStoreSays() {
        start(Deviations.none());
        server.faults().inject(When.any(), Fault.throttle());
        assertThat(send("GET", "/key").body()).contains("<Code>SlowDown</Code>");
        stop();

        start(Deviations.r2());
        server.faults().inject(When.any(), Fault.throttle());
        Wire.Reply reply = send("GET", "/key");
        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void smallerQuirks() {
        start(Deviations.none().with(Quirk.MAX_KEYS_NOT_CAPPED, Quirk.UNQUOTED_ETAGS, Quirk.PLUS_IN_PATH_IS_SPACE));
        DataSet.of(1200, "k%04d").fill(bucket);
        String etag = bucket.put("a b", "x".getBytes(StandardCharsets.UTF_8)).etag();

        assertThat(ListingTest.keys(send("GET", "?list-type=2&max-keys=1500").body()))
                .hasSize(1201);
        assertThat(Wire.request("HEAD", "/bucket/a%20b").send(server).header("ETag"))
                .isEqualTo(etag);
        assertThat(send("HEAD", "/a%2Bb").status()).isEqualTo(404);
    }

    private void put(String... keys) {
        for (String key : keys) {
            bucket.put(key, new byte[0]);
        }
    }

    private Wire.Reply send(String method, String keyAndQuery) {
        return Wire.request(method, "/bucket" + keyAndQuery).send(server);
    }

    private Wire.Reply conditional(String method, String key, String header, String value) {
        return Wire.request(method, "/bucket" + key).header(header, value).send(server);
    }

    private List<String> pages(String query) {
        List<String> keys = new ArrayList<>();
        String token = null;
        do {
            String more = (query.isEmpty() ? "" : "&" + query) + (token == null ? "" : "&continuation-token=" + token);
            Wire.Reply reply = send("GET", "?list-type=2" + more);
            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            keys.addAll(ListingTest.keys(reply.body()));
            token = ListingTest.element(reply.body(), "NextContinuationToken");
        } while (token != null);
        return keys;
    }
}
