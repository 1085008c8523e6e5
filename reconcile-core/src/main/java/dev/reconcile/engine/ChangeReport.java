package dev.reconcile.engine;

import dev.reconcile.Finding;
import dev.reconcile.Progress.Stage;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.Strategy;
import dev.reconcile.journal.RunKind;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a run that looks for nothing itself has come to: one that applies or undoes another. */
final class ChangeReport {

    private final Working run;
    private final RunKind kind;
    private final RunId of;
    private final @Nullable RunReport found;
    final Map<Stage, Duration> timings = new EnumMap<>(Stage.class);
    List<String> tripped = List.of();
    List<Finding> examples = List.of();
    String digest = "";
    long uploads;
    boolean dryRun;

    @Nullable
    Tally updated;

    /** @param found the report of the run that found what is applied; null where that doesn't matter */
    ChangeReport(Working run, RunKind kind, RunId of, @Nullable RunReport found) {
        this.run = run;
        this.kind = kind;
        this.of = of;
        this.found = found;
    }

    RunReport toReport(Instant start) {
        ChangeTally changes = run.changes();
        return new RunReport(
                run.ledger().run(),
                kind,
                Optional.of(of),
                run.request().correlationId(),
                dryRun,
                state(),
                found == null ? Strategy.AUTO : found.strategy(),
                run.with().store().profile().identity(),
                run.with().catalog().profile().identity(),
                start,
                Duration.between(start, run.ledger().now()),
                timings,
                found == null ? Set.of() : found.kinds(),
                found == null ? 0 : found.records(),
                found == null
                        ? List.of()
                        : found.roles().stream().map(this::role).toList(),
                found == null ? new RunReport.ObjectCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of()) : found.objects(),
                found == null ? new RunReport.UnusableCounts(0, 0, 0, List.of()) : found.unusable(),
                changes.counts(ChangeTally.Sort.MARKS),
                changes.counts(ChangeTally.Sort.RESTORES),
                changes.counts(ChangeTally.Sort.PURGES),
                changes.counts(ChangeTally.Sort.ORPHANS),
                new RunReport.UploadCounts(uploads, List.of(), changes.counts(ChangeTally.Sort.UPLOADS)),
                changes.notApplied(),
                digest,
                Outcome.requests(run.calls()),
                tripped,
                run.problems().asList(),
                examples,
                Optional.empty());
    }

    private RunState state() {
        if (run.stop().reason() == StopSignal.Reason.CANCELLED) {
            return RunState.CANCELLED;
        }
        if (!tripped.isEmpty()) {
            return RunState.HALTED;
        }
        return run.changes().leavesOpen() || !run.problems().isEmpty() ? RunState.INCOMPLETE : RunState.COMPLETE;
    }

    private RunReport.RoleCounts role(RunReport.RoleCounts counts) {
        long marked = updated == null ? 0 : updated.role(counts.role()).updated;
        return new RunReport.RoleCounts(
                counts.role(),
                counts.references(),
                counts.checked(),
                counts.missing(),
                counts.mismatched(),
                counts.recovered(),
                marked,
                counts.notRequired(),
                counts.tooYoung(),
                counts.alreadyMarked(),
                counts.unknown(),
                counts.conflicts(),
                counts.hidden(),
                counts.expired(),
                counts.verification());
    }
}
