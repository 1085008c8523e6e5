package dev.reconcile;

import dev.reconcile.engine.History;
import dev.reconcile.journal.JournalException;
import dev.reconcile.journal.RunJournal;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads what runs left in their journal: what they found, did and reported. Needs neither the store nor the catalog, and changes
 * nothing. Thread-safe. Every method throws {@link JournalException} if the journal can't be read, and {@link IllegalArgumentException} if it
 * has no such run.
 */
public interface RunHistory {

    /** Of this journal, which stays the caller's to close. */
    static RunHistory of(RunJournal journal) {
        return new History(journal);
    }

    /** All runs, oldest first. */
    List<RunId> runs();

    /** What a run was, and how far it came. Reads all of its journal. */
    RunSummary summary(RunId run);

    /**
     * The report of a run that has ended.
     *
     * @throws IllegalArgumentException if it hasn't ended
     */
    RunReport report(RunId run);

    /**
     * Everything that a run found and that stands, in the order of its plan: references first, by record, then orphans by key. Of a run that
     * hasn't ended, what stands so far. To be closed.
     */
    Stream<Finding> findings(RunId run);

    /** Everything that a run changed or left alone, one for each record and object, in the order of the findings. To be closed. */
    Stream<PastChange> changes(RunId run);

    /**
     * What a finished run found and proposes, to be exported and reviewed.
     *
     * @throws IllegalArgumentException if it hasn't come to its plan
     */
    Plan plan(RunId run, Plan.Form form);
}
