package dev.reconcile.testkit.sim;

import dev.reconcile.catalog.JournaledMarks;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkOutcome;
import dev.reconcile.catalog.MarkResult;
import dev.reconcile.catalog.Unmark;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.LeaseLostException;
import dev.reconcile.journal.RunLog;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** A catalog in the same database as the journal: a change and its entries commit together, and only under the lease. */
final class CatalogTogether extends CatalogPort {

    CatalogTogether(Incarnation process) {
        super(process);
    }

    @Override
    public Optional<JournaledMarks> journaledIn(RunLog log) {
        return process.sim.disk.isWithTheCatalog && log instanceof LogPort port
                ? Optional.of(new Marks(port))
                : Optional.empty();
    }

    private final class Marks implements JournaledMarks {

        private final LogPort log;

        private Marks(LogPort log) {
            this.log = log;
        }

        @Override
        public List<MarkResult> mark(List<Mark> marks, BiFunction<Mark, MarkResult, List<JournalEntry>> entries) {
            return change(
                    "mark",
                    marks,
                    Mark::recordId,
                    mark -> committed(mark, each -> markOne(each, result -> write(each, result, entries))));
        }

        @Override
        public List<MarkResult> unmark(
                List<Unmark> unmarks, BiFunction<Unmark, MarkResult, List<JournalEntry>> entries) {
            return change(
                    "unmark",
                    unmarks,
                    Unmark::recordId,
                    unmark -> committed(unmark, each -> unmarkOne(each, result -> write(each, result, entries))));
        }

        private <C> MarkResult committed(C change, Function<C, MarkResult> transaction) {
            if (!log.isReallyHeld()) { // the lease's row is read in the same transaction
                throw new LeaseLostException("The lease of run " + log.run() + " is lost");
            }
            return transaction.apply(change);
        }

        private <C> void write(C change, MarkResult result, BiFunction<C, MarkResult, List<JournalEntry>> entries) {
            if (result.outcome() == MarkOutcome.APPLIED) {
                process.sim.disk.write(log.run(), entries.apply(change, result));
            }
        }
    }
}
