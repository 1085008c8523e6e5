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
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What adds up over all runs: durations, changes, requests, cost. */
final class RunTotals {

    private static final Map<String, ToLongFunction<RequestCounts>> CLASSES = Map.of(
            "list", RequestCounts::lists,
            "look", RequestCounts::stats,
            "content_read", RequestCounts::contentReads,
            "change", RequestCounts::storeChanges,
            "catalog_page", RequestCounts::catalogReads,
            "record_look_up", RequestCounts::recordLookUps,
            "key_look_up", RequestCounts::keyLookUps,
            "mark_batch", RequestCounts::markBatches);

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
        CLASSES.keySet().forEach(each -> add(0, Measure.REQUESTS, each));
        add(0, Measure.RETRIES);
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
        changes(kind, "purges", ChangeCounts.NONE);
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
        changes(kind, "purges", report.purges());
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
        CLASSES.forEach((each, count) -> add(count.applyAsLong(counts), Measure.REQUESTS, each));
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
