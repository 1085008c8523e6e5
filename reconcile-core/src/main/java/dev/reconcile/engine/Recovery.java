package dev.reconcile.engine;

import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.Finding;
import dev.reconcile.Look;
import dev.reconcile.RunId;
import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Reference;
import dev.reconcile.catalog.Unmark;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds records that an earlier run marked, that nobody wrote since, and whose objects are back; gives them their prior status
 * again if the policy says so. What was marked, and from which state, is in the journal.
 */
final class Recovery {

    private static final int AT_ONCE = 100;

    private final Working run;
    private final Verifier verifier;

    Recovery(Working run, Verifier verifier) {
        this.run = run;
        this.verifier = verifier;
    }

    /** One mark of an earlier run, as it can be taken back. */
    private record Made(RunId by, Unmark unmark) {}

    /** Looks at every mark that an earlier run of this binding made and the journal still knows. */
    void seek(Consumer<List<Verdict.Convicted>> found) {
        for (RunId earlier : run.with().journal().runs()) {
            boolean ours = !earlier.equals(run.ledger().run())
                    && PastRun.header(run.with().journal(), earlier)
                            .filter(begun -> begun.request().isApplying()
                                    && begun.binding().equals(run.with().binding()))
                            .isPresent();
            if (ours) {
                seek(PastRun.read(run.with().journal(), earlier), found);
            }
        }
    }

    private void seek(PastRun earlier, Consumer<List<Verdict.Convicted>> found) {
        List<Made> some = new ArrayList<>();
        try (ItemStates states = earlier.states(run.workspace());
                CloseableIterator<ItemState> all = states.all()) {
            while (all.hasNext()) {
                Unmark unmark = unmark(all.next());
                if (unmark != null) {
                    some.add(new Made(earlier.id(), unmark));
                }
                if (some.size() == AT_ONCE || !all.hasNext()) {
                    judge(some).values().forEach(found);
                    some.clear();
                }
            }
        }
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

    /** Those whose record is as we left it and all of whose objects are back, with a finding for each reference. */
    private Map<Made, List<Verdict.Convicted>> judge(List<Made> marks) {
        Map<Made, List<Verdict.Convicted>> recovered = new LinkedHashMap<>();
        Map<RecordId, CatalogRecord> records;
        try {
            Set<RecordId> ids = new LinkedHashSet<>();
            marks.forEach(made -> ids.add(made.unmark().recordId()));
            records = ids.isEmpty() ? Map.of() : run.calls().lookUp(ids);
        } catch (CatalogException unanswered) {
            run.problems().add(unanswered);
            return recovered;
        }
        for (Made made : marks) {
            CatalogRecord now = records.get(made.unmark().recordId());
            if (now != null && made.unmark().stillHolds(now)) {
                List<Verdict.Convicted> back = objectsBack(made, now);
                if (!back.isEmpty()) {
                    recovered.put(made, back);
                }
            }
        }
        return recovered;
    }

    private List<Verdict.Convicted> objectsBack(Made made, CatalogRecord now) {
        List<Verdict.Convicted> back = new ArrayList<>();
        for (Reference reference : made.unmark().mark().judged()) {
            if (!reference.key().value().startsWith(run.request().prefix())
                    || !(look(reference) instanceof Presence.Present there)
                    || !isAsExpected(reference, there)) {
                return List.of(); // all of them, or the record isn't whole
            }
            Look look = new Look(
                    "object " + reference.key(),
                    "present, " + there.object().size() + " bytes",
                    run.ledger().now());
            back.add(new Verdict.Convicted(
                    new Finding.Recovered(
                            reference, now.status(), now.message(), now.context(), there.object(), made.by()),
                    List.of(look)));
        }
        return back;
    }

    private Presence look(Reference reference) {
        return isExpectedMoreThanASize(reference)
                ? run.calls().describe(reference.key())
                : run.calls().stat(reference.key());
    }

    private static boolean isExpectedMoreThanASize(Reference reference) {
        return !reference.expected().checksums().isEmpty()
                || !reference.expected().metadata().isEmpty();
    }

    /** An object that is back, as a backup restored it say, isn't taken for the one that was lost unless it is. */
    private boolean isAsExpected(Reference reference, Presence.Present there) {
        StoredObject object = there.object();
        boolean size =
                reference.expectedSize().isEmpty() || reference.expectedSize().getAsLong() == object.size();
        return size && verifier.problemWith(reference, object, there.details()) == null;
    }

    /** Restores records, each after another look at it and its objects. */
    void restore(List<Finding.OfReference> findings, RecordChanges records) {
        Map<RecordId, Made> marks = marks(findings);
        Map<Made, List<Verdict.Convicted>> still = judge(List.copyOf(marks.values()));
        List<Intention> intentions = new ArrayList<>();
        still.forEach((made, back) -> intentions.add(new Intention(
                new Change.UnmarkRecord(made.unmark()),
                back.stream().flatMap(each -> each.evidence().stream()).toList())));
        marks.values().stream().filter(made -> !still.containsKey(made)).forEach(this::leaveAlone);
        records.unmark(intentions, ChangeTally.Sort.RESTORES);
    }

    private void leaveAlone(Made made) {
        String item = new Change.UnmarkRecord(made.unmark()).item();
        String detail = "the record was written since, or its objects aren't all back any more";
        run.ledger()
                .write(List.of(new JournalEntry.Done(
                        item,
                        ChangeOutcome.CONFLICT,
                        null,
                        null,
                        null,
                        detail,
                        run.ledger().now())));
        run.changes().done(ChangeTally.Sort.RESTORES, item, ChangeOutcome.CONFLICT, detail);
    }

    /** What the journals of the runs that marked them say of these records. */
    private Map<RecordId, Made> marks(List<Finding.OfReference> findings) {
        Map<RunId, ItemStates> journals = new LinkedHashMap<>();
        Map<RecordId, Made> marks = new LinkedHashMap<>();
        try {
            for (Finding.OfReference finding : findings) {
                if (finding instanceof Finding.Recovered recovered) {
                    ItemState state = journals.computeIfAbsent(
                                    recovered.markedBy(),
                                    by -> PastRun.read(run.with().journal(), by).states(run.workspace()))
                            .find("record:" + recovered.recordId());
                    Unmark unmark = state == null ? null : unmark(state);
                    if (unmark != null) {
                        marks.putIfAbsent(recovered.recordId(), new Made(recovered.markedBy(), unmark));
                    }
                }
            }
        } finally {
            journals.values().forEach(ItemStates::close);
        }
        return marks;
    }
}
