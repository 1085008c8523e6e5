package dev.reconcile;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which plan to carry out, and what a person says to it. Immutable. All else, such as policies and graces, is as the planned
 * run's request says.
 */
public final class ApplyRequest {

    private static final Duration TTL = Duration.ofHours(24);

    private final RunId plannedRun;
    private final @Nullable Plan reviewed;
    private final @Nullable Guardrails guardrails;
    private final @Nullable String confirmation;
    private final Duration findingTtl;

    private ApplyRequest(
            RunId plannedRun,
            @Nullable Plan reviewed,
            @Nullable Guardrails guardrails,
            @Nullable String confirmation,
            Duration findingTtl) {
        this.plannedRun = plannedRun;
        this.reviewed = reviewed;
        this.guardrails = guardrails;
        this.confirmation = confirmation;
        this.findingTtl = findingTtl;
    }

    /** Everything that the run found. */
    public static ApplyRequest of(RunId plannedRun) {
        return new ApplyRequest(plannedRun, null, null, null, TTL);
    }

    /** What a reviewer left of the plan. */
    public static ApplyRequest of(Plan reviewed) {
        return new ApplyRequest(reviewed.run(), reviewed, null, null, TTL);
    }

    /** Other guardrails than the planned run's. */
    public ApplyRequest guardrails(Guardrails limits) {
        return new ApplyRequest(plannedRun, reviewed, limits, confirmation, findingTtl);
    }

    /**
     * Lets orphans be deleted: the confirmation is the one that {@link ReconcileEngine#plan} gives for exactly this plan. It can be
     * used once.
     */
    public ApplyRequest confirmDeletion(String given) {
        return new ApplyRequest(plannedRun, reviewed, guardrails, given, findingTtl);
    }

    /** Findings older than this are looked at from scratch; default 24 h. */
    public ApplyRequest findingTtl(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("Invalid findingTtl: " + time + " is negative");
        }
        return new ApplyRequest(plannedRun, reviewed, guardrails, confirmation, time);
    }

    public RunId plannedRun() {
        return plannedRun;
    }

    /** Empty if nothing was taken out. */
    public Optional<Plan> reviewed() {
        return Optional.ofNullable(reviewed);
    }

    /** Empty if those of the planned run hold. */
    public Optional<Guardrails> guardrails() {
        return Optional.ofNullable(guardrails);
    }

    public Optional<String> confirmation() {
        return Optional.ofNullable(confirmation);
    }

    public Duration findingTtl() {
        return findingTtl;
    }
}
