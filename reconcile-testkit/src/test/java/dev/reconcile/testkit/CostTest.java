package dev.reconcile.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.reconcile.FindingKind;
import dev.reconcile.Integrity;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.RunReport.RequestCounts;
import dev.reconcile.RunState;
import dev.reconcile.Strategy;
import dev.reconcile.Verification;
import dev.reconcile.catalog.Expectation;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.cost.Estimate;
import dev.reconcile.cost.Estimate.Scale;
import dev.reconcile.cost.OrphanCost;
import dev.reconcile.cost.PriceList;
import dev.reconcile.store.Checksum;
import dev.reconcile.store.ObjectKey;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What runs are said to cost, held against what they took. */
class CostTest {

    private static final PriceList PRICES = PriceList.AWS_US_EAST_1;

    private static Estimate estimate(ReconcileRequest request, Scale scale) {
        return Estimate.of(request, scale, PRICES.requests(), Duration.ofMillis(20), Duration.ofMillis(5));
    }

    private static Reference summed(String id, String role, String key) {
        Expectation expected = Expectation.ofSize(10).with(new Checksum(Checksum.Algorithm.CRC32, "00000000"));
        return new Reference(new RecordId(id), role, ObjectKey.of(key), expected, true);
    }

    static Stream<ReconcileRequest> requests() {
        return Stream.of(
                ReconcileRequest.dryRun(),
                ReconcileRequest.builder()
                        .kinds(FindingKind.MISSING, FindingKind.MISMATCH)
                        .build(),
                ReconcileRequest.builder()
                        .integrity(Integrity.CHECKSUM)
                        .batchSize(100)
                        .build(),
                ReconcileRequest.builder()
                        .integrity(Integrity.CHECKSUM)
                        .verification(Verification.ALL.share(0.25))
                        .concurrency(2)
                        .build());
    }

    @ParameterizedTest
    @MethodSource("requests")
    void estimateIsCloseToTheBill(ReconcileRequest request) {
        World world = World.of(3000);
        for (int i = 1; i <= 3000; i++) {
            String id = String.valueOf(i);
            world.records.put(
                    id,
                    "ready",
                    World.LONG_AGO,
                    summed(id, "original", World.original(id)),
                    summed(id, "staged", World.staged(id)));
        }
        RunReport first = world.dryRun();
        Estimate estimate = estimate(request, Scale.of(first));
        RunReport report = world.run(request);
        RequestCounts said = estimate.requests();
        RequestCounts took = report.requests();
        assertThat(said.lists()).as("lists").isBetween(took.lists() - 10, took.lists() + 10);
        assertThat(said.stats()).as("looks").isBetween(took.stats() - 20, took.stats() + 20);
        assertThat(took.catalogReads()).as("pages").isCloseTo(said.catalogReads(), withPercentage(50));
        assertThat(estimate.time()).isPositive();
        assertThat(estimate.money()).isPositive();
    }

    @Test
    void runsTimeIsTheSlowestOfWhatLimitsIt() {
        Scale million = new Scale(1_000_000, 1_000_000, 1_000_000, 1L << 40);
        ReconcileRequest.Builder probing = ReconcileRequest.builder()
                .kinds(FindingKind.MISSING)
                .strategy(Strategy.PROBE)
                .concurrency(10);
        assertThat(estimate(probing.unlimitedRequests().build(), million).time())
                .as("a million looks of 20 ms, ten at once")
                .isBetween(Duration.ofSeconds(2000), Duration.ofSeconds(2050));
        assertThat(estimate(probing.requestsPerSecond(100).build(), million).time())
                .isBetween(Duration.ofSeconds(10_000), Duration.ofSeconds(10_050));
        ReconcileRequest reading = ReconcileRequest.builder()
                .integrity(Integrity.CONTENT)
                .unlimitedRequests()
                .verification(Verification.ALL.share(0.01).bytesPerSecond(1 << 20))
                .build();
        Estimate estimate = estimate(reading, million);
        assertThat(estimate.time())
                .as("a hundredth of a terabyte at a megabyte a second")
                .isBetween(Duration.ofSeconds(10_485), Duration.ofSeconds(10_600));
        assertThat(estimate.requests().contentReads()).isEqualTo(10_000);
    }

    @Test
    @DisplayName("H90: what a run will cost is known before it begins")
    void listingAMillionObjectsCostsHalfACent() {
        Scale million = new Scale(1_000_000, 1_000_000, 1_000_000, 0);
        Estimate estimate = estimate(ReconcileRequest.dryRun(), million);
        assertThat(estimate.money()).isEqualByComparingTo("0.00504");
        assertThat(estimate.currency()).isEqualTo("USD");
    }

    @Test
    @DisplayName("H90: a run makes no more requests than it may, and says so")
    void runEndsWithItsBudget() {
        World world = World.of(3000);
        RunReport report = world.run(ReconcileRequest.builder()
                .kinds(FindingKind.MISSING)
                .strategy(Strategy.PROBE)
                .maxRequests(500)
                .concurrency(4)
                .apply()
                .build());
        assertThat(report.state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(report.problems()).anySatisfy(problem -> assertThat(problem).contains("maxRequests"));
        assertThat(world.store.stats() + world.store.lists()).isLessThanOrEqualTo(500 + 4);
        assertThat(report.checked()).isBetween(1L, 500L);
    }

    @Test
    void orphansCostWhatTheirBytesDo() {
        World world = World.of(3);
        long gigabyte = 1L << 30;
        world.objects.put("stray/1", 100 * gigabyte, World.LONG_AGO);
        world.objects.put("stray/2", 50 * gigabyte, World.LONG_AGO);
        RunReport report = world.dryRun();
        assertThat(report.objects().orphans()).isEqualTo(2);
        OrphanCost cost = OrphanCost.of(report, PRICES);
        assertThat(cost.total()).isEqualByComparingTo("3.45");
        assertThat(cost.monthly()).containsOnlyKeys("STANDARD");
        assertThat(cost.ifAllIn().get("DEEP_ARCHIVE")).isEqualByComparingTo("0.1485");
        assertThat(cost.ifAllIn()).containsOnlyKeys(PRICES.perGigabyteMonth().keySet());
    }
}
