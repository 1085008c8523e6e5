package dev.reconcile.engine;

import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.JournaledMarks;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.MarkOutcome;
import dev.reconcile.catalog.MarkResult;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Unmark;
import dev.reconcile.journal.JournalEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Marks records and takes marks back: first the intents, durable, then the changes, then what became of them. Where catalog and
 * journal are one database, each change commits together with its entries instead. An answer that was lost is settled by reading
 * back (H63). Thread-safe.
 */
final class RecordChanges {

    private final Calls calls;
    private final Ledger ledger;
    private final ChangeTally tally;
    private final Problems problems;
    private final Optional<JournaledMarks> together;

    RecordChanges(Calls calls, Ledger ledger, ChangeTally tally, Problems problems, Optional<JournaledMarks> together) {
        this.calls = calls;
        this.ledger = ledger;
        this.tally = tally;
        this.problems = problems;
        this.together = together;
    }

    /** What became of each, in order. */
    List<ChangeOutcome> mark(List<Intention> marks, ChangeTally.Sort sort) {
        return carryOut(marks, sort, new Marking());
    }

    /** What became of each, in order. */
    List<ChangeOutcome> unmark(List<Intention> unmarks, ChangeTally.Sort sort) {
        return carryOut(unmarks, sort, new Unmarking());
    }

    /** What became of each, in order. */
    List<ChangeOutcome> purge(List<Intention> purges) {
        return carryOut(purges, ChangeTally.Sort.PURGES, new Purging());
    }

    private List<ChangeOutcome> carryOut(List<Intention> intentions, ChangeTally.Sort sort, Work work) {
        if (intentions.isEmpty()) {
            return List.of();
        }
        if (together.isEmpty()) {
            ledger.writeDurably(intentions.stream().map(ledger::intended).toList());
        }
        tally.attempted(sort, intentions);
        List<MarkResult> results;
        try {
            results = work.send(intentions);
        } catch (CatalogException failed) {
            problems.add(failed);
            results = Collections.nCopies(intentions.size(), MarkResult.of(MarkOutcome.FAILED));
        }
        List<JournalEntry.Done> dones = dones(intentions, results, work);
        for (int i = 0; i < dones.size(); i++) {
            Intention intention = intentions.get(i);
            JournalEntry.Done done = dones.get(i);
            tally.done(sort, done.item(), done.outcome(), done.detail());
            ledger.announce(intention.change(), intention.evidence(), done);
        }
        if (dones.stream().anyMatch(done -> done.outcome() == ChangeOutcome.FAILED)) {
            problems.add("The catalog refused changes of records, or they may not have been made; its log says why."
                    + " Resuming the run tries them again");
        }
        return dones.stream().map(JournalEntry.Done::outcome).toList();
    }

    private List<JournalEntry.Done> dones(List<Intention> intentions, List<MarkResult> results, Work work) {
        Map<RecordId, CatalogRecord> now = readBack(intentions, results, work);
        List<JournalEntry.Done> all = new ArrayList<>();
        List<JournalEntry> unwritten = new ArrayList<>();
        for (int i = 0; i < intentions.size(); i++) {
            Intention intention = intentions.get(i);
            MarkResult result = results.get(i);
            JournalEntry.Done done;
            if (work.isInDoubt(result)) {
                done = settled(intention.change(), now.get(work.record(intention.change())), result, work);
            } else {
                done = done(intention.change(), result);
            }
            all.add(done);
            unwritten.addAll(unwritten(intention, done));
        }
        ledger.write(unwritten);
        return all;
    }

    private List<JournalEntry> unwritten(Intention intention, JournalEntry.Done done) {
        if (together.isEmpty()) {
            return List.of(done);
        }
        return switch (done.outcome()) {
            case APPLIED -> List.of(); // with the mark, or an earlier try committed both
            case ALREADY, CONFLICT, GONE ->
                List.of(ledger.intended(intention), done); // so that a resumed run counts the attempt
            default -> List.of(done);
        };
    }

