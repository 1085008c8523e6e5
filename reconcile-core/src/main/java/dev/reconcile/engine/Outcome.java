package dev.reconcile.engine;

import dev.reconcile.FindingKind;
import dev.reconcile.Progress.Stage;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.Strategy;
import dev.reconcile.catalog.CatalogProfile;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.UnusableReference;
import dev.reconcile.store.StoreProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a run has come to so far, filled in stage by stage, and made into its report wherever it ends. */
final class Outcome {

    private final ReconcileRequest request;
    private final Tally tally;
    private final Problems problems;
    final Map<Stage, Duration> timings = new EnumMap<>(Stage.class);
    Strategy strategy;
    List<String> tripped = List.of();

    @Nullable
    Findings findings;

    @Nullable
    Apply apply;

    @Nullable
    RecordId nextCursor;

    Outcome(ReconcileRequest request, Tally tally, Problems problems) {
        this.request = request;
        this.tally = tally;
        this.problems = problems;
        this.strategy = request.strategy();
    }

    RunReport toReport(
            RunId id,
            StoreProfile store,
            CatalogProfile catalog,
            Calls calls,
            StopSignal stop,
            Instant start,
            Instant end) {
        long unknownObjects = tally.unknownObjects + (findings == null ? 0 : findings.voided());
        if (tally.mayHideReferences > 0 && tally.unknownObjects > 0) {
            problems.add(
                    tally.mayHideReferences + " values in the catalog name no object of this store, so that objects"
                            + " without a reference can't be told to be orphans; see the unusable references, and declare the places"
                            + " they name or mend them");
        }
        RunReport.MarkCounts marks = apply != null
                ? apply.counts()
                : new RunReport.MarkCounts(findings == null ? 0 : findings.records(), 0, 0, 0, 0, 0, 0, 0);
        List<RunReport.RoleCounts> roles = new ArrayList<>();
        for (String role : catalog.roles()) {
            roles.add(role(role));
        }
        return new RunReport(
                id,
                !request.isApplying(),
                state(stop, roles, unknownObjects, marks),
                strategy,
                store.identity(),
                catalog.identity(),
                start,
                Duration.between(start, end),
                timings,
                request.kinds(),
                tally.records,
                roles,
                objects(unknownObjects),
                unusable(),
                marks,
                requests(calls),
                tripped,
                problems.asList(),
                findings == null ? List.of() : findings.examples(),
                Optional.ofNullable(nextCursor));
    }

    private RunState state(
            StopSignal stop, List<RunReport.RoleCounts> roles, long unknownObjects, RunReport.MarkCounts marks) {
        if (stop.reason() == StopSignal.Reason.CANCELLED) {
            return RunState.CANCELLED;
        }
        if (request.isApplying() && !tripped.isEmpty()) {
            return RunState.HALTED;
        }
        boolean unanswered = unknownObjects > 0
                || marks.failed() > 0
                || marks.unknown() > 0
                || roles.stream().anyMatch(role -> role.unknown() > 0);
        return unanswered || !problems.isEmpty() ? RunState.INCOMPLETE : RunState.COMPLETE;
    }

    private RunReport.RoleCounts role(String name) {
        Tally.Role role = tally.role(name);
        return new RunReport.RoleCounts(
                name,
                role.references,
                role.checked,
                findings == null ? 0 : findings.count(FindingKind.MISSING, name),
                findings == null ? 0 : findings.count(FindingKind.MISMATCH, name),
                role.updated,
                role.notRequired,
                role.tooYoung,
                role.alreadyMarked,
                role.unknown(),
                role.conflicts,
                role.hidden);
    }

    private RunReport.ObjectCounts objects(long unknown) {
        return new RunReport.ObjectCounts(
                tally.listed,
                findings == null ? 0 : findings.orphans(),
                findings == null ? 0 : findings.orphanBytes(),
                tally.youngObjects,
                unknown,
                tally.objectConflicts,
                tally.vanished,
                tally.twins,
                tally.notOurs,
                tally.directoryMarkers);
    }

    private RunReport.UnusableCounts unusable() {
        Map<UnusableReference.Kind, Long> counts = tally.unusable();
        return new RunReport.UnusableCounts(
                counts.getOrDefault(UnusableReference.Kind.FOREIGN, 0L),
                counts.getOrDefault(UnusableReference.Kind.UNPARSABLE, 0L),
                counts.getOrDefault(UnusableReference.Kind.EMPTY, 0L),
                tally.unusableKept());
    }

    private static RunReport.RequestCounts requests(Calls calls) {
        return new RunReport.RequestCounts(
                calls.lists.sum(),
                calls.stats.sum(),
                calls.reads.sum(),
                calls.lookUps.sum(),
                calls.finds.sum(),
                calls.markings.sum(),
                calls.retries.sum());
    }
}
