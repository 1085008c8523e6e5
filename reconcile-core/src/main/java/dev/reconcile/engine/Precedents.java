package dev.reconcile.engine;

import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunState;
import dev.reconcile.journal.Binding;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.journal.RunKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What earlier runs with the same binding mean for the guardrails of this one.
 *
 * @param lastGood the figures of the last complete run over everything among the same keys
 * @param halted the last applying run, if a guardrail halted it and nobody has cleared it
 */
record Precedents(@Nullable Scan lastGood, @Nullable String halted) {

    static final Precedents NONE = new Precedents(null, null);

    /** How a sentence begins that only repeats what an earlier run was halted for. */
    static final String HALTED = "the earlier run ";

    /** None for a targeted run: what it looks at says nothing of the whole, nor the whole of it. */
    static Precedents of(RunJournal journal, Binding binding, ReconcileRequest request, RunId before) {
        if (request.isTargeted()) {
            return NONE;
        }
        Scan lastGood = null;
        String halted = null;
        boolean applied = false;
        List<RunId> runs = journal.runs();
        for (int i = runs.size() - 1; i >= 0 && (lastGood == null || !applied); i--) {
            RunId run = runs.get(i);
            boolean ours = !run.equals(before)
                    && journal.header(run)
                            .filter(begun -> begun.kind() != RunKind.UNDO
                                    && !begun.request().isTargeted()
                                    && begun.binding().equals(binding))
                            .isPresent();
            if (!ours) {
                continue;
            }
            PastRun past = PastRun.read(journal, run);
            JournalEntry.Ended ended = past.ended();
            if (ended == null) {
                continue;
            }
            if (lastGood == null && isGood(past, ended, request)) {
                lastGood = Scan.of(ended.report());
            }
            if (!applied && past.begun().request().isApplying() && !onlyRepeats(ended)) {
                applied = true;
                halted = isHalted(past, ended) ? run.value() : null;
            }
        }
        return new Precedents(lastGood, halted);
    }

    private static boolean isGood(PastRun past, JournalEntry.Ended ended, ReconcileRequest request) {
        return past.begun().kind() == RunKind.RECONCILE
                && ended.report().state() == RunState.COMPLETE
                && ended.report().guardrails().isEmpty() // or the first shrunken run would be the measure of the next
                && Scan.isOfEverything(past.begun().request())
                && past.begun().request().coversTheSameAs(request);
    }

    private static boolean isHalted(PastRun past, JournalEntry.Ended ended) {
        return ended.report().state() == RunState.HALTED && !past.isCleared();
    }

    private static boolean onlyRepeats(JournalEntry.Ended ended) {
        return ended.report().state() == RunState.HALTED
                && ended.report().guardrails().stream().allMatch(sentence -> sentence.startsWith(HALTED));
    }
}
