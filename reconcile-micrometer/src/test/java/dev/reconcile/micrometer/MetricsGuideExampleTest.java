package dev.reconcile.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunListener;
import dev.reconcile.catalog.CatalogQuery;
import dev.reconcile.catalog.InMemoryCatalog;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.hook.MissingHook;
import dev.reconcile.report.LoggingListener;
import dev.reconcile.store.InMemoryObjectStore;
import dev.reconcile.store.ObjectStore;
import dev.reconcile.store.RequestPrices;
import dev.reconcile.upload.GuardedUploads;
import dev.reconcile.upload.SpoolStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of docs/guide/metrics.md, as it stands there. */
class MetricsGuideExampleTest {

    private static ReconcileEngine engine(
            ObjectStore store,
            MetadataCatalog catalog,
            MeterRegistry meters,
            ObservationRegistry observations,
            RequestPrices prices) {
        // snippet: metrics
        ReconcileMetrics metrics = ReconcileMetrics.builder(meters, store.profile())
                .prices(prices) // R2ObjectStore has R2's; yours, where it matters
                .context("bucket_type", 20) // a context column of few values
                .marked(catalog, "error") // reads the marked records after each run
                .build();
        ReconcileEngine engine = ReconcileEngine.builder(store, catalog)
                .listener(RunListener.all(metrics, new LoggingListener(Duration.ofSeconds(30))))
                .build();
        ReconcileEngine observed = ObservedEngine.of(engine, observations, "reconcile.images");
        // end
        return observed;
    }

    @Test
    void theEngineOfTheGuideMeasuresAndTraces() {
        MeterRegistry meters = new SimpleMeterRegistry();
        ObservationRegistry observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        RequestPrices prices = new RequestPrices("USD", BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE);
        Images images = new Images().whole("public", 20).lost("public", 1);

        engine(images.store, images.catalog, meters, observations, prices).run(ReconcileRequest.dryRun());

        assertThat(meters.get("reconcile.context.findings")
                        .tags("context", "public", "kind", "missing")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(meters.get("reconcile.run").timer().count()).isEqualTo(1);
    }

    @Test
    void theQueueOfTheGuideIsMeasured() {
        MeterRegistry meters = new SimpleMeterRegistry();
        Queue<String> queue = new ArrayDeque<>();
        // snippet: queue
        QueueMetrics.of("reviews", queue::size).capacity(() -> 1000).bindTo(meters);
        // end
        queue.add("one");

        assertThat(meters.get("reconcile.queue.size").gauge().value()).isEqualTo(1);
    }

    @Test
    void theHookOfTheGuideIsMeasured() throws InterruptedException {
        MeterRegistry meters = new SimpleMeterRegistry();
        Images images = new Images().whole("public", 20).lost("public", 1);
        ReconcileEngine engine =
                images.engine(ReconcileMetrics.builder(meters, Images.BUCKET).build());
        try (MissingHook hook = MissingHook.builder(engine, images.catalog).build()) {
            // snippet: hook
            HookMetrics.of(hook).bindTo(meters);
            // end
            images.catalog.read(CatalogQuery.page(CatalogQuery.Filter.NONE, null, 100)).records().stream()
                    .flatMap(record -> record.references().stream())
                    .forEach(reference -> hook.onMissing(reference.key()));
            assertThat(hook.awaitIdle(Duration.ofMinutes(5))).isTrue();

            assertThat(meters.get("reconcile.hook.missing")
                            .tag("outcome", "marked")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
            assertThat(meters.get("reconcile.hook.looks")
                            .tag("result", "acquitted")
                            .functionCounter()
                            .count())
                    .isPositive();
            assertThat(meters.get("reconcile.hook.report.only").gauge().value()).isZero();
            hook.reportOnly("a person looks");
            assertThat(meters.get("reconcile.hook.report.only").gauge().value()).isEqualTo(1);
        }
    }

    @Test
    void theSpoolOfTheGuideIsMeasured(@TempDir Path directory) {
        MeterRegistry meters = new SimpleMeterRegistry();
        InMemoryCatalog catalog = new Images().catalog;
        try (GuardedUploads uploads = GuardedUploads.builder(new InMemoryObjectStore())
                .spool(directory)
                .catalog(catalog)
                .build()) {
            // snippet: spool
            QueueMetrics.of(
                            "spool",
                            () -> uploads.spool().map(SpoolStatus::entries).orElse(0))
                    .bytes(() -> uploads.spool().map(SpoolStatus::bytes).orElse(0L))
                    .bindTo(meters);
            // end
            assertThat(meters.get("reconcile.queue.size").gauge().value()).isZero();
        }
    }
}
