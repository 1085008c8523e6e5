package dev.reconcile.micrometer;

import dev.reconcile.ApplyRequest;
import dev.reconcile.Plan;
import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.UndoRequest;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An engine whose runs are observed as {@link RunObservation#RUN}: a timer for metrics, a span for traces. The scope is open in the calling
 * thread while the run lasts, so that what that thread logs and asks belongs to the span; the run's other threads are outside it. An
 * exception is set as the observation's error. Thread-safe, as the engine is.
 */
public final class ObservedEngine implements ReconcileEngine {

    private final ReconcileEngine engine;
    private final ObservationRegistry registry;
    private final RunObservationConvention convention;

    private ObservedEngine(ReconcileEngine engine, ObservationRegistry registry, RunObservationConvention convention) {
        this.engine = engine;
        this.registry = registry;
        this.convention = convention;
    }

    /** Spans are called {@code reconcile.run}. */
    public static ObservedEngine of(ReconcileEngine engine, ObservationRegistry registry) {
        return of(engine, registry, "reconcile.run");
    }

    /** @param contextualName what spans are called: {@code reconcile.images} */
    public static ObservedEngine of(ReconcileEngine engine, ObservationRegistry registry, String contextualName) {
        return of(engine, registry, new RunObservationConvention(contextualName));
    }

    /** @param convention names and tags of the host's own */
    public static ObservedEngine of(
            ReconcileEngine engine, ObservationRegistry registry, RunObservationConvention convention) {
        return new ObservedEngine(engine, registry, convention);
    }

    @Override
    public RunReport run(ReconcileRequest request) {
        return observed("run", request, () -> engine.run(request));
    }

    @Override
    public RunReport apply(ApplyRequest request) {
        return observed("apply", null, () -> engine.apply(request));
    }

    @Override
    public RunReport resume(RunId run) {
        return observed("resume", null, () -> engine.resume(run));
    }

    @Override
    public RunReport undo(UndoRequest request) {
        return observed("undo", null, () -> engine.undo(request));
    }

    /** Isn't observed: it leaves no trace anywhere. */
    @Override
    public RunReport look(ReconcileRequest request) {
        return engine.look(request);
    }

    private RunReport observed(String operation, @Nullable ReconcileRequest request, Supplier<RunReport> work) {
        RunContext context = new RunContext(operation, request);
        return Observation.createNotStarted(convention, () -> context, registry)
                .observe(() -> context.ended(work.get()));
    }

    @Override
    public Plan plan(RunId run, Plan.Form form) {
        return engine.plan(run, form);
    }

    @Override
    public String confirmation(Plan plan) {
        return engine.confirmation(plan);
    }

    @Override
    public RunReport report(RunId run) {
        return engine.report(run);
    }

    @Override
    public void clear(RunId halted, String by) {
        engine.clear(halted, by);
    }
}
