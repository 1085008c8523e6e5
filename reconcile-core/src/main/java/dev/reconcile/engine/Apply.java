package dev.reconcile.engine;

import dev.reconcile.Finding;
import dev.reconcile.RunId;
import dev.reconcile.RunReport.MarkCounts;
import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkOutcome;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.store.StoredObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;

/**
 * The last stage: marks each record with findings, once, by compare-and-set. The scan may have been hours ago, so every finding
 * is looked at again right before (H74); what isn't so any more is left alone and counted.
 */
final class Apply {

    private final Calls calls;
    private final Confirm confirm;
    private final RunId run;
    private final Announcer announcer;
    private final ProgressMeter progress;
    private final Problems problems;
    private final Map<MarkOutcome, Long> outcomes = new EnumMap<>(MarkOutcome.class);
    private final Tally updated;
    private final long proposed;
    private long attempted;
    private long changedBefore;
    private long unknown;

    /**
     * @param updated gets, by role, how many records were marked because of it
     * @param proposed how many records have findings
     */
    Apply(
            Calls calls,
            Confirm confirm,
            RunId run,
            Announcer announcer,
            ProgressMeter progress,
            Problems problems,
            Tally updated,
            long proposed) {
        this.calls = calls;
        this.confirm = confirm;
        this.run = run;
        this.announcer = announcer;
        this.progress = progress;
        this.problems = problems;
        this.updated = updated;
        this.proposed = proposed;
    }

    /** @param findings of references, those of one record beside each other */
    void marks(Iterator<Finding.OfReference> findings, int recordsPerBatch, Parallel parallel) {
        parallel.forEach(new Batches(findings, recordsPerBatch), this::batch);
    }

    MarkCounts counts() {
        return new MarkCounts(
                proposed,
                attempted,
                count(MarkOutcome.APPLIED),
                count(MarkOutcome.ALREADY_MARKED),
                changedBefore + count(MarkOutcome.CONFLICT),
                count(MarkOutcome.GONE),
                count(MarkOutcome.FAILED),
                unknown);
    }

    private long count(MarkOutcome outcome) {
        return outcomes.getOrDefault(outcome, 0L);
    }

    private void batch(List<Finding.OfReference> findings) {
        List<Candidate.OfReference> again =
                findings.stream().map(Apply::candidate).toList();
        List<Verdict> verdicts = confirm.references(again);
        Map<RecordId, List<Finding.OfReference>> convicted = new LinkedHashMap<>();
        Map<RecordId, Boolean> unanswered = new LinkedHashMap<>();
        for (int i = 0; i < verdicts.size(); i++) {
            RecordId id = findings.get(i).recordId();
            if (verdicts.get(i) instanceof Verdict.Convicted still
                    && still.finding() instanceof Finding.OfReference of) {
                convicted.computeIfAbsent(id, any -> new ArrayList<>()).add(of);
            } else {
                unanswered.merge(id, verdicts.get(i) == Verdict.Acquitted.UNKNOWN, Boolean::logicalOr);
            }
        }
        unanswered.keySet().removeAll(convicted.keySet());
        mark(convicted);
        long lost = unanswered.values().stream().filter(Boolean::booleanValue).count();
        synchronized (this) {
            unknown += lost;
            changedBefore += unanswered.size() - lost;
        }
        progress.advance(convicted.size() + unanswered.size());
    }

    private static Candidate.OfReference candidate(Finding.OfReference finding) {
        StoredObject seen = finding instanceof Finding.Mismatch mismatch ? mismatch.object() : null;
        Reference reference = finding.reference();
        return new Candidate.OfReference(reference.recordId(), reference.role(), reference.key(), seen);
    }

    private void mark(Map<RecordId, List<Finding.OfReference>> convicted) {
        if (convicted.isEmpty()) {
            return;
        }
        List<Mark> marks = convicted.values().stream().map(this::mark).toList();
        List<MarkOutcome> results;
        try {
            results = calls.mark(marks);
        } catch (CatalogException failed) {
            problems.add(failed);
            results = Collections.nCopies(marks.size(), MarkOutcome.FAILED);
        }
        if (results.contains(MarkOutcome.FAILED)) {
            problems.add(
                    "The catalog refused marks, or they may not have been made; its log says why. Running again is safe");
        }
        synchronized (this) {
            attempted += marks.size();
            for (int i = 0; i < marks.size(); i++) {
                outcomes.merge(results.get(i), 1L, Long::sum);
                if (results.get(i) == MarkOutcome.APPLIED) {
                    marks.get(i).judged().stream()
                            .map(Reference::role)
                            .distinct()
                            .forEach(role -> updated.role(role).updated++);
                }
            }
        }
        for (int i = 0; i < marks.size(); i++) {
            Mark mark = marks.get(i);
            MarkOutcome outcome = results.get(i);
            announcer.tell(listener -> listener.marked(mark.recordId(), outcome));
        }
    }

    private Mark mark(List<Finding.OfReference> findings) {
        Finding.OfReference first = findings.get(0);
        String message = findings.stream()
                .map(Finding::message)
                .collect(Collectors.joining("; ", "", " (reconcile run " + run + ")"));
        return new Mark(
                first.recordId(),
                first.status(),
                findings.stream().map(Finding.OfReference::reference).toList(),
                message);
    }

    /** Cuts findings into batches of whole records. */
    private static final class Batches implements Iterator<List<Finding.OfReference>> {

        private final Iterator<Finding.OfReference> findings;
        private final int records;
        private List<Finding.OfReference> following = new ArrayList<>();

        private Batches(Iterator<Finding.OfReference> findings, int records) {
            this.findings = findings;
            this.records = records;
        }

        @Override
        public boolean hasNext() {
            return !following.isEmpty() || findings.hasNext();
        }

        @Override
        public List<Finding.OfReference> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            List<Finding.OfReference> batch = following;
            following = new ArrayList<>();
            long distinct = batch.isEmpty() ? 0 : 1;
            while (findings.hasNext()) {
                Finding.OfReference finding = findings.next();
                boolean another = batch.isEmpty()
                        || !batch.get(batch.size() - 1).recordId().equals(finding.recordId());
                if (another && distinct == records) {
                    following.add(finding);
                    break;
                }
                distinct += another ? 1 : 0;
                batch.add(finding);
            }
            return batch;
        }
    }
}
