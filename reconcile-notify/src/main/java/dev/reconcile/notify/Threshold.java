package dev.reconcile.notify;

import dev.reconcile.FindingKind;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A limit beyond which a run is told. Thread-safe. */
@FunctionalInterface
public interface Threshold {

    /** A run that was halted, would have been, or couldn't look at everything; and any MISSING or MISMATCH. */
    List<Threshold> DEFAULT = List.of(
            state(RunState.HALTED, RunState.INCOMPLETE),
            guardrails(),
            count(FindingKind.MISSING, 1),
            count(FindingKind.MISMATCH, 1));

    /**
     * One sentence if the limit is exceeded, else empty. The same state of affairs has to give the same sentence, so no times and no
     * run ids: what was told once isn't told again for a while.
     *
     * @param before the findings of the last run that came to its end, by kind; empty if there was none
     */
    Optional<String> exceeded(RunReport report, Map<FindingKind, Long> before);

    /** The run ended in one of these states. */
    static Threshold state(RunState... states) {
        Set<RunState> told = Set.copyOf(Arrays.asList(states));
        return (report, before) ->
                told.contains(report.state()) ? Optional.of("the run ended " + report.state()) : Optional.empty();
    }

    /** A guardrail stopped the run, or would stop an applying one. */
    static Threshold guardrails() {
        return (report, before) -> report.guardrails().isEmpty()
                ? Optional.empty()
                : Optional.of("guardrails: " + String.join("; ", report.guardrails()));
    }

    /** So many findings of a kind, or more. */
    static Threshold count(FindingKind kind, long from) {
        requirePositive(from);
        return (report, before) -> {
            long now = found(report).getOrDefault(kind, 0L);
            return now >= from ? Optional.of(now + " " + kind) : Optional.empty();
        };
    }

    /** So many more findings of a kind than in the last run, or more. */
    static Threshold growth(FindingKind kind, long by) {
        requirePositive(by);
        return (report, before) -> {
            long now = found(report).getOrDefault(kind, 0L);
            Long last = before.get(kind);
            return last != null && now - last >= by
                    ? Optional.of(kind + " grew from " + last + " to " + now)
                    : Optional.empty();
        };
    }

    /** So many references and objects that could not be looked at, or more. */
    static Threshold unknown(long from) {
        requirePositive(from);
        return (report, before) -> {
            long unknown = report.unknown() + report.objects().unknown();
            return unknown >= from ? Optional.of(unknown + " unknown") : Optional.empty();
        };
    }

    /** The findings of the kinds that a run sought. */
    static Map<FindingKind, Long> found(RunReport report) {
        Map<FindingKind, Long> found = new EnumMap<>(FindingKind.class);
        for (FindingKind kind : report.kinds()) {
            found.put(
                    kind,
                    switch (kind) {
                        case MISSING -> report.missing();
                        case MISMATCH -> report.mismatched();
                        case RECOVERED -> report.recovered();
                        case EXPIRED -> report.expired();
                        case ORPHAN -> report.objects().orphans();
                        case UPLOAD -> report.uploads().listed();
                    });
        }
        return found;
    }

    private static void requirePositive(long limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("Invalid threshold: " + limit + ", expected at least 1");
        }
    }
}
