package dev.reconcile.jdbc;

import dev.reconcile.catalog.JournaledMarks;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkResult;
import dev.reconcile.catalog.Unmark;
import dev.reconcile.journal.JournalEntry;
import java.util.List;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;

/** Changes of a {@link JdbcCatalog} whose entries go into a {@link JdbcJournal} with them. */
final class TransactionalMarks implements JournaledMarks {

    private final JdbcCatalog catalog;
    private final JdbcRunLog log;

    TransactionalMarks(JdbcCatalog catalog, JdbcRunLog log) {
        this.catalog = catalog;
        this.log = log;
    }

    @Override
    public List<MarkResult> mark(List<Mark> marks, BiFunction<Mark, MarkResult, List<JournalEntry>> entries) {
        return catalog.apply(marks, catalog::change, companion(entries));
    }

    @Override
    public List<MarkResult> unmark(List<Unmark> unmarks, BiFunction<Unmark, MarkResult, List<JournalEntry>> entries) {
        return catalog.apply(unmarks, RowChange::of, companion(entries));
    }

    @Override
    public List<MarkResult> purge(List<Unmark> marked, BiFunction<Unmark, MarkResult, List<JournalEntry>> entries) {
        catalog.requirePurgeable();
        return catalog.apply(marked, RowChange::removing, companion(entries));
    }

    private <C> Marking.Companion<C> companion(BiFunction<C, MarkResult, List<JournalEntry>> entries) {
        return new Marking.Companion<>() {
            @Override
            public void before(Handle handle) {
                log.limitLockWait(handle);
                log.fence(handle); // the lease's row is locked before the record's, always
            }

            @Override
            public void after(Handle handle, C change, MarkResult applied) {
                log.add(handle, entries.apply(change, applied));
            }
        };
    }
}
