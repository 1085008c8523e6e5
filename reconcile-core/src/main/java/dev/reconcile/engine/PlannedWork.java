package dev.reconcile.engine;

import dev.reconcile.FindingKind;
import dev.reconcile.Plan;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunReport;
import dev.reconcile.journal.Binding;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.JournalException;
import dev.reconcile.journal.RunKind;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The plan of a finished run, read from its journal and held against its digest. */
final class PlannedWork implements AutoCloseable {

    private final PastRun run;
    private final JournalEntry.Planned planned;
    private final RunReport report;
    private final Instant ended;
    private final SpillingSorter<Judged> sorter;
    private final Findings findings;
    private final PlanLines lines;
    private final Workspace workspace;

    private PlannedWork(
            PastRun run,
            JournalEntry.Planned planned,
            JournalEntry.Ended ended,
            SpillingSorter<Judged> sorter,
            Findings findings,
            PlanLines lines,
            Workspace workspace) {
        this.run = run;
        this.planned = planned;
        this.report = ended.report();
        this.ended = ended.at();
        this.sorter = sorter;
        this.findings = findings;
        this.lines = lines;
        this.workspace = workspace;
    }

    /** @throws IllegalArgumentException if the run has no plan that this engine could carry out */
    static PlannedWork read(PastRun run, Binding ours, Workspace workspace) {
        run.requireBinding(ours);
        return read(run, workspace);
    }

    /**
     * @throws IllegalArgumentException if the run has no plan
     * @throws JournalException if the journal's findings aren't those that the run had (H107)
     */
    static PlannedWork read(PastRun run, Workspace workspace) {
        if (run.begun().kind() != RunKind.RECONCILE) {
            throw new IllegalArgumentException("Run " + run.id()
                    + " carried out what another run found; to go on with it use resume, to take it back use undo");
        }
        JournalEntry.Ended ended = run.ended();
        JournalEntry.Planned planned = run.planned();
        if (ended == null || planned == null) {
            throw new IllegalArgumentException("Run " + run.id()
                    + " hasn't come to its plan: it is still under way, or was stopped before; resume it first");
        }
        SpillingSorter<Judged> sorter = workspace.forFindings();
        try {
            run.findings(false, sorter::add);
            PlanLines lines = new PlanLines(run.begun().request());
            Findings findings = Findings.of(
                    sorter.sorted(), any -> false, lines, run.begun().request().examples(), any -> {});
            if (!findings.digest().equals(planned.digest())) {
                throw new JournalException(
                        "The journal of run " + run.id()
                                + " doesn't hold the findings that the run had: it was changed, or entries are missing; start another run",
                        null);
            }
            return new PlannedWork(run, planned, ended, sorter, findings, lines, workspace);
        } catch (RuntimeException failed) {
            sorter.close();
            throw failed;
        }
    }

    /** What a reviewer left of it, or all of it. */
    Findings selected(@Nullable Plan reviewed) {
        if (reviewed == null) {
            return findings;
        }
        BitSet left = Review.selected(reviewed, findings, lines, workspace);
        return findings.only(left, lines, request().examples());
    }

    /** What a person has to say to let exactly these orphans be deleted (H87). */
    String confirmation(Findings of) {
        PlanLines.Digest sum = lines.digest();
        sum.add("delete " + of.count(FindingKind.ORPHAN, "") + " orphans of run " + run.id());
        sum.add(of.digest());
        return sum.hex().substring(0, 16);
    }

    ReconcileRequest request() {
        return run.begun().request();
    }

    PastRun run() {
        return run;
    }

    RunReport report() {
        return report;
    }

    /** When its looks were over. */
    Instant ended() {
        return ended;
    }

    /** When it had been seen, by the store's clock. */
    Instant seen() {
        return planned.seen();
    }

    /** When its run began, by the store's clock; not after that, though the engine's may have been put back meanwhile. */
    Instant begunByStore() {
        Duration taken = Duration.between(run.begun().at(), planned.at());
        return taken.isNegative() ? seen() : seen().minus(taken);
    }

    PlanLines lines() {
        return lines;
    }

    Findings findings() {
        return findings;
    }

    @Override
    public void close() {
        sorter.close();
    }
}
