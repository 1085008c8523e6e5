package dev.reconcile.engine;

import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.Finding;
import dev.reconcile.RunId;
import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Unmark;
import dev.reconcile.journal.JournalEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The marks that earlier runs of this binding made and the journal still knows, each as it can be taken back. */
final class PastMarks {

    private static final int AT_ONCE = 100;

    private final Working run;

    PastMarks(Working run) {
        this.run = run;
    }

    /**
     * One mark.
     *
     * @param by the run that made it
     * @param at when, as the record says, or else the journal
     */
    record Made(RunId by, Unmark unmark, Instant at) {}

    /** All of them, some at a time. */
    void forEach(Consumer<List<Made>> some) {
        for (RunId earlier : run.with().journal().runs()) {
            boolean ours = !earlier.equals(run.ledger().run())
                    && run.with()
                            .journal()
                            .header(earlier)
                            .filter(begun -> begun.request().isApplying()
                                    && begun.binding().equals(run.with().binding()))
                            .isPresent();
            if (ours) {
                forEach(PastRun.read(run.with().journal(), earlier), some);
            }
        }
    }

    private void forEach(PastRun earlier, Consumer<List<Made>> consumer) {
        List<Made> some = new ArrayList<>();
        try (ItemStates states = earlier.states(run.workspace());
                CloseableIterator<ItemState> all = states.all()) {
            while (all.hasNext()) {
                Made made = made(earlier.id(), all.next());
                if (made != null) {
                    some.add(made);
                }
                if (some.size() == AT_ONCE || !all.hasNext()) {
                    consumer.accept(List.copyOf(some));
                    some.clear();
                }
            }
        }
    }

    private static @Nullable Made made(RunId by, ItemState state) {
        Unmark unmark = unmark(state);
        if (unmark == null) {
            return null;
        }
        Instant written = unmark.markedAt();
        JournalEntry.Done done = state.done();
        Instant noted = done != null
                ? done.at()
                : Objects.requireNonNull(state.intended()).at();
        return new Made(by, unmark, written == null ? noted : written);
    }

    /** How to take back what a journal says was, or may have been, marked; null if it says nothing of that. */
    static @Nullable Unmark unmark(ItemState state) {
        if (!state.mayBeApplied() || !(state.change() instanceof Change.MarkRecord made)) {
            return null;
        }
        JournalEntry.Done done = state.done();
        return done == null || done.outcome() != ChangeOutcome.APPLIED
                ? new Unmark(made.mark(), made.mark().message(), null)
                : new Unmark(made.mark(), done.message(), done.changedAt());
    }

    /** Those whose record is as the mark left it, with the record as it is now; none if the catalog doesn't say. */
    Map<Made, CatalogRecord> untouched(List<Made> marks) {
        Map<Made, CatalogRecord> untouched = new LinkedHashMap<>();
        Map<RecordId, CatalogRecord> records;
        try {
            Set<RecordId> ids = new LinkedHashSet<>();
            marks.forEach(made -> ids.add(made.unmark().recordId()));
            records = ids.isEmpty() ? Map.of() : run.calls().lookUp(ids);
        } catch (CatalogException unanswered) {
            run.problems().add(unanswered);
            return untouched;
        }
        for (Made made : marks) {
            CatalogRecord now = records.get(made.unmark().recordId());
            if (now != null && made.unmark().stillHolds(now)) {
                untouched.put(made, now);
            }
        }
        return untouched;
    }

    /**
     * What the journals of the runs that marked them say of these records.
     *
     * @param markedBy which run a finding says it was; null if it isn't about a mark
     */
    Map<RecordId, Made> of(
            List<Finding.OfReference> findings, Function<Finding.OfReference, @Nullable RunId> markedBy) {
        Map<RunId, ItemStates> journals = new LinkedHashMap<>();
        Map<RecordId, Made> marks = new LinkedHashMap<>();
        try {
            for (Finding.OfReference finding : findings) {
                RunId by = markedBy.apply(finding);
                if (by == null) {
                    continue;
                }
                ItemState state = journals.computeIfAbsent(
                                by,
                                any -> PastRun.read(run.with().journal(), by).states(run.workspace()))
                        .find("record:" + finding.recordId());
                Made made = state == null ? null : made(by, state);
                if (made != null) {
                    marks.putIfAbsent(finding.recordId(), made);
                }
            }
        } finally {
            journals.values().forEach(ItemStates::close);
        }
        return marks;
    }

    /** Notes that a record isn't changed after all. */
    void leaveAlone(Change change, ChangeTally.Sort sort, String detail) {
        run.ledger()
                .write(List.of(new JournalEntry.Done(
                        change.item(),
                        ChangeOutcome.CONFLICT,
                        null,
                        null,
                        null,
                        detail,
                        run.ledger().now())));
        run.changes().done(sort, change.item(), ChangeOutcome.CONFLICT, detail);
    }
}