    private Map<RecordId, CatalogRecord> readBack(List<Intention> intentions, List<MarkResult> results, Work work) {
        Set<RecordId> ids = new LinkedHashSet<>();
        for (int i = 0; i < intentions.size(); i++) {
            if (work.isInDoubt(results.get(i))) {
                ids.add(work.record(intentions.get(i).change()));
            }
        }
        try {
            return ids.isEmpty() ? Map.of() : calls.lookUp(ids);
        } catch (CatalogException | StopSignal.Stopped unanswered) {
            return Map.of();
        }
    }

    private JournalEntry.Done settled(Change change, @Nullable CatalogRecord now, MarkResult result, Work work) {
        if (now == null && work.removes()) { // it was there when it was looked at
            return ledger.done(change, ChangeOutcome.APPLIED, "its answer was lost; the record is gone");
        }
        if (now != null) {
            switch (work.isOurs(change, now)) {
                case YES -> {
                    if (result.outcome() == MarkOutcome.ALREADY && work.isCut(change, now)) {
                        return ledger.done(
                                change,
                                ChangeOutcome.UNCERTAIN,
                                "the record is marked, and its message is cut short of the run that marked it");
                    }
                    return ledger.done(
                            change,
                            ChangeOutcome.APPLIED,
                            "its answer was lost; read back",
                            now.message(),
                            now.lastChanged(),
                            null);
                }
                case PERHAPS -> {
                    return ledger.done(
                            change, ChangeOutcome.UNCERTAIN, "the record is so, but nothing in it says whether by us");
                }
                case NO -> {
                    // then the answer stands
                }
            }
        }
        return done(change, result);
    }

    private JournalEntry.Done done(Change change, MarkResult result) {
        ChangeOutcome outcome = ChangeOutcome.of(result.outcome());
        String detail = switch (result.outcome()) {
            case APPLIED -> "";
            case ALREADY -> "it was so already";
            case CONFLICT -> "the record was changed since it was judged";
            case GONE -> "the record isn't there any more";
            case FAILED -> "the catalog refused, or gave no answer";
        };
        return ledger.done(change, outcome, detail, result.message(), result.changedAt(), null);
    }

    /** Resolves what a killed run had begun, by reading back (H84). */
    Settlement settle(Change change, ChangeTally.Sort sort) {
        Work work = work(change);
        CatalogRecord now;
        try {
            now = calls.lookUp(List.of(work.record(change))).get(work.record(change));
        } catch (CatalogException unanswered) {
            problems.add(unanswered);
            return Settlement.UNKNOWN;
        }
        tally.readBack(change.item());
        boolean isMade = now == null ? work.removes() : work.isOurs(change, now) != Ours.NO;
        if (!isMade) {
            return Settlement.OPEN;
        }
        JournalEntry.Done done = settled(change, now, MarkResult.of(MarkOutcome.FAILED), work);
        tally.done(sort, done.item(), done.outcome(), done.detail());
        ledger.write(List.of(done));
        ledger.announce(change, List.of(), done);
        return done.outcome() == ChangeOutcome.APPLIED ? Settlement.SETTLED : Settlement.UNCERTAIN;
    }

    private Work work(Change change) {
        if (change instanceof Change.PurgeRecord) {
            return new Purging();
        }
        return change instanceof Change.MarkRecord ? new Marking() : new Unmarking();
    }

    private enum Ours {
        YES,
        NO,
        PERHAPS
    }

    /** There and back, and away. */
    private interface Work {

        /** Whether nothing of the record is left once it is done. */
        default boolean removes() {
            return false;
        }

        RecordId record(Change change);

        /** H63: whether it may have been made in spite of this answer, so that the record has to be read back. */
        boolean isInDoubt(MarkResult result);

        List<MarkResult> send(List<Intention> intentions);

        /** Whether what the record says may as well have been said by a targeted run beside this one. */
        boolean isCut(Change change, CatalogRecord now);

