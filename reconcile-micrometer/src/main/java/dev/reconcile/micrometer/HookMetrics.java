package dev.reconcile.micrometer;

import dev.reconcile.hook.HookStatus;
import dev.reconcile.hook.MissingHook;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToLongFunction;

/**
 * Shows what a read-time hook does: its queue as {@code hook}, its looks, what became of what it proved to be missing, and whether it
 * only reports. Its {@link HookStatus} is read whenever the registry is; the hook is held by the registry as long as it is registered.
 */
public final class HookMetrics implements MeterBinder {

    private final MissingHook hook;

    private HookMetrics(MissingHook hook) {
        this.hook = hook;
    }

    public static HookMetrics of(MissingHook hook) {
        return new HookMetrics(hook);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        QueueMetrics.of("hook", () -> hook.status().queued())
                .dropped(() -> hook.status().overflowed())
                .bindTo(registry);
        counter(registry, Measure.HOOK_LOOKS, "acquitted", HookStatus::acquitted);
        counter(registry, Measure.HOOK_LOOKS, "missing", HookStatus::missing);
        counter(registry, Measure.HOOK_LOOKS, "unknown", HookStatus::unknown);
        counter(registry, Measure.HOOK_MISSING, "marked", HookStatus::marked);
        counter(registry, Measure.HOOK_MISSING, "reported", HookStatus::reported);
        counter(registry, Measure.HOOK_MISSING, "conflict", HookStatus::conflicts);
        Gauge.builder(
                        Measure.HOOK_REPORT_ONLY.id,
                        () -> hook.status().reportOnly().isPresent() ? 1 : 0)
                .description(Measure.HOOK_REPORT_ONLY.description)
                .register(registry);
    }

    private void counter(MeterRegistry registry, Measure measure, String value, ToLongFunction<HookStatus> count) {
        FunctionCounter.builder(measure.id, hook, its -> (double) count.applyAsLong(its.status()))
                .description(measure.description)
                .tag(measure.tags().get(0), value)
                .register(registry);
    }
}
