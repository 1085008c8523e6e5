package dev.reconcile.testkit.s3;

import static dev.reconcile.testkit.s3.When.any;
import static dev.reconcile.testkit.s3.When.when;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTest {

    private S3Server server;
    private S3Bucket bucket;

    @BeforeEach
    void start() {
        server = S3Server.start("bucket", "other");
        bucket = server.bucket("bucket");
        bucket.put("a", "content".getBytes(StandardCharsets.UTF_8));
        bucket.put("b", new byte[0]);
        bucket.put("\ue000", new byte[0]);
        bucket.put("\ud83d\ude00", new byte[0]);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 400, 403, 404, 405, 409, 412, 429, 500, 501, 503, 504})
    void everyStatusIsAnsweredWithARequestId(int status) {
        server.faults().inject(when(Operation.HEAD, Operation.LIST), Fault.status(status));

        assertThat(head("a").status()).isEqualTo(status);
        assertThat(head("a").header("x-amz-request-id")).isNotEmpty();
        assertThat(list().status()).isEqualTo(status);
        assertThat(list().body()).contains("<Error><Code>");
        assertThat(get("a").status()).as("GET isn't struck").isEqualTo(200);
    }

    @Test
    void redirectsLeadElsewhere() {
        // H4
        server.faults().inject(any(), Fault.redirect(302, "/portal"));

        assertThat(head("a").header("Location")).isEqualTo("/portal");
    }

    @Test
    void notFoundHasThreeFaces() {
        // H1, H4
        server.faults().inject(any().nth(1), Fault.noSuchBucket());
        server.faults().inject(any().nth(1), Fault.proxy404());

        assertThat(get("a").body()).contains("<Code>NoSuchBucket</Code>");
        assertThat(get("a")).satisfies(reply -> {
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.header("x-amz-request-id")).isNull();
            assertThat(reply.body()).startsWith("<html>");
        });
        assertThat(get("absent").body()).contains("<Code>NoSuchKey</Code>");
    }

    @Test
    void resetBeforeSendsNothingAndDoesNothing() {
        server.faults().inject(any(), Fault.resetBefore());

        assertThat(head("a").status()).isZero();
        assertThat(Wire.request("DELETE", "/bucket/a").bytes(server.port())).isEmpty();
        assertThat(bucket.object("a")).isPresent();
    }

    @Test
    void resetAfterDoesItAndSendsHalf() {
        server.faults().inject(any(), Fault.resetAfter());

        assertThat(Wire.request("DELETE", "/bucket/b").bytes(server.port())).isEmpty();
        assertThat(bucket.object("b")).isEmpty();
        assertThat(get("a")).satisfies(reply -> {
            assertThat(reply.header("Content-Length")).isEqualTo("7");
            assertThat(reply.body()).isEqualTo("con");
        });
        assertThat(list().body()).startsWith("<?xml").doesNotContain("</ListBucketResult>");
    }

    @Test
    void stallEndsWhenTheFaultsAreCleared() {
        Faults.Injection stall = server.faults().inject(any(), Fault.stall());
        CompletableFuture<byte[]> answer = CompletableFuture.supplyAsync(
                () -> Wire.request("HEAD", "/bucket/a").bytes(server.port()));
        while (stall.fired() == 0) {
            Thread.onSpinWait();
        }
        assertThat(answer).isNotDone();

        server.faults().clear();

        assertThat(answer.join()).isEmpty();
        assertThat(head("a").status()).isEqualTo(200);
    }

    @Test
    void stallEndsWhenTheServerCloses() {
        Faults.Injection stall = server.faults().inject(any(), Fault.stall());
        CompletableFuture<byte[]> answer = CompletableFuture.supplyAsync(
                () -> Wire.request("HEAD", "/bucket/a").bytes(server.port()));
        while (stall.fired() == 0) {
            Thread.onSpinWait();
        }

        server.close();

        assertThat(answer.handle((bytes, reset) -> "ended").join()).isEqualTo("ended");
    }

    @Test
    void closingLeavesNoThreadBehind() throws InterruptedException {
        Faults.Injection stall = server.faults().inject(any(), Fault.stall());
        List<CompletableFuture<byte[]>> answers = IntStream.range(0, 3)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> Wire.request("HEAD", "/bucket/a").bytes(server.port()), task -> new Thread(task).start()))
                .toList();
        while (stall.fired() < 3) {
            Thread.onSpinWait();
        }
        List<Thread> workers = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("s3-server-"))
                .toList();
        assertThat(workers).hasSizeGreaterThanOrEqualTo(3);

        server.close();

        for (Thread worker : workers) {
            worker.join();
        }
        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(answer.handle((bytes, reset) -> true).join()).isTrue());
    }

    /** H21. */
    @Test
    void nullHeadersLeaveABareOk() {
        server.faults().inject(any(), Fault.nullHeaders());

        assertThat(head("a")).satisfies(reply -> {
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.headers()).containsOnlyKeys("date");
        });
    }

    @Test
    void wrongSizeIsToldByHead() {
        server.faults().inject(any(), Fault.wrongSize(12));

        assertThat(head("a").header("Content-Length")).isEqualTo("12");
    }

    /** H5. */
    @Test
    void bodiesThatAreNoListing() {
        List<Fault> faults = List.of(Fault.emptyBody(), Fault.htmlPage(), Fault.otherRoot(), Fault.errorDocument());
        List<String> bodies = new ArrayList<>();
        for (Fault fault : faults) {
            server.faults().inject(when(Operation.LIST).nth(1), fault);
            Wire.Reply reply = list();
            assertThat(reply.status()).isEqualTo(200);
            bodies.add(reply.body());
            server.faults().clear();
        }

        assertThat(bodies.get(0)).isEmpty();
        assertThat(bodies.get(1)).startsWith("<html>");
        assertThat(bodies.get(2)).contains("<ListAllMyBucketsResult");
        assertThat(bodies.get(3)).contains("<Error><Code>InternalError</Code>");
    }

    @Test
    void pagesThatAreWrongInOneWay() {
        assertThat(page(PageFault.CUT_XML)).startsWith("<?xml").doesNotContain("</ListBucketResult>");
        assertThat(page(PageFault.NO_IS_TRUNCATED)).doesNotContain("IsTruncated");
        assertThat(page(PageFault.TRUNCATED_WITHOUT_TOKEN))
                .contains("<IsTruncated>true</IsTruncated>")
                .doesNotContain("Token");
        assertThat(page(PageFault.BLANK))
                .contains("<KeyCount>0</KeyCount>")
                .contains("<IsTruncated>false</IsTruncated>")
                .doesNotContain("<Contents>");
        assertThat(ListingTest.keys(page(PageFault.UTF16_ORDER))).containsExactly("a", "b", "\ud83d\ude00", "\ue000");
        assertThat(ListingTest.keys(page(PageFault.SHUFFLED)))
                .containsExactlyInAnyOrder("a", "b", "\ue000", "\ud83d\ude00")
                .isNotEqualTo(bucket.keys());
        assertThat(ListingTest.keys(page(PageFault.DUPLICATE_KEYS)))
                .containsExactly("a", "a", "b", "\ue000", "\ud83d\ude00");
        assertThat(page(PageFault.WRONG_BUCKET_NAME)).contains("<Name>not-bucket</Name>");
        assertThat(page(PageFault.NO_ENCODING)).contains("<Key>\ue000</Key>").doesNotContain("EncodingType");
        assertThat(page(PageFault.NO_ENCODING_ECHO))
                .contains("<Key>%EE%80%80</Key>")
                .doesNotContain("EncodingType");
        assertThat(page(PageFault.BAD_ESCAPE)).contains("<Key>100%zza</Key><").contains("<EncodingType>url");
        assertThat(page(PageFault.NO_LAST_MODIFIED)).doesNotContain("LastModified");
        assertThat(page(PageFault.NO_SIZE)).doesNotContain("Size");
        assertThat(page(PageFault.NO_ETAG)).doesNotContain("ETag");
    }

    /** H6. */
    @Test
    void tokensThatDoNotAdvance() {
        server.faults().inject(when(Operation.LIST), Fault.page(PageFault.SAME_TOKEN));
        String first = ListingTest.element(list("&max-keys=1").body(), "NextContinuationToken");
        String page = list("&max-keys=1&continuation-token=" + first).body();
        assertThat(ListingTest.element(page, "NextContinuationToken")).isEqualTo(first);
        assertThat(ListingTest.keys(page)).containsExactly("b");
        server.faults().clear();

        server.faults().inject(when(Operation.LIST), Fault.page(PageFault.TOKEN_GOING_BACK));
        String back = ListingTest.element(list("&start-after=a").body(), "NextContinuationToken");
        assertThat(ListingTest.keys(list("&continuation-token=" + back).body())).isEqualTo(bucket.keys());
    }

    /** H7. */
    @Test
    void hiddenKeysAreTheSameEveryTime() {
        DataSet.of(1000, "k%04d").fill(server.bucket("other"));
        server.faults().inject(when(Operation.LIST).bucket("other"), Fault.hiding(0.05, 1));

        String page = Wire.request("GET", "/other?list-type=2").send(server).body();

        assertThat(ListingTest.keys(page)).hasSizeBetween(910, 990);
        assertThat(ListingTest.keys(
                        Wire.request("GET", "/other?list-type=2").send(server).body()))
                .isEqualTo(ListingTest.keys(page));
    }

    /** H1, H72. */
    @Test
    void bucketVanishesOrIsSwappedUnderWay() {
        server.faults().inject(any().nth(2), Fault.meanwhile("swap", () -> server.swapBuckets("bucket", "other")));
        server.faults().inject(any().nth(3), Fault.meanwhile("gone", () -> server.removeBucket("bucket")));

        assertThat(head("a").status()).isEqualTo(200);
        assertThat(head("a").status()).isEqualTo(404);
        assertThat(list().body()).contains("<KeyCount>0</KeyCount>");
        assertThat(list().body()).contains("<Code>NoSuchBucket</Code>");
    }

    /** H12. */
    @Test
    void credentialsExpireAfterSomeRequests() {
        server.faults().inject(any().after(2), Fault.expiredToken());

        assertThat(IntStream.range(0, 4).map(i -> get("a").status())).containsExactly(200, 200, 400, 400);
        assertThat(get("a").body()).contains("<Code>ExpiredToken</Code>");
    }

    /** H13. */
    @Test
    void permissionIsWithdrawnAfterSomeRequests() {
        server.faults()
                .inject(any().nth(2), Fault.meanwhile("deny", () -> server.deny(Operation.HEAD, Operation.LIST)));

        assertThat(IntStream.range(0, 3).map(i -> head("a").status())).containsExactly(200, 403, 403);
        assertThat(get("a").status()).isEqualTo(200);
    }

    @Test
    void conditionsNarrowWhatIsStruck() {
        Faults.Injection byKey =
                server.faults().inject(when(Operation.HEAD).key("a").times(2), Fault.status(500));
        server.faults().inject(when(Operation.HEAD, Operation.LIST).prefix("b"), Fault.status(503));

        assertThat(IntStream.range(0, 3).map(i -> head("a").status())).containsExactly(500, 500, 200);
        assertThat(head("b").status()).isEqualTo(503);
        assertThat(list("&prefix=b").status()).isEqualTo(503);
        assertThat(list().status()).isEqualTo(200);
        assertThat(byKey.fired()).isEqualTo(2);

        byKey.remove();
        assertThat(head("a").status()).isEqualTo(200);
    }

    @Test
    void diceFallAlikeForTheSameSeed() {
        List<Integer> first = thrown(7);

        assertThat(first).contains(200, 500);
        assertThat(thrown(7)).isEqualTo(first);
        assertThat(thrown(8)).isNotEqualTo(first);
    }

    @Test
    void someKeysAreChosenByTheirNames() {
        List<String> keys = IntStream.range(0, 200).mapToObj(i -> "absent" + i).toList();
        server.faults().inject(when(Operation.HEAD).someKeys(0.1, 5), Fault.status(500));

        List<String> struck =
                keys.stream().filter(key -> head(key).status() == 500).toList();

        assertThat(struck).hasSizeBetween(8, 35);
        assertThat(keys.stream().filter(key -> head(key).status() == 500)).containsExactlyElementsOf(struck);
    }

    @Test
    void everyFaultOfBothAlphabetsHasANameOfItsOwn() {
        assertThat(Fault.headAlphabet())
                .extracting(Fault::toString)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(20);
        assertThat(Fault.listAlphabet())
                .extracting(Fault::toString)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(30);
    }

    private List<Integer> thrown(long seed) {
        server.faults().clear();
        server.faults().inject(when(Operation.HEAD).withProbability(0.5, seed), Fault.status(500));
        return IntStream.range(0, 30).mapToObj(i -> head("a").status()).toList();
    }

    private String page(PageFault fault) {
        server.faults().clear();
        server.faults().inject(when(Operation.LIST), Fault.page(fault));
        Wire.Reply reply = list("&encoding-type=url");
        assertThat(reply.status()).isEqualTo(200);
        return reply.body();
    }

    private Wire.Reply head(String key) {
        return Wire.request("HEAD", "/bucket/" + key).send(server);
    }

    private Wire.Reply get(String key) {
        return Wire.request("GET", "/bucket/" + key).send(server);
    }

    private Wire.Reply list() {
        return list("");
    }

    private Wire.Reply list(String query) {
        return Wire.request("GET", "/bucket?list-type=2" + query).send(server);
    }
}