        /** Whether the record, read back, shows that the change was made by this run. */
        Ours isOurs(Change change, CatalogRecord now);
    }

    private List<JournalEntry> entries(Intention intention, MarkResult result) {
        return List.of(ledger.intended(intention), done(intention.change(), result));
    }

    /** The entries of a change that commits together with them. */
    private <C> BiFunction<C, MarkResult, List<JournalEntry>> entries(List<C> changes, List<Intention> intentions) {
        return (change, result) -> {
            for (int i = 0; i < changes.size(); i++) {
                if (changes.get(i) == change) {
                    return entries(intentions.get(i), result);
                }
            }
            throw new IllegalArgumentException("The catalog asks for the entries of a change it wasn't given");
        };
    }

    private final class Marking implements Work {

        @Override
        public RecordId record(Change change) {
            return mark(change).recordId();
        }

        /** A record that was marked already may bear our own mark: its message tells. */
        @Override
        public boolean isInDoubt(MarkResult result) {
            return result.outcome() == MarkOutcome.FAILED || result.outcome() == MarkOutcome.ALREADY;
        }

        @Override
        public List<MarkResult> send(List<Intention> intentions) {
            List<Mark> marks =
                    intentions.stream().map(each -> mark(each.change())).toList();
            return together.isPresent()
                    ? calls.mark(together.get(), marks, entries(marks, intentions))
                    : calls.mark(marks);
        }

        /** A mark's message names its run; a column may have cut it. */
        @Override
        public Ours isOurs(Change change, CatalogRecord now) {
            String message = now.message();
            if (!now.marked()) {
                return Ours.NO;
            }
            if (message == null || message.isEmpty()) {
                return Ours.PERHAPS;
            }
            return mark(change).message().startsWith(message) ? Ours.YES : Ours.NO;
        }

        @Override
        public boolean isCut(Change change, CatalogRecord now) {
            return !mark(change).message().equals(now.message());
        }

        private Mark mark(Change change) {
            return ((Change.MarkRecord) change).mark();
        }
    }

    private final class Unmarking implements Work {

        @Override
        public RecordId record(Change change) {
            return unmark(change).recordId();
        }

        /** A record that is already as it was: somebody else did that. */
        @Override
        public boolean isInDoubt(MarkResult result) {
            return result.outcome() == MarkOutcome.FAILED;
        }

        @Override
        public List<MarkResult> send(List<Intention> intentions) {
            List<Unmark> unmarks =
                    intentions.stream().map(each -> unmark(each.change())).toList();
            return together.isPresent()
                    ? calls.unmark(together.get(), unmarks, entries(unmarks, intentions))
                    : calls.unmark(unmarks);
        }

        @Override
        public Ours isOurs(Change change, CatalogRecord now) {
            return unmark(change).isDone(now) ? Ours.YES : Ours.NO;
        }

        @Override
        public boolean isCut(Change change, CatalogRecord now) {
            return false;
        }

        private Unmark unmark(Change change) {
            return ((Change.UnmarkRecord) change).unmark();
        }
    }

    private final class Purging implements Work {

        @Override
        public RecordId record(Change change) {
            return marked(change).recordId();
        }

        @Override
        public boolean removes() {
            return true;
        }

        @Override
        public boolean isInDoubt(MarkResult result) {
            return result.outcome() == MarkOutcome.FAILED;
        }

        @Override
        public List<MarkResult> send(List<Intention> intentions) {
            List<Unmark> marked =
                    intentions.stream().map(each -> marked(each.change())).toList();
            return together.isPresent()
                    ? calls.purge(together.get(), marked, entries(marked, intentions))
                    : calls.purge(marked);
        }

        @Override
        public Ours isOurs(Change change, CatalogRecord now) {
            return Ours.NO;
        }

        @Override
        public boolean isCut(Change change, CatalogRecord now) {
            return false;
        }

        private Unmark marked(Change change) {
            return ((Change.PurgeRecord) change).marked();
        }
    }
}
