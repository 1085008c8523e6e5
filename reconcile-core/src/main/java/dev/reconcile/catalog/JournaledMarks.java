package dev.reconcile.catalog;

import dev.reconcile.journal.JournalEntry;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Changes of a catalog that lives in one database with the journal: each change and its entries commit together, or neither does,
 * and none does under a lease that was lost (H83, H84).
 */
public interface JournaledMarks {

    /**
     * As {@link MetadataCatalog#mark}.
     *
     * @param entries what to write into the journal in the transaction of a mark that was applied
     */
    List<MarkResult> mark(List<Mark> marks, BiFunction<Mark, MarkResult, List<JournalEntry>> entries);

    /** As {@link MetadataCatalog#unmark}. */
    List<MarkResult> unmark(List<Unmark> unmarks, BiFunction<Unmark, MarkResult, List<JournalEntry>> entries);

    /** As {@link MetadataCatalog#purge}. */
    default List<MarkResult> purge(List<Unmark> marked, BiFunction<Unmark, MarkResult, List<JournalEntry>> entries) {
        return Collections.nCopies(marked.size(), MarkResult.of(MarkOutcome.FAILED));
    }
}
