package dev.reconcile.engine;

import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.Strategy;
import dev.reconcile.journal.Binding;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.JournalFormat;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.journal.RunKind;
import dev.reconcile.journal.RunLog;
import dev.reconcile.store.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes runs into a journal as the engine would have. */
final class PastRuns {

    static final Binding BINDING = new Binding("s3:images", "db.images", List.of("original"), "id=id", ".reconcile/");
    static final Instant BEGAN = Surroundings.NOW;

    final RunJournal journal = RunJournal.inMemory();

    static RunId id(int number) {
        return new RunId(String.format("20261103T080000Z-%08x", number));
    }

    void write(RunId run, JournalEntry... entries) {
        try (RunLog log = journal.begin("scope", "test", run)) {
            log.write(List.of(entries));
        }
    }

    static JournalEntry.Begun begun(RunId run, RunKind kind, Binding binding, ReconcileRequest request) {
        return new JournalEntry.Begun(
                JournalFormat.VERSION,
                run,
                kind,
                Optional.empty(),
                binding,
                request,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                "test",
                1,
                BEGAN);
    }

    static JournalEntry.Begun begun(RunId run) {
        return begun(run, RunKind.RECONCILE, BINDING, ReconcileRequest.applying());
    }

    static JournalEntry.Found orphan(int range, StoredObject object) {
        return new JournalEntry.Found(range, new Finding.Orphan(object), List.of());
    }

    static JournalEntry.Walked walked(int range, boolean whole, StoredObject... witnesses) {
        return new JournalEntry.Walked(range, whole, Map.of("listed", 1L), List.of(witnesses), BEGAN);
    }

    static JournalEntry.Ended ended(RunState state, String... guardrails) {
        return ended(report(state, 7, guardrails), BEGAN.plusSeconds(60));
    }

    static JournalEntry.Ended ended(RunReport report, Instant at) {
        return new JournalEntry.Ended(report, at);
    }

    static RunReport report(RunState state, long records, String... guardrails) {
        return report(state, records, Set.of(FindingKind.MISSING, FindingKind.ORPHAN), guardrails);
    }

    static RunReport report(RunState state, long records, Set<FindingKind> kinds, String... guardrails) {
        return new RunReport(
                id(1),
                RunKind.RECONCILE,
                Optional.empty(),
                Optional.empty(),
                false,
                state,
                Strategy.SWEEP,
                "s3:images",
                "db.images",
                BEGAN,
                Duration.ofSeconds(60),
                Map.of(),
                kinds,
                records,
                List.of(new RunReport.RoleCounts(
                        "original", 20, 11, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, RunReport.VerificationCounts.NONE)),
                new RunReport.ObjectCounts(30, 0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of()),
                new RunReport.UnusableCounts(1, 2, 4, List.of()),
                RunReport.ChangeCounts.NONE,
                RunReport.ChangeCounts.NONE,
                RunReport.ChangeCounts.NONE,
                RunReport.ChangeCounts.NONE,
                RunReport.UploadCounts.NONE,
                List.of(),
                "",
                new RunReport.RequestCounts(0, 0, 0, 0, 0, 0, 0, 0, 0),
                List.of(guardrails),
                List.of(),
                List.of(),
                Optional.empty());
    }
}
