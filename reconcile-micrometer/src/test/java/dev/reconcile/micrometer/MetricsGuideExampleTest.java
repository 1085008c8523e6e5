package dev.reconcile.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunListener;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.report.LoggingListener;
import dev.reconcile.store.ObjectStore;
import dev.reconcile.store.RequestPrices;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

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
}
