package dev.reconcile.examples.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.examples.servers.LocalPostgres;
import dev.reconcile.examples.servers.LocalS3;
import dev.reconcile.s3.S3Connection;
import dev.reconcile.testkit.s3.Fault;
import dev.reconcile.testkit.s3.Operation;
import dev.reconcile.testkit.s3.S3Server;
import dev.reconcile.testkit.s3.When;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** System B from outside: HTTP in, and what the table and the journal say afterwards. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DownloadProxyTest {

    private static final Duration SOON = Duration.ofMinutes(1);

    private LocalPostgres postgres;

    @BeforeAll
    void startPostgres() throws Exception {
        postgres = LocalPostgres.start();
    }

    @AfterAll
    void stopPostgres() throws Exception {
        postgres.close();
    }

    private static S3Client client(URI endpoint, String region) {
        return S3Connection.to(endpoint, region)
                .credentials(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
                .maxConnections(100)
                .callTimeout(Duration.ofSeconds(2))
                .open();
    }

    private static void fill(S3Server server, int versions, LongPredicate there) {
        LongStream.rangeClosed(1, versions)
                .filter(there)
                .forEach(id -> server.createBucket(ProxySite.BUCKET).put(ProxySite.key(id), ProxySite.content(id)));
    }

    private static String body(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static String header(HttpResponse<byte[]> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static void idle(ProxySite site) throws InterruptedException {
        assertThat(site.hook.awaitIdle(SOON))
                .as("all looked at: %s", site.hook.status())
                .isTrue();
    }

    @Test
    @DisplayName(
            "System B: streamed with ranges and ETags from a real S3 server; a lost object is a 404 and marks its version corrupted")
    void servesAndMarks() throws Exception {
        try (LocalS3 server = LocalS3.start();
                S3Client s3 = server.client()) {
            s3.createBucket(bucket -> bucket.bucket(ProxySite.BUCKET));
            for (long id : List.of(1L, 2L, 4L)) {
                s3.putObject(
                        object -> object.bucket(ProxySite.BUCKET).key(ProxySite.key(id)),
                        RequestBody.fromBytes(ProxySite.content(id)));
            }
            try (ProxySite site = new ProxySite(postgres, s3, 4, UnaryOperator.identity())) {
                HttpResponse<byte[]> whole = site.get(1);
                assertThat(whole.statusCode()).isEqualTo(200);
                assertThat(body(whole)).isEqualTo("version 1");
                assertThat(header(whole, "Content-Type")).isEqualTo("text/plain");
                assertThat(header(whole, "Content-Length")).isEqualTo("9");
                assertThat(header(whole, "Accept-Ranges")).isEqualTo("bytes");
                String etag = header(whole, "ETag");
                assertThat(etag).startsWith("\"").endsWith("\"");

                HttpResponse<byte[]> head = site.send("HEAD", 1);
                assertThat(head.statusCode()).isEqualTo(200);
                assertThat(head.body()).isEmpty();
                assertThat(header(head, "Content-Length")).isEqualTo("9");
                assertThat(header(head, "ETag")).isEqualTo(etag);

                HttpResponse<byte[]> part = site.get(1, "Range", "bytes=2-4");
                assertThat(part.statusCode()).isEqualTo(206);
                assertThat(body(part)).isEqualTo("rsi");
                assertThat(header(part, "Content-Range")).isEqualTo("bytes 2-4/9");
                assertThat(body(site.get(1, "Range", "bytes=-1"))).isEqualTo("1");
                assertThat(site.get(1, "Range", "bytes=0-1,3-4").statusCode()).isEqualTo(200);
                HttpResponse<byte[]> beyond = site.get(1, "Range", "bytes=100-");
                assertThat(beyond.statusCode()).isEqualTo(416);
                assertThat(header(beyond, "Content-Range")).isEqualTo("bytes */9");
                assertThat(site.get(1, "Range", "bytes=2-4", "If-Range", etag).statusCode())
                        .isEqualTo(206);
                assertThat(body(site.get(1, "Range", "bytes=2-4", "If-Range", "\"another\"")))
                        .isEqualTo("version 1");
                assertThat(site.get(1, "If-None-Match", etag).statusCode()).isEqualTo(304);
                assertThat(site.get(1, "If-None-Match", "\"another\"").statusCode())
                        .isEqualTo(200);
                assertThat(site.send("DELETE", 1).statusCode()).isEqualTo(405);
                assertThat(site.get(99).statusCode()).isEqualTo(404);
                assertThat(site.hook.status().accepted()).isZero();

                HttpResponse<byte[]> lost = site.get(3);
                assertThat(lost.statusCode()).isEqualTo(404);
                assertThat(body(lost)).isEqualTo("{\"error\":\"FILE_NOT_FOUND_IN_STORAGE\"}");
                idle(site);
                assertThat(site.corrupted()).containsExactly(3L);
                assertThat(site.marks()).isEqualTo(Map.of(3L, 1));
                assertThat(site.get(3).statusCode()).isEqualTo(404);
                assertThat(site.send("HEAD", 3).statusCode()).isEqualTo(404);
                assertThat(site.hook.status().accepted())
                        .as("a version that is corrupted isn't asked for any more")
                        .isEqualTo(1);
            }
        }
    }

    /** A way for a store to be down, and what the proxy's clients are told. */
    record Outage(String name, Fault fault, Set<Integer> answers) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Outage> outages() {
        return List.of(
                new Outage("no such bucket", Fault.noSuchBucket(), Set.of(502)),
                new Outage("a portal's 404", Fault.proxy404(), Set.of(502)),
                new Outage("no such key, whatever it is", Fault.error(404, "NoSuchKey"), Set.of(404)),
                new Outage("403", Fault.status(403), Set.of(502)),
                new Outage("500", Fault.status(500), Set.of(503)),
                new Outage("503", Fault.throttle(), Set.of(503)),
                new Outage("reset", Fault.resetBefore(), Set.of(503)),
                new Outage("silence", Fault.stall(), Set.of(503)));
    }

    @ParameterizedTest
    @MethodSource("outages")
    @DisplayName(
            "H1, H2, H4, H70: a store that goes down under load marks nothing; back again, it marks what is missing")
    void anOutageMarksNothing(Outage outage) throws Exception {
        Set<Long> lost = Set.of(7L, 17L);
        try (S3Server server = S3Server.start(ProxySite.BUCKET);
                S3Client s3 = S3Connection.to(server.endpoint(), server.region())
                        .credentials(StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
                        .maxConnections(100)
                        .callTimeout(Duration.ofMillis(outage.name().equals("silence") ? 300 : 5000))
                        .open()) {
            fill(server, 40, id -> !lost.contains(id));
            try (ProxySite site = new ProxySite(
                    postgres,
                    s3,
                    40,
                    hook -> hook.missesAmongReads(1, 1000)
                            .like(ReconcileRequest.builder().attempts(1).build()))) {
                assertThat(statuses(site, 20, 40, id -> !lost.contains(id)).keySet())
                        .containsExactly(200);
                server.faults().inject(When.any(), outage.fault());

                assertThat(statuses(site, 20, 40, id -> true).keySet())
                        .as("told to clients")
                        .isEqualTo(outage.answers());
                boolean reported = outage.answers().contains(404);
                assertThat(site.hook.status().accepted())
                        .as("only the store's own word is a miss")
                        .isEqualTo(reported ? 40 : 0);
                if (reported) {
                    while (site.hook.status().pauses() < 3) {
                        assertThat(site.hook.awaitIdle(Duration.ofMillis(5))).isFalse();
                    }
                }
                assertThat(site.corrupted()).isEmpty();

                server.faults().clear();
                assertThat(statuses(site, 20, 40, id -> true).keySet()).containsExactlyInAnyOrder(200, 404);
                idle(site);
                assertThat(site.corrupted()).isEqualTo(new TreeSet<>(lost));
                assertThat(site.marks()).isEqualTo(Map.of(7L, 1, 17L, 1));
            }
        }
    }

    @Test
    @DisplayName("H1, H72: a bucket that is removed or taken for another marks nothing, nor does a server that is gone")
    void aBucketRemovedAndAServerGoneMarkNothing() throws Exception {
        S3Server first = S3Server.start(ProxySite.BUCKET, "empty");
        int port = first.port();
        fill(first, 30, id -> id != 7);
        try (S3Client s3 = client(first.endpoint(), first.region());
                ProxySite site = new ProxySite(
                        postgres,
                        s3,
                        30,
                        hook -> hook.missesAmongReads(1, 1000)
                                .like(ReconcileRequest.builder().attempts(1).build()))) {
            first.swapBuckets(ProxySite.BUCKET, "empty");
            assertThat(statuses(site, 10, 30, id -> true).keySet()).containsExactly(404);
            while (site.hook.status().pauses() < 2) {
                assertThat(site.hook.awaitIdle(Duration.ofMillis(5))).isFalse();
            }
            first.removeBucket(ProxySite.BUCKET);
            assertThat(statuses(site, 10, 30, id -> true).keySet()).containsExactly(502);
            first.close();
            assertThat(statuses(site, 10, 30, id -> true).keySet()).containsExactly(503);
            assertThat(site.corrupted()).isEmpty();
            assertThat(site.hook.status().queued())
                    .as("what was accepted still waits")
                    .isEqualTo(30);

            try (S3Server second =
                    S3Server.builder().buckets(ProxySite.BUCKET).port(port).start()) {
                fill(second, 30, id -> id != 7);
                idle(site);
                assertThat(site.corrupted()).containsExactly(7L);
                assertThat(site.hook.status().acquitted()).isEqualTo(29);
            }
        } finally {
            first.close();
        }
    }

    @Test
    @DisplayName("H71: when most reads miss, marks are held back until somebody clears the hook")
    void mostReadsMissing() throws Exception {
        try (S3Server server = S3Server.start(ProxySite.BUCKET);
                S3Client s3 = client(server.endpoint(), server.region())) {
            fill(server, 40, id -> id > 30);
            try (ProxySite site = new ProxySite(
                    postgres, s3, 40, hook -> hook.missesAmongReads(0.2, 5).marksPerMinute(25))) {
                assertThat(statuses(site, 1, 40, id -> true))
                        .containsEntry(200, 10L)
                        .containsEntry(404, 30L);
                idle(site);

                assertThat(site.hook.status().reportOnly()).isPresent();
                assertThat(site.corrupted()).hasSizeLessThanOrEqualTo(25);
            }
        }
    }

    @Test
    @DisplayName(
            "64 clients, runs over everything beside them, objects that vanish meanwhile, and false alarms: marked are exactly the lost ones, each once")
    void underLoadTheMarksAreExact() throws Exception {
        long seconds = Long.getLong("proxy.seconds", 0);
        long requests = Long.getLong("proxy.requests", 4000);
        int versions = 3000;
        Instant end = Instant.now().plusSeconds(seconds);
        AtomicLong sent = new AtomicLong();
        Set<Long> lost = ConcurrentHashMap.newKeySet();
        Set<String> wrong = ConcurrentHashMap.newKeySet();
        AtomicLong misses = new AtomicLong();
        try (S3Server server = S3Server.builder()
                        .buckets(ProxySite.BUCKET)
                        .keepRequests(1)
                        .start();
                S3Client s3 = client(server.endpoint(), server.region())) {
            fill(server, versions, id -> true);
            server.faults()
                    .inject(
                            When.when(Operation.GET).withProbability(0.01, 7),
                            Fault.error(404, "NoSuchKey")); // a replica that is behind
            try (ProxySite site = new ProxySite(
                    postgres,
                    s3,
                    versions,
                    hook -> hook.marksPerMinute(versions)
                            .notAgainFor(Duration.ofMillis(10))
                            .missesAmongReads(0.5, versions))) {
                Runnable client = () -> {
                    ThreadLocalRandom random = ThreadLocalRandom.current();
                    while (seconds > 0 ? Instant.now().isBefore(end) : sent.get() < requests) {
                        long id = 1 + random.nextLong(versions);
                        if (random.nextInt(40) == 0 && lost.size() < versions / 10) {
                            lost.add(id); // before it is gone, so that whoever is marked is in the set
                            server.bucket(ProxySite.BUCKET).remove(ProxySite.key(id));
                        }
                        HttpResponse<byte[]> answer = site.get(id);
                        sent.incrementAndGet();
                        if (answer.statusCode() == 404) {
                            misses.incrementAndGet();
                        } else if (answer.statusCode() != 200 || !body(answer).equals("version " + id)) {
                            wrong.add(answer.statusCode() + " " + body(answer));
                        }
                    }
                };
                List<RunReport> nights = new CopyOnWriteArrayList<>();
                AtomicBoolean over = new AtomicBoolean();
                Thread night = new Thread(() -> {
                    while (!over.get()) {
                        nights.add(site.nightly());
                    }
                });
                night.start();
                together(64, client);
                over.set(true);
                night.join();
                server.faults().clear();
                idle(site);
                lost.forEach(site::get); // whom nobody happened to ask for since
                idle(site);

                assertThat(wrong).isEmpty();
                assertThat(site.corrupted()).isEqualTo(new TreeSet<>(lost));
                assertThat(site.marks().keySet()).isEqualTo(new TreeSet<>(lost));
                assertThat(site.marks().values()).as("each once").containsOnly(1);
                long byNight = nights.stream()
                        .mapToLong(report -> report.marks().applied())
                        .sum();
                assertThat(nights).isNotEmpty();
                assertThat(site.hook.status().marked() + byNight)
                        .as("by the hook and by nightly runs beside it")
                        .isEqualTo(lost.size());
                assertThat(site.hook.status().reportOnly()).isEmpty();
                print("Proxy: " + sent + " requests by 64 clients, " + misses + " answered 404, " + lost.size()
                        + " objects lost, " + site.marks().size() + " marked, "
                        + byNight + " of them by " + nights.size() + " runs over everything; " + site.hook.status());
            }
        }
    }

    /** How often each status was answered, each version that fits being asked for once, by so many clients. */
    private static Map<Integer, Long> statuses(ProxySite site, int clients, int versions, LongPredicate fits)
            throws InterruptedException {
        AtomicLong next = new AtomicLong();
        Map<Integer, Long> all = new ConcurrentHashMap<>();
        together(clients, () -> {
            for (long id = next.incrementAndGet(); id <= versions; id = next.incrementAndGet()) {
                if (fits.test(id)) {
                    all.merge(site.get(id).statusCode(), 1L, Long::sum);
                }
            }
        });
        return new TreeMap<>(all);
    }

    private static void together(int count, Runnable work) throws InterruptedException {
        Set<Throwable> failures = ConcurrentHashMap.newKeySet();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(work, "client-" + i);
            thread.setUncaughtExceptionHandler((at, thrown) -> failures.add(thrown));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
    }

    @SuppressWarnings("SystemOut") // the figures are for CI's log
    private static void print(String text) {
        System.out.println(text);
    }
}
