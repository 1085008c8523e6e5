package dev.reconcile.micrometer;

import dev.reconcile.Finding;
import dev.reconcile.Progress;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunListener;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.catalog.MetadataCatalog;
import dev.reconcile.store.RequestPrices;
import dev.reconcile.store.StoreProfile;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells a registry what an engine's runs do and find. One for each engine; several in one registry differ by their
 * {@code store} and {@code bucket} tags. Names and tags are in docs/guide/metrics.md; no tag is ever a key or an id.
 *
 * <p>Gauges show the last run of their {@code scope}: {@code whole} for one that looked at everything, {@code part} for a filtered,
 * limited or prefixed one. A run that couldn't look at everything only raises what was found, and a run that didn't look for a kind
 * leaves its gauges alone. A run over named records, as the read-time hook makes them beside others, only adds to the counters. Counters count since the process started. Thread-safe.
 */
public final class ReconcileMetrics implements RunListener {

    private final RunTotals totals;
    private final LastRun lastRun;
    private final Readings readings;
    private final ContextCounts context;
    private final @Nullable MarkedRecords marked;
    private final Set<RunId> targeted = new HashSet<>();
    private boolean whole = true;

    private ReconcileMetrics(Builder built) {
        Tags common = built.tags.and(
                "store",
                built.store.identity(),
                "bucket",
                built.store.bucket() == null ? "none" : built.store.bucket());
        readings = new Readings(built.registry, common);
        ContextValues values = new ContextValues(built.column, built.values);
        context = new ContextCounts(values);
        marked = built.catalog == null || built.errorStatus == null
                ? null
                : new MarkedRecords(built.catalog, built.errorStatus, values);
        totals = new RunTotals(built.registry, common, built.prices);
        lastRun = new LastRun(readings, built.clock);
        readings.of(Measure.RUNNING).set(0);
        readings.of(Measure.HALTED).set(0);
    }

    /** @param store the engine's, for its name and bucket */
    public static Builder builder(MeterRegistry registry, StoreProfile store) {
        return new Builder(registry, store);
    }

    /** With all defaults. */
    public static ReconcileMetrics of(MeterRegistry registry, StoreProfile store) {
        return builder(registry, store).build();
    }

    @Override
    public synchronized void started(RunId run, ReconcileRequest request) {
        if (request.isTargeted()) {
            targeted.add(run);
            return;
        }
        whole = request.filter().isEmpty()
                && request.limit().isEmpty()
                && request.cursor().isEmpty()
                && request.prefix().isEmpty()
                && request.keysAfter().isEmpty()
                && request.keysUpTo().isEmpty();
        context.restart();
        readings.of(Measure.RUNNING).set(1);
    }

    @Override
    public void progressed(Progress progress) {
        String stage = RunTotals.lower(progress.stage());
        readings.of(Measure.PROGRESS, stage).set(progress.done());
        Readings.Reading total = readings.of(Measure.PROGRESS_EXPECTED, stage);
        progress.total().ifPresentOrElse(total::set, () -> total.set(Double.NaN));
        readings.of(Measure.CANDIDATES, stage).set(progress.candidates());
    }

    @Override
    public synchronized void found(Finding finding) {
        context.count(finding);
    }

    @Override
    public synchronized void finished(RunReport report) {
        totals.add(report);
        if (targeted.remove(report.runId())) {
            return;
        }
        readings.of(Measure.RUNNING).set(0);
        lastRun.show(report, whole ? "whole" : "part", context);
        if (marked != null && report.state() != RunState.CANCELLED) { // else the host is in a hurry
            marked.show(readings);
        }
    }

    /** Collects what metrics are made of. Not thread-safe. */
    public static final class Builder {

        private final MeterRegistry registry;
        private final StoreProfile store;
        private Tags tags = Tags.empty();
        private InstantSource clock = InstantSource.system();
        private @Nullable RequestPrices prices;
        private @Nullable String column;
        private int values = 1;
        private @Nullable MetadataCatalog catalog;
        private @Nullable String errorStatus;

        private Builder(MeterRegistry registry, StoreProfile store) {
            this.registry = registry;
            this.store = store;
        }

        /** Tags of the host's own on every meter of runs. Prometheus wants the same names from all that share a registry. */
        public Builder tags(Tag... own) {
            tags = tags.and(own);
            return this;
        }

        /** Counts what requests cost, by these prices. */
        public Builder prices(RequestPrices ofStore) {
            prices = ofStore;
            return this;
        }

        /**
         * Counts findings by the value of a context column of the catalog, a file's type say. Only for a column of few values.
         *
         * @param most how many are told apart, 1 to 1000; the rest is {@code other}
         */
        public Builder context(String name, int most) {
            if (most < 1 || most > 1000) {
                throw new IllegalArgumentException(
                        "Invalid number of values of " + name + ": " + most + ", expected 1 to 1000");
            }
            column = name;
            values = most;
            return this;
        }

        /**
         * Counts the records that have the error status after each run, in all and by the context column, whoever marked them and when. They
         * are read through the catalog, a thousand at a time, and the run isn't over until they are.
         *
         * @param status that of the catalog's marks
         */
        public Builder marked(MetadataCatalog ofEngine, String status) {
            catalog = ofEngine;
            errorStatus = status;
            return this;
        }

        /** Tells when a run ended, in place of this machine's clock. */
        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        /** Registers the first meters. Called once. */
        public ReconcileMetrics build() {
            return new ReconcileMetrics(this);
        }
    }
}
