package dev.reconcile.examples.admin;

import dev.reconcile.ReconcileEngine;
import dev.reconcile.RunListener;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.catalog.ObjectLocator;
import dev.reconcile.jdbc.JdbcCatalog;
import dev.reconcile.jdbc.ReferenceColumn;
import dev.reconcile.micrometer.ObservedEngine;
import dev.reconcile.micrometer.ReconcileMetrics;
import dev.reconcile.report.LoggingListener;
import dev.reconcile.store.ObjectStore;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * What the endpoint works with: an engine for its table of images, observed, measured and logged.
 *
 * @param engine the endpoint's own, so that its jobs hear of no others' runs; a lease in a shared journal keeps it apart from them
 */
public record ImagesHost(
        ObjectStore store, MetadataCatalog catalog, ReconcileEngine engine, Jobs jobs, PrometheusMeterRegistry meters) {

    /**
     * @param observations where spans go; a handler for the meters is added
     * @param more hears of runs as well: a {@code Notifier} say
     * @param engine gives it its journal, and whatever else is the host's to say
     */
    public static ImagesHost over(
            ObjectStore store,
            MetadataCatalog catalog,
            ObservationRegistry observations,
            RunListener more,
            UnaryOperator<ReconcileEngine.Builder> engine) {
        // snippet: host
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        Jobs jobs = new Jobs();
        RunListener listeners = RunListener.all(
                ReconcileMetrics.of(meters, store.profile()), new LoggingListener(Duration.ofSeconds(30)), jobs, more);
        ReconcileEngine observed = ObservedEngine.of(
                engine.apply(ReconcileEngine.builder(store, catalog).listener(listeners))
                        .build(),
                observations,
                "reconcile.images");
        // end
        return new ImagesHost(store, catalog, observed, jobs, meters);
    }

    /** The table: every image has an original, and one that is ready a staged file. */
    public static MetadataCatalog images(DataSource database, String bucket) {
        // snippet: images
        ObjectLocator urls = ObjectLocator.bucket(bucket).urls();
        MetadataCatalog images = JdbcCatalog.builder(database)
                .table("images")
                .id("id")
                .status("status", "error")
                .errorMessage("error_message")
                .updatedAt("updated_at")
                .reference(ReferenceColumn.of("original", "original_url", urls))
                .reference(ReferenceColumn.of("staged", "staged_url", urls).whenStatus("ready"))
                .filter("project_id")
                .context("project_id")
                .build();
        // end
        return images;
    }
}
