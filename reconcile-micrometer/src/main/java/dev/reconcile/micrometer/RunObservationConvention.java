package dev.reconcile.micrometer;

import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.micrometer.RunObservation.HighKey;
import dev.reconcile.micrometer.RunObservation.LowKey;
import dev.reconcile.store.ObjectKey;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import java.util.Optional;

/** How an observed run is named and tagged. To be extended by a host that wants it otherwise. Thread-safe. */
public class RunObservationConvention implements ObservationConvention<RunContext> {

    private final String contextualName;

    /** @param contextualName what spans are called, {@code reconcile.images} say; the metric is always {@code reconcile.run} */
    public RunObservationConvention(String contextualName) {
        this.contextualName = contextualName;
    }

    @Override
    public String getName() {
        return "reconcile.run";
    }

    @Override
    public String getContextualName(RunContext context) {
        return contextualName;
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
        return context instanceof RunContext;
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(RunContext context) {
        Optional<RunReport> report = context.report();
        return KeyValues.of(
                LowKey.KIND.withValue(report.map(ended -> RunTotals.lower(ended.kind()))
                        .orElse(context.operation().equals("run") ? "reconcile" : context.operation())),
                LowKey.DRY_RUN.withValue(report.map(RunReport::dryRun)
                        .or(() -> context.request().map(request -> !request.isApplying()))
                        .map(String::valueOf)
                        .orElse("none")),
                LowKey.STATE.withValue(
                        report.map(ended -> RunTotals.lower(ended.state())).orElse("none")),
                LowKey.STRATEGY.withValue(
                        report.map(ended -> RunTotals.lower(ended.strategy())).orElse("none")));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(RunContext context) {
        Optional<RunReport> report = context.report();
        KeyValues values = KeyValues.empty();
        if (report.isPresent()) {
            values = values.and(
                    HighKey.RUN_ID.withValue(report.get().runId().value()),
                    HighKey.STORE.withValue(ObjectKey.escape(report.get().store())));
        }
        Optional<String> correlation = report.flatMap(RunReport::correlationId)
                .or(() -> context.request().flatMap(ReconcileRequest::correlationId));
        return correlation.isEmpty()
                ? values
                : values.and(HighKey.CORRELATION_ID.withValue(ObjectKey.escape(correlation.get())));
    }
}
