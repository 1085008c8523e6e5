package dev.reconcile.micrometer;

import dev.reconcile.RunReport;
import dev.reconcile.RunReport.ChangeCounts;
import dev.reconcile.RunReport.RequestCounts;
import dev.reconcile.RunState;
import dev.reconcile.journal.RunKind;
import dev.reconcile.store.RequestPrices;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What adds up over all runs: durations, changes, requests, cost. */
final class RunTotals {

    private final MeterRegistry registry;
    private final Tags common;
    private final @Nullable RequestPrices prices;

    RunTotals(MeterRegistry registry, Tags common, @Nullable RequestPrices prices) {
        this.registry = registry;
        this.common = common;
        this.prices = prices;
        for (RunKind kind : RunKind.values()) {
            begin(lower(kind), kind == RunKind.RECONCILE);
        }
        requests(new RequestCounts(0, 0, 0, 0, 0, 0, 0, 0));
    }

    /** Zeros from the start: Prometheus sees no increase in a series that begins with a one. */
    private void begin(String kind, boolean maybeDry) {
        for (RunState state : RunState.values()) {
            timer(Measure.DURATION, kind, "false", lower(state));
            if (maybeDry) {
                timer(Measure.DURATION, kind, "true", lower(state));
            }
        }
        changes(kind, "marks", ChangeCounts.NONE);
        changes(kind, "restores", ChangeCounts.NONE);
        changes(kind, "orphans", ChangeCounts.NONE);
        changes(kind, "uploads", ChangeCounts.NONE);
    }

    void add(RunReport report) {
        String kind = lower(report.kind());
        timer(Measure.DURATION, kind, String.valueOf(report.dryRun()), lower(report.state()))
                .record(report.took());
        report.timings()
                .forEach((stage, took) ->
                        timer(Measure.STAGE, kind, lower(stage)).record(took));
        changes(kind, "marks", report.marks());
        changes(kind, "restores", report.restores());
        changes(kind, "orphans", report.orphanChanges());
        changes(kind, "uploads", report.uploads().aborts());
        requests(report.requests());
    }

    private void changes(String kind, String sort, ChangeCounts counts) {
        add(counts.applied(), Measure.CHANGES, kind, sort, "applied");
        add(counts.already(), Measure.CHANGES, kind, sort, "already");
        add(counts.conflicts(), Measure.CHANGES, kind, sort, "conflict");
        add(counts.gone(), Measure.CHANGES, kind, sort, "gone");
        add(counts.skipped(), Measure.CHANGES, kind, sort, "skipped");
        add(counts.failed(), Measure.CHANGES, kind, sort, "failed");
        add(counts.unknown(), Measure.CHANGES, kind, sort, "unknown");
        add(counts.uncertain(), Measure.CHANGES, kind, sort, "uncertain");
    }

    private void requests(RequestCounts counts) {
        add(counts.lists(), Measure.REQUESTS, "list");
        add(counts.stats(), Measure.REQUESTS, "look");
        add(counts.storeChanges(), Measure.REQUESTS, "change");
        add(counts.catalogReads(), Measure.REQUESTS, "catalog_page");
        add(counts.recordLookUps(), Measure.REQUESTS, "record_look_up");
        add(counts.keyLookUps(), Measure.REQUESTS, "key_look_up");
        add(counts.markBatches(), Measure.REQUESTS, "mark_batch");
        add(counts.retries(), Measure.RETRIES);
        if (prices != null) {
            counter(Measure.COST, prices.currency()).increment(prices.of(counts).doubleValue());
        }
    }

    private void add(long amount, Measure measure, String... values) {
        counter(measure, values).increment((double) amount);
    }

    private Counter counter(Measure measure, String... values) {
        return Counter.builder(measure.id)
                .description(measure.description)
                .tags(common.and(Readings.tags(measure, values)))
                .register(registry);
    }

    private Timer timer(Measure measure, String... values) {
        return Timer.builder(measure.id)
                .description(measure.description)
                .tags(common.and(Readings.tags(measure, values)))
                .register(registry);
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
