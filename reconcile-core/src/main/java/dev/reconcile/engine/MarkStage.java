package dev.reconcile.engine;

import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.Finding;
import dev.reconcile.Look;
import dev.reconcile.RunId;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Marks each record with findings, once, by compare-and-set, after another fresh look. Thread-safe. */
final class MarkStage {

    private final Working run;
    private final Confirm confirm;
    private final RecordChanges records;
    private final ProgressMeter progress;
    private final Tally updated;
    private final boolean lookFromScratch;

    MarkStage(
            Working run,
            Confirm confirm,
            RecordChanges records,
            ProgressMeter progress,
            Tally updated,
            boolean lookFromScratch) {
        this.run = run;
        this.confirm = confirm;
        this.records = records;
        this.progress = progress;
        this.updated = updated;
        this.lookFromScratch = lookFromScratch;
    }

    /** @param findings those of one record beside each other */
    void batch(List<Finding.OfReference> findings) {
        List<Verdict> verdicts = verdicts(findings);
        Map<RecordId, List<Verdict.Convicted>> convicted = new LinkedHashMap<>();
        Map<RecordId, Boolean> unanswered = new LinkedHashMap<>();
        for (int i = 0; i < verdicts.size(); i++) {
            RecordId id = findings.get(i).recordId();
            if (verdicts.get(i) instanceof Verdict.Convicted still) {
                convicted.computeIfAbsent(id, any -> new ArrayList<>()).add(still);
            } else {
                unanswered.merge(id, verdicts.get(i) == Verdict.Acquitted.UNKNOWN, Boolean::logicalOr);
            }
        }
        unanswered.keySet().removeAll(convicted.keySet());
        leaveAlone(unanswered);
        mark(convicted.values().stream().map(this::intention).toList());
        progress.advance(convicted.size() + unanswered.size());
    }

    /** Each by the kind of look that gave the finding. */
    private List<Verdict> verdicts(List<Finding.OfReference> findings) {
        List<Finding.OfReference> verified =
                findings.stream().filter(MarkStage::isVerified).toList();
        List<Finding.OfReference> seen =
                findings.stream().filter(each -> !isVerified(each)).toList();
        Map<Finding.OfReference, Verdict> verdicts = new HashMap<>();
        judge(seen, some -> confirm.references(some, false), verdicts); // what was missing isn't marked for its size
        judge(verified, new Verifier(run, confirm)::judge, verdicts);
        return findings.stream()
                .map(each -> Objects.requireNonNull(verdicts.get(each)))
                .toList();
    }

    private static boolean isVerified(Finding.OfReference finding) {
        return finding instanceof Finding.Mismatch mismatch
                && !mismatch.difference().isOfSizes();
    }

    private void judge(
            List<Finding.OfReference> findings,
            Function<List<Candidate.OfReference>, List<Verdict>> looking,
            Map<Finding.OfReference, Verdict> verdicts) {
        if (findings.isEmpty()) {
            return;
        }
        List<Verdict> given =
                looking.apply(findings.stream().map(this::candidate).toList());
        for (int i = 0; i < given.size(); i++) {
            verdicts.put(findings.get(i), given.get(i));
        }
    }

    private void leaveAlone(Map<RecordId, Boolean> unanswered) {
        List<JournalEntry> entries = new ArrayList<>();
        unanswered.forEach((id, unknown) -> {
            ChangeOutcome outcome = unknown ? ChangeOutcome.UNKNOWN : ChangeOutcome.CONFLICT;
            String detail = unknown ? "the look before the change gave no answer" : "it isn't so any more";
            String item = "record:" + id.value();
            entries.add(new JournalEntry.Done(
                    item, outcome, null, null, null, detail, run.ledger().now()));
            run.changes().done(ChangeTally.Sort.MARKS, item, outcome, detail);
        });
        run.ledger().write(entries);
    }

    private Candidate.OfReference candidate(Finding.OfReference finding) {
        StoredObject seen = finding instanceof Finding.Mismatch mismatch ? seen(mismatch) : null;
        Reference reference = finding.reference();
        return new Candidate.OfReference(reference.recordId(), reference.role(), reference.key(), seen);
    }

    /** What an old plan saw doesn't count as the first of two looks. */
    private @Nullable StoredObject seen(Finding.Mismatch mismatch) {
        if (!lookFromScratch || isVerified(mismatch)) {
            return mismatch.object();
        }
        return run.calls().stat(mismatch.key()) instanceof Presence.Present now ? now.object() : mismatch.object();
    }

    private void mark(List<Intention> intentions) {
        List<ChangeOutcome> outcomes = records.mark(intentions, ChangeTally.Sort.MARKS);
        synchronized (updated) {
            for (int i = 0; i < outcomes.size(); i++) {
                if (outcomes.get(i) == ChangeOutcome.APPLIED) {
                    countUpdated(((Change.MarkRecord) intentions.get(i).change()).mark(), updated);
                }
            }
        }
    }

    static void countUpdated(Mark mark, Tally updated) {
        mark.judged().stream().map(Reference::role).distinct().forEach(role -> updated.role(role).updated++);
    }

    private Intention intention(List<Verdict.Convicted> convicted) {
        List<Finding.OfReference> findings = convicted.stream()
                .map(each -> (Finding.OfReference) each.finding())
                .toList();
        Finding.OfReference first = findings.get(0);
        Mark mark = new Mark(
                first.recordId(),
                first.status(),
                first.record().message(),
                findings.stream().map(Finding.OfReference::reference).toList(),
                message(findings, run.ledger().run()));
        List<Look> evidence = convicted.stream()
                .flatMap(each -> each.evidence().stream())
                .distinct()
                .toList();
        return new Intention(new Change.MarkRecord(mark), evidence);
    }

    /** Names the run, by which a mark is known as ours when it is read back (H63). */
    private static String message(List<Finding.OfReference> findings, RunId run) {
        return findings.stream()
                .map(Finding::message)
                .collect(Collectors.joining("; ", "", " (reconcile run " + run + ")"));
    }
}
