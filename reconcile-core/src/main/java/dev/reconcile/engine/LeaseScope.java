package dev.reconcile.engine;

import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.journal.Binding;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunJournal;

/**
 * What the lease of a run is for. Runs over a whole catalog share one, as what they conclude from counts holds for one at a time, and so
 * do runs over the same range of keys.
 * A targeted run has one of a few of its own: beside others, it can't do more than lose a compare-and-set. It is told by the run's
 * id, so that whoever resumes, applies, undoes or clears a run keeps off whoever is still at it (H83).
 */
final class LeaseScope {

    /** So many targeted runs at once for one binding; a journal keeps a lease for each, for ever. */
    static final int SLOTS = 16;

    private LeaseScope() {}

    /** Of a run that looks for itself. */
    static String ofTargeted(Binding binding, RunId run) {
        return binding.scope() + " | records " + Math.floorMod(run.value().hashCode(), SLOTS);
    }

    /** Of any run of the journal, and of what is to be done with it. */
    static String of(RunJournal journal, JournalEntry.Begun begun) {
        return begun.request().isTargeted()
                ? ofTargeted(begun.binding(), first(journal, begun))
                : ofAll(begun.binding(), begun.request());
    }

    /** Of a run over the whole catalog, or over a range of keys. */
    static String ofAll(Binding binding, ReconcileRequest request) {
        String after = request.keysAfter().map(key -> " after " + key).orElse("");
        String upTo = request.keysUpTo().map(key -> " up to " + key).orElse("");
        return after.isEmpty() && upTo.isEmpty() ? binding.scope() : binding.scope() + " | keys" + after + upTo;
    }

    /** The run that looked for itself, in whose place others apply and undo. */
    private static RunId first(RunJournal journal, JournalEntry.Begun begun) {
        return switch (begun.kind()) {
            case RECONCILE -> begun.run();
            case APPLY -> begun.of().orElseThrow();
            case UNDO ->
                first(journal, PastRun.read(journal, begun.of().orElseThrow()).begun());
        };
    }
}
