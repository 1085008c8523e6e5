package dev.reconcile.s3;

import static dev.reconcile.testkit.ReconcileAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.Strategy;
import dev.reconcile.catalog.InMemoryCatalog;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.testkit.s3.Fault;
import dev.reconcile.testkit.s3.Faults;
import dev.reconcile.testkit.s3.Operation;
import dev.reconcile.testkit.s3.S3Bucket;
import dev.reconcile.testkit.s3.S3Server;
import dev.reconcile.testkit.s3.When;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The engine, the adapter and the real client against a server that does everything wrong that is known to go wrong. Whatever
 * it does, no record is marked whose object is there, and no object is called an orphan that has a record.
 */
class EngineOverFaultyWireTest {

    private static final Instant NOW = Instant.parse("2026-11-03T08:15:00Z");
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(30));
    private static final int RECORDS = 2200;
    private static final List<String> NAMES = List.of(
            "a b.jpg", "a+b.jpg", "100%.jpg", "%2B.jpg", "caf\u00e9.jpg", "\uD83D\uDE00.jpg", "\uFFFD.jpg", "x\u0001y");

    private final Set<String> missing = new TreeSet<>(Set.of("7", "1500"));
    private final Set<String> orphans = new TreeSet<>();
    private final InMemoryCatalog catalog = new InMemoryCatalog("wire", List.of("content"), "error", () -> NOW);
    private S3Server server;
    private S3Client client;

    @BeforeEach
    void start() {
        server = S3Server.start("images", "other");
        S3Bucket bucket = server.bucket("images");
        for (int i = 1; i <= RECORDS; i++) {
            String id = String.valueOf(i);
            String key = "files/" + id + "/" + NAMES.get(i % NAMES.size());
            Reference content =
                    new Reference(new RecordId(id), "content", ObjectKey.of(key), OptionalLong.of(10), true);
            catalog.put(id, "ready", LONG_AGO, content);
            if (!missing.contains(id)) {
                bucket.putEmpty(key, 10, LONG_AGO);
            }
        }
        for (int i = 0; i < 5; i++) {
            String key = "files/stray/" + i;
            bucket.putEmpty(key, 10, LONG_AGO);
            orphans.add(key);
        }
        server.bucket("other").putEmpty("somebody/elses", 10, LONG_AGO);
        client = S3Connection.to(server.endpoint(), server.region())
                .credentials(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
                .open();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private RunReport apply(Strategy strategy) {
        return ReconcileEngine.builder(
                        S3ObjectStore.builder(client, "images")
                                .callTimeout(Duration.ofMillis(500))
                                .build(),
                        catalog)
                .clock(() -> NOW)
                .waiting(duration -> {})
                .random(new Random(1))
                .build()
                .run(ReconcileRequest.builder()
                        .apply()
                        .strategy(strategy)
                        .attempts(2)
                        .examples(1000)
                        .unlimitedRequests()
                        .build());
    }

    private Set<String> marked() {
        Set<String> marked = new TreeSet<>();
        for (int i = 1; i <= RECORDS; i++) {
            String id = String.valueOf(i);
            if (!"ready".equals(catalog.record(id).orElseThrow().status())) {
                marked.add(id);
            }
        }
        return marked;
    }

    private void assertNothingWrongWasDone(RunReport report) {
        Set<String> marked = marked();
        List<String> called = new ArrayList<>();
        for (Finding finding : report.examples()) {
            if (finding.kind() == FindingKind.ORPHAN) {
                called.add(finding.key().value());
            }
        }
        assertThat(missing).as("marked: %s", marked).containsAll(marked);
        assertThat(orphans).as("called orphans").containsAll(called);
        assertThat(report).hasMismatched(0);
        RunReport.RoleCounts role = report.role("content");
        assertThat(role.references())
                .isEqualTo(
                        role.notRequired() + role.tooYoung() + role.alreadyMarked() + role.checked() + role.unknown());
        if (report.state() == RunState.COMPLETE) {
            assertThat(marked).as("a complete run leaves nothing out").isEqualTo(missing);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Strategy.class,
            names = {"SWEEP", "PROBE"})
    @DisplayName("Without a fault, all that is missing is marked and every orphan found")
    void withoutAFault(Strategy strategy) {
        RunReport report = apply(strategy);
        assertThat(report).hasState(RunState.COMPLETE).hasMarked(2).hasOrphans(strategy == Strategy.SWEEP ? 5 : 0);
        assertNothingWrongWasDone(report);
    }

    static Stream<Arguments> listFaults() {
        return Fault.listAlphabet().stream()
                .flatMap(fault -> Stream.of(1, 2, 3).map(page -> Arguments.of(fault, page)));
    }

    @ParameterizedTest(name = "{0} from page {1} on")
    @MethodSource("listFaults")
    @DisplayName("H5, H6, H7, H31, H35, H37, H73: every fault of a listing, from its nth page on")
    void faultyListing(Fault fault, int page) {
        server.faults().inject(When.when(Operation.LIST).after(page - 1), fault);
        assertNothingWrongWasDone(apply(Strategy.SWEEP));
    }

    static Stream<Arguments> headFaults() {
        return Fault.headAlphabet().stream()
                .flatMap(fault -> Stream.of(0, 1, 3).map(call -> Arguments.of(fault, call)));
    }

    @ParameterizedTest(name = "{0} after {1} looks")
    @MethodSource("headFaults")
    @DisplayName("H1, H2, H3, H4, H10, H11, H12, H21: every fault of a look, after n of them")
    void faultyLooks(Fault fault, int call) {
        server.faults().inject(When.when(Operation.HEAD).after(call), fault);
        assertNothingWrongWasDone(apply(Strategy.SWEEP));
    }

    static Stream<Fault> everyHeadFault() {
        return Fault.headAlphabet().stream().filter(fault -> !fault.toString().contains("stall"));
    }

    @ParameterizedTest
    @MethodSource("everyHeadFault")
    @DisplayName("H10: every fault of a look, once for one in a hundred keys of a whole probe")
    void sometimesFaultyLooks(Fault fault) {
        // Chosen by key and not by order: two equal lies about one key would be an answer that a second look confirms.
        Set<String> looked = ConcurrentHashMap.newKeySet();
        Faults.Injection injected = server.faults()
                .inject(
                        When.when(Operation.HEAD)
                                .someKeys(0.01, 7)
                                .matching(request -> looked.add(String.valueOf(request.key()))),
                        fault);
        assertNothingWrongWasDone(apply(Strategy.PROBE));
        assertThat(injected.fired()).as("faults shown").isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 8, 10, 12})
    @DisplayName("H1: the bucket goes after n requests")
    void bucketGoes(int request) {
        server.faults()
                .inject(When.any().nth(request), Fault.meanwhile("bucket goes", () -> server.removeBucket("images")));
        assertNothingWrongWasDone(apply(Strategy.SWEEP));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 8, 10, 12})
    @DisplayName("H72: another bucket takes its place after n requests")
    void bucketIsSwapped(int request) {
        server.faults()
                .inject(When.any().nth(request), Fault.meanwhile("swap", () -> server.swapBuckets("images", "other")));
        RunReport report = apply(Strategy.SWEEP);
        assertThat(missing).as("marked").containsAll(marked());
        assertThat(report).hasMismatched(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 10})
    @DisplayName("H11, H12, H13: credentials expire after n requests")
    void credentialsExpire(int request) {
        server.faults().inject(When.any().after(request), Fault.expiredToken());
        RunReport report = apply(Strategy.SWEEP);
        assertNothingWrongWasDone(report);
        assertThat(report.state()).isNotEqualTo(RunState.COMPLETE);
    }
}
