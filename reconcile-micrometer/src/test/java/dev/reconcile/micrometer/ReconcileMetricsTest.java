package dev.reconcile.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reconcile.FindingKind;
import dev.reconcile.Guardrails;
import dev.reconcile.Progress;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunListener;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.UnionCatalog;
import dev.reconcile.store.RequestPrices;
import dev.reconcile.store.StoreProfile;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReconcileMetricsTest {

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Images images = new Images();
    private final ReconcileMetrics metrics = ReconcileMetrics.builder(registry, Images.BUCKET)
            .clock(() -> Images.NOW)
            .build();

    private double gauge(String name, String... tags) {
        return registry.get(name).tags(tags).gauge().value();
    }

    private double counter(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    @Test
    void findingsAreToldByKindAndRole() {
        images.whole("public", 20).lost("public", 3).orphans(2, 500);

        images.run(metrics, ReconcileRequest.dryRun());

        assertThat(gauge("reconcile.findings", "role", "staged", "kind", "missing"))
                .isEqualTo(3);
        assertThat(gauge("reconcile.findings", "role", "original", "kind", "missing"))
                .isZero();
        assertThat(gauge("reconcile.findings", "role", "none", "kind", "orphan"))
                .isEqualTo(2);
        assertThat(gauge("reconcile.orphan")).isEqualTo(1000);
        assertThat(gauge("reconcile.records")).isEqualTo(23);
        assertThat(gauge("reconcile.objects")).isEqualTo(45);
        assertThat(gauge("reconcile.run.last.success", "kind", "reconcile", "scope", "whole"))
                .isEqualTo((double) Images.NOW.getEpochSecond());
    }

    @Test
    void everyReferenceIsUnderOneOutcome() {
        images.whole("public", 20).lost("public", 3).marked("public", 4);

        RunReport report = images.run(metrics, ReconcileRequest.dryRun());

        double all = registry.get("reconcile.references").gauges().stream()
                .mapToDouble(gauge -> gauge.value())
                .sum();
        assertThat(all).isEqualTo((double) report.references()).isEqualTo(54);
    }

    @Test
    void corruptedAreThoseMarkedBeforeAndNow() {
        images.whole("public", 20).lost("public", 3).marked("public", 4);

        RunReport report = images.run(metrics, Images.applying().build());

        assertThat(report.marks().applied()).isEqualTo(3);
        assertThat(gauge("reconcile.corrupted", "role", "staged")).isEqualTo(7);
        assertThat(gauge("reconcile.corrupted", "role", "original"))
                .as("their records were marked before, whichever object it was")
                .isEqualTo(4);
        images.run(metrics, Images.applying().build());
        assertThat(gauge("reconcile.corrupted", "role", "staged"))
                .as("after another run that marks nothing")
                .isEqualTo(7);
    }

    @Test
    void changesRequestsAndDurationsAddUp() {
        images.whole("public", 20).lost("public", 3);

        RunReport first = images.run(metrics, ReconcileRequest.dryRun());
        RunReport second = images.run(metrics, Images.applying().build());

        assertThat(counter("reconcile.changes", "kind", "reconcile", "sort", "marks", "outcome", "applied"))
                .isEqualTo(3);
        assertThat(counter("reconcile.requests", "class", "list"))
                .isEqualTo(
                        (double) (first.requests().lists() + second.requests().lists()))
                .isPositive();
        assertThat(counter("reconcile.requests", "class", "mark_batch")).isEqualTo(1);
        assertThat(counter("reconcile.retries")).isZero();
        assertThat(registry.get("reconcile.run.duration")
                        .tags("dry_run", "true", "state", "complete")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("reconcile.stage.duration")
                        .tags("stage", "walk")
                        .timer()
                        .totalTime(TimeUnit.SECONDS))
                .isZero();
    }

    @Test
    void costIsCountedByTheHostsPrices() {
        RequestPrices prices =
                new RequestPrices("USD", BigDecimal.valueOf(5_000_000), BigDecimal.ZERO, BigDecimal.ZERO);
        ReconcileMetrics priced =
                ReconcileMetrics.builder(registry, Images.BUCKET).prices(prices).build();

        RunReport report = images.whole("public", 5).run(priced, ReconcileRequest.dryRun());

        assertThat(counter("reconcile.cost", "currency", "USD"))
                .isEqualTo(5.0 * report.requests().lists())
                .isPositive();
    }

    @Test
    void findingsAreToldByTheValuesOfAContextColumnUpToABound() {
        ReconcileMetrics byType = ReconcileMetrics.builder(registry, Images.BUCKET)
                .context("bucket_type", 2)
                .build();
        images.whole("public", 20)
                .lost("public", 2)
                .lost("private", 1)
                .lost("exports", 1)
                .lost("archive", 1);

        images.run(byType, ReconcileRequest.dryRun());

        assertThat(gauge("reconcile.context.findings", "context", "public", "kind", "missing"))
                .isEqualTo(2);
        assertThat(gauge("reconcile.context.findings", "context", "private", "kind", "missing"))
                .isEqualTo(1);
        assertThat(gauge("reconcile.context.findings", "context", "other", "kind", "missing"))
                .isEqualTo(2);

        images.store.put("staged/00021", 10, Images.NOW.minus(Duration.ofDays(30)));
        images.store.put("staged/00022", 10, Images.NOW.minus(Duration.ofDays(30)));
        images.run(byType, ReconcileRequest.dryRun());

        assertThat(gauge("reconcile.context.findings", "context", "public", "kind", "missing"))
                .as("whose objects are back")
                .isZero();
    }

    @Test
    void markedRecordsAreToldByContextWhoeverMarkedThem() {
        ReconcileMetrics marked = ReconcileMetrics.builder(registry, Images.BUCKET)
                .context("bucket_type", 2)
                .marked(images.catalog, "error")
                .build();
        images.whole("public", 20)
                .marked("public", 1100)
                .marked("private", 3)
                .lost("private", 2)
                .marked("exports", 1);

        RunReport report = images.run(marked, Images.applying().build());
        assertThat(gauge("reconcile.marked", "context", "public"))
                .as("of more than a page")
                .isEqualTo(1100);
        assertThat(gauge("reconcile.marked", "context", "private"))
                .as("those of before, and of this run")
                .isEqualTo(5);
        assertThat(gauge("reconcile.marked", "context", "other")).isEqualTo(1);

        images.engine(marked)
                .run(ReconcileRequest.builder().where("bucket_type", "public").build());
        assertThat(gauge("reconcile.marked", "context", "private"))
                .as("after a run that looked at others")
                .isEqualTo((double) report.marks().applied() + 3);
    }

    @Test
    void withoutAContextColumnMarkedRecordsAreOneNumber() {
        ReconcileMetrics marked = ReconcileMetrics.builder(registry, Images.BUCKET)
                .marked(images.catalog, "error")
                .build();

        images.whole("public", 20).run(marked, ReconcileRequest.dryRun());
        assertThat(gauge("reconcile.marked", "context", "none")).isZero();
        images.marked("public", 2).run(marked, ReconcileRequest.dryRun());
        assertThat(gauge("reconcile.marked", "context", "none")).isEqualTo(2);
    }

    @Test
    void numbersOfValuesThatBoundNothingAreRefused() {
        var builder = ReconcileMetrics.builder(registry, Images.BUCKET);
        assertThatIllegalArgumentException().isThrownBy(() -> builder.context("bucket_type", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.context("bucket_type", 1001));
    }

    @Test
    void aFilteredRunDoesNotLowerWhatAWholeOneFound() {
        images.whole("private", 20).lost("public", 3).orphans(1, 5);
        images.run(metrics, ReconcileRequest.dryRun());

        images.run(
                metrics,
                ReconcileRequest.builder().where("bucket_type", "private").build());

        assertThat(gauge("reconcile.findings", "scope", "whole", "role", "staged", "kind", "missing"))
                .isEqualTo(3);
        assertThat(gauge("reconcile.findings", "scope", "whole", "role", "none", "kind", "orphan"))
                .isEqualTo(1);
        assertThat(gauge("reconcile.findings", "scope", "part", "role", "staged", "kind", "missing"))
                .isZero();
        assertThat(registry.find("reconcile.findings")
                        .tags("scope", "part", "kind", "orphan")
                        .gauges())
                .as("of a run that looked for none")
                .isEmpty();
    }

    @Test
    void aRunThatCouldNotLookLowersNothing() {
        images.whole("public", 20).lost("public", 3);
        images.run(metrics, ReconcileRequest.dryRun());

        RunReport blind = images.blind(metrics).run(ReconcileRequest.dryRun());

        assertThat(blind.state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(gauge("reconcile.findings", "role", "staged", "kind", "missing"))
                .isEqualTo(3);
        assertThat(counter("reconcile.retries")).isPositive();
        assertThat(registry.get("reconcile.run.duration")
                        .tags("kind", "reconcile", "dry_run", "true", "state", "incomplete")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void haltedStaysUntilAnApplyingRunIsNot() {
        images.whole("public", 20).lost("public", 20);

        images.run(metrics, ReconcileRequest.dryRun());
        assertThat(gauge("reconcile.halted")).isZero();
        assertThat(gauge("reconcile.guardrails"))
                .as("a dry run says that it would halt")
                .isPositive();

        images.run(metrics, ReconcileRequest.applying());
        assertThat(gauge("reconcile.halted")).isEqualTo(1);
        images.run(metrics, ReconcileRequest.dryRun());
        assertThat(gauge("reconcile.halted")).isEqualTo(1);

        images.run(
                metrics,
                ReconcileRequest.builder()
                        .apply()
                        .guardrails(Guardrails.DEFAULT.accepting(20))
                        .build());
        assertThat(gauge("reconcile.halted")).isZero();
    }

    @Test
    void progressIsShownWhileARunIsUnderWay() {
        images.whole("public", 20);
        double[] running = new double[1];
        RunListener looking = new RunListener() {
            @Override
            public void progressed(Progress progress) {
                running[0] = gauge("reconcile.running");
            }
        };

        images.run(RunListener.all(metrics, looking), ReconcileRequest.dryRun());

        assertThat(running[0]).isEqualTo(1);
        assertThat(gauge("reconcile.running")).isZero();
        assertThat(gauge("reconcile.progress.done", "stage", "snapshot")).isEqualTo(20);
        assertThat(gauge("reconcile.progress.expected", "stage", "walk")).isEqualTo(40);
        assertThat(gauge("reconcile.progress.expected", "stage", "snapshot")).isNaN();
    }

    @Test
    void whatIsRefusedIsNotUnderWay() {
        images.run(metrics, ReconcileRequest.dryRun());
        ReconcileEngine engine = ReconcileEngine.builder(
                        images.store, UnionCatalog.of(Map.of("images", images.catalog)))
                .listener(metrics)
                .build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> engine.run(ReconcileRequest.builder()
                        .cursor(new RecordId("videos:7"))
                        .build()));

        assertThat(gauge("reconcile.running")).isZero();
    }

    @Test
    void gaugesOutliveTheirHost() {
        new Images().whole("public", 5).run(ReconcileMetrics.of(registry, Images.BUCKET), ReconcileRequest.dryRun());

        System.gc();

        assertThat(registry.get("reconcile.records")
                        .tags("scope", "whole")
                        .gauge()
                        .value())
                .isEqualTo(5);
    }

    @Test
    void enginesInOneRegistryDifferByStoreAndBucketAndTheHostsTags() {
        Tag team = Tag.of("team", "media");
        ReconcileMetrics one =
                ReconcileMetrics.builder(registry, Images.BUCKET).tags(team).build();
        StoreProfile nameless = new Images().store.profile();
        ReconcileMetrics other =
                ReconcileMetrics.builder(registry, nameless).tags(team).build();

        new Images().whole("public", 5).run(one, ReconcileRequest.dryRun());
        new Images().whole("public", 7).run(other, ReconcileRequest.dryRun());

        assertThat(gauge("reconcile.records", "bucket", "images", "team", "media"))
                .isEqualTo(5);
        assertThat(gauge("reconcile.records", "bucket", "none", "team", "media"))
                .isEqualTo(7);
    }

    @Test
    void noTagIsAKeyOrAnId() {
        ReconcileMetrics byType = ReconcileMetrics.builder(registry, Images.BUCKET)
                .context("bucket_type", 5)
                .build();
        RunReport report = images.whole("public", 20)
                .lost("public", 3)
                .orphans(3, 1)
                .run(
                        byType,
                        ReconcileRequest.builder()
                                .kinds(FindingKind.MISSING, FindingKind.ORPHAN)
                                .correlationId("request-7")
                                .build());

        String tags = registry.getMeters().stream()
                .map(Meter::getId)
                .flatMap(id -> id.getTags().stream())
                .map(Tag::getValue)
                .distinct()
                .collect(Collectors.joining(" "));

        assertThat(tags)
                .contains("public", "missing")
                .doesNotContain(
                        "staged/",
                        "orphan/",
                        "00021",
                        "request-7",
                        report.runId().value());
    }
}
