package dev.reconcile.engine;

import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.Progress.Stage;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.Strategy;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.UnusableReference;
import dev.reconcile.journal.RunKind;
import dev.reconcile.store.Upload;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a run has come to so far, filled in stage by stage, and made into its report wherever it ends. */
final class Outcome {

    private final Working run;
    private final ReconcileRequest request;
    private final Tally tally;
    final Map<Stage, Duration> timings = new EnumMap<>(Stage.class);
    Strategy strategy;
    List<String> tripped = List.of();

    @Nullable
    Findings findings;

    @Nullable
    RecordId nextCursor;

    Outcome(Working run, Tally tally) {
        this.run = run;
        this.request = run.request();
        this.tally = tally;
        this.strategy = request.strategy();
    }

    RunReport toReport(Instant start) {
        long unknownObjects = tally.unknownObjects + (findings == null ? 0 : findings.voided());
        if (tally.mayHideReferences > 0 && tally.unknownObjects > 0) {
            run.problems()
                    .add(tally.mayHideReferences
                            + " values in the catalog name no object of this store, so that objects"
                            + " without a reference can't be told to be orphans; see the unusable references, and declare the places"
                            + " they name or mend them");
        }
        List<RunReport.RoleCounts> roles =
                tally.roleNames().stream().map(this::role).toList();
        ChangeTally changes = run.changes();
        Instant end = run.ledger().now();
        return new RunReport(
                run.ledger().run(),
                RunKind.RECONCILE,
                Optional.empty(),
                request.correlationId(),
                !request.isApplying(),
                state(roles, unknownObjects),
                strategy,
                run.with().store().profile().identity(),
                run.with().catalog().profile().identity(),
                start,
                Duration.between(start, end),
                timings,
                request.kinds(),
                tally.records,
                roles,
                objects(unknownObjects),
                unusable(),
                changes.counts(ChangeTally.Sort.MARKS),
                changes.counts(ChangeTally.Sort.RESTORES),
                changes.counts(ChangeTally.Sort.PURGES),
                changes.counts(ChangeTally.Sort.ORPHANS),
                uploads(),
                changes.notApplied(),
                findings == null ? "" : findings.digest(),
                requests(run.calls()),
                tripped,
                run.problems().asList(),
                findings == null ? List.of() : findings.examples(),
                Optional.ofNullable(nextCursor));
    }

    private RunState state(List<RunReport.RoleCounts> roles, long unknownObjects) {
        if (run.stop().reason() == StopSignal.Reason.CANCELLED) {
            return RunState.CANCELLED;
        }
        if (request.isApplying() && !tripped.isEmpty()) {
            return RunState.HALTED;
        }
        boolean unanswered = unknownObjects > 0
                || run.changes().leavesOpen()
                || roles.stream()
                        .anyMatch(role ->
                                role.unknown() > 0 || role.verification().unknown() > 0);
        return unanswered || !run.problems().isEmpty() ? RunState.INCOMPLETE : RunState.COMPLETE;
    }

    private RunReport.UploadCounts uploads() {
        List<Upload> examples = findings == null
                ? List.of()
                : findings.examples().stream()
                        .filter(Finding.Unfinished.class::isInstance)
                        .map(finding -> ((Finding.Unfinished) finding).upload())
                        .toList();
        return new RunReport.UploadCounts(
                findings == null ? 0 : findings.uploads(),
                examples,
                run.changes().counts(ChangeTally.Sort.UPLOADS));
    }

    private RunReport.RoleCounts role(String name) {
        Tally.Role role = tally.role(name);
        return new RunReport.RoleCounts(
                name,
                role.references,
                role.checked,
                findings == null ? 0 : findings.count(FindingKind.MISSING, name),
                findings == null ? 0 : findings.count(FindingKind.MISMATCH, name),
                findings == null ? 0 : findings.count(FindingKind.RECOVERED, name),
                role.updated,
                role.notRequired,
                role.tooYoung,
                role.alreadyMarked,
                role.unknown(),
                role.conflicts,
                role.hidden,
                findings == null ? 0 : findings.count(FindingKind.EXPIRED, name),
                new RunReport.VerificationCounts(
                        role.verified, role.unverifiable, role.unverified, role.verifyConflicts));
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
                tally.directoryMarkers,
                findings == null ? Map.of() : findings.orphanBytesByClass());
    }

    private RunReport.UnusableCounts unusable() {
        Map<UnusableReference.Kind, Long> counts = tally.unusable();
        return new RunReport.UnusableCounts(
                counts.getOrDefault(UnusableReference.Kind.FOREIGN, 0L),
                counts.getOrDefault(UnusableReference.Kind.UNPARSABLE, 0L),
                counts.getOrDefault(UnusableReference.Kind.EMPTY, 0L),
                tally.unusableKept());
    }

    static RunReport.RequestCounts requests(Calls calls) {
        return new RunReport.RequestCounts(
                calls.lists.sum(),
                calls.stats.sum(),
                calls.reads.sum(),
                calls.lookUps.sum(),
                calls.finds.sum(),
                calls.markings.sum(),
                calls.changes.sum(),
                calls.triesAgain(),
                calls.contents.sum());
    }
}
