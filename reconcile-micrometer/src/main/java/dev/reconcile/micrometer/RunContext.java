package dev.reconcile.micrometer;

import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import io.micrometer.observation.Observation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of an observed run: its request if it has one of its own, and its report once it has ended. Confined to one thread. */
public final class RunContext extends Observation.Context {

    private final String operation;
    private final @Nullable ReconcileRequest request;
    private @Nullable RunReport report;

    RunContext(String operation, @Nullable ReconcileRequest request) {
        this.operation = operation;
        this.request = request;
    }

    /** Which of the engine's methods: {@code run}, {@code apply}, {@code resume}, {@code undo}. */
    public String operation() {
        return operation;
    }

    /** What was asked for; empty for a run that is resumed, applied or undone. */
    public Optional<ReconcileRequest> request() {
        return Optional.ofNullable(request);
    }

    /** Empty until the run has ended, and if it ended in an exception. */
    public Optional<RunReport> report() {
        return Optional.ofNullable(report);
    }

    RunReport ended(RunReport as) {
        report = as;
        return as;
    }
}
