package dev.reconcile.engine;

import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.Look;
import dev.reconcile.Progress.Stage;
import dev.reconcile.ReconcileException;
import dev.reconcile.RunReport;
import dev.reconcile.catalog.CatalogException;
import dev.reconcile.catalog.CatalogRecord;
import dev.reconcile.catalog.Mark;
import dev.reconcile.catalog.RecordId;
import dev.reconcile.catalog.Unmark;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunKind;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One run that takes back what another changed, wherever nobody has written since (H86). What it can't take back, it lists. Undoing
 * again, or resuming an undo, finds done what is done.
 */
final class UndoRun {

    private static final int RECORDS_AT_ONCE = 100;

    private final Working run;
    private final PastRun undone;
    private final Set<String> only;
    private final @Nullable ItemStates before;
    private final boolean dryRun;
    private final ChangeReport report;
    private final RecordChanges records;
    private final List<ItemState> marks = new ArrayList<>();
    private final List<ItemState> restores = new ArrayList<>();
    private @Nullable ObjectChanges objects;
    private @Nullable Removal removal;
    private @Nullable Boolean isTheBucket;

    /**
     * @param only what alone is taken back; empty for all
     * @param before what an earlier part of this undo did; null if there was none
     */
    UndoRun(Working run, PastRun undone, Set<String> only, @Nullable ItemStates before) {
        this.run = run;
        this.undone = undone;
        this.only = only;
        this.before = before;
        this.dryRun = !run.request().isApplying();
        this.report = new ChangeReport(run, RunKind.UNDO, undone.id(), null);
        report.dryRun = dryRun;
        this.records = run.recordChanges();
    }

    Supplier<RunReport> carryOut(Instant start) {
        ProgressMeter undoing =
                new ProgressMeter(run.announcer(), run.with().clock(), Stage.APPLY, OptionalLong.empty());
        try (ItemStates states = undone.states(run.workspace());
                CloseableIterator<ItemState> all = states.all()) {
            while (all.hasNext()) {
                run.stop().check();
                undo(all.next());
                undoing.advance(1);
            }
            unmark();
            markAgain();
        } catch (StopSignal.Stopped stopped) {
            run.problems().add(stopped.inWords());
        } catch (ReconcileException failed) {
            run.problems().add(failed);
        } finally {
            undoing.tell();
            report.timings.put(Stage.APPLY, undoing.elapsed());
        }
        return () -> report.toReport(start);
    }

    private void undo(ItemState state) {
        boolean isMeant = only.isEmpty() || only.contains(state.item());
        if (!isMeant || isDoneBefore(state) || isSettled(state) || !state.mayBeApplied()) {
            return;
        }
        Change change = state.change();
        if (change instanceof Change.MarkRecord) {
            marks.add(state);
            if (marks.size() == RECORDS_AT_ONCE) {
                unmark();
            }
        } else if (change instanceof Change.UnmarkRecord) {
            restores.add(state);
            if (restores.size() == RECORDS_AT_ONCE) {
                markAgain();
            }
        } else if (change instanceof Change.PurgeRecord) {
            if (isKnownApplied(state)) {
                leaveAlone(
                        ChangeTally.Sort.PURGES,
                        state.item(),
                        ChangeOutcome.SKIPPED,
                        "a purged record isn't brought back; run " + undone.id() + " says what it referred to");
            }
        } else {
            undoObject(state, change);
        }
    }

    /** What an earlier part of this undo has settled is counted already, but for what it left alone. */
    private boolean isDoneBefore(ItemState state) {
        ItemState earlier = before == null ? null : before.find(state.item());
        JournalEntry.Done done = earlier == null ? null : earlier.done();
        if (earlier == null || done == null || !earlier.isFinal()) {
            return false;
        }
        ChangeTally.Sort sort = sort(state);
        run.changes().proposed(sort, 1);
        if (earlier.intended() == null) {
            run.changes().done(sort, done.item(), done.outcome(), done.detail());
        }
        return true;
    }

    /** What an earlier part of this undo had begun is read back first (H84). */
    private boolean isSettled(ItemState state) {
        String item = state.item();
        ItemState earlier = before == null ? null : before.find(item);
        if (earlier == null || earlier.intended() == null) {
            return false;
        }
        ChangeTally.Sort sort = sort(state);
        Change begun = earlier.change();
        boolean ofRecord = begun instanceof Change.UnmarkRecord || begun instanceof Change.MarkRecord;
        Settlement settlement =
                ofRecord ? records.settle(begun, sort) : objectChanges().settle(begun, sort);
        if (settlement == Settlement.UNKNOWN) {
            run.changes()
                    .done(
                            sort,
                            item,
                            ChangeOutcome.UNKNOWN,
                            "it had been begun, and nothing says yet what became of it");
        }
        if (settlement != Settlement.OPEN) {
            run.changes().proposed(sort, 1);
        }
        return settlement != Settlement.OPEN;
    }

    private void unmark() {
        List<ItemState> batch = List.copyOf(marks);
        marks.clear();
        Map<RecordId, CatalogRecord> now = lookUp(batch, state -> ((Change.MarkRecord) state.change()).mark());
        if (now == null) {
            return;
        }
        List<Intention> intentions = new ArrayList<>();
        for (ItemState state : batch) {
            Unmark unmark = PastMarks.unmark(state);
            CatalogRecord record = unmark == null ? null : now.get(unmark.recordId());
            if (unmark == null || (!isKnownApplied(state) && (record == null || !unmark.stillHolds(record)))) {
                if (run.changes().isBegun(state.item())) {
                    leaveAlone(state.item(), ChangeOutcome.CONFLICT, "the record was changed since");
                }
                continue; // else it never came to it
            }
            if (record != null && unmark.isDone(record)) { // not intended: after a crash it would look like our doing
                leaveAlone(state.item(), ChangeOutcome.ALREADY, "it was so already");
                continue;
            }
            if (!isKnownApplied(state) && record != null) { // ours as it stands now, and only so
                unmark = new Unmark(unmark.mark(), record.message(), record.lastChanged());
            }
            if (dryRun && !wouldBeApplied(state.item(), record, unmark::stillHolds)) {
                continue;
            }
            run.changes().proposed(ChangeTally.Sort.MARKS, 1);
            intentions.add(new Intention(new Change.UnmarkRecord(unmark), evidence(record)));
        }
        if (!dryRun) {
            records.unmark(intentions, ChangeTally.Sort.MARKS);
        }
    }

    /** What the catalog will say when it compares; what wouldn't be applied is noted. */
    private boolean wouldBeApplied(String item, @Nullable CatalogRecord record, Predicate<CatalogRecord> stillHolds) {
        if (record == null) {
            leaveAlone(item, ChangeOutcome.GONE, "the record isn't there any more");
        } else if (!stillHolds.test(record)) {
            leaveAlone(item, ChangeOutcome.CONFLICT, "the record was changed since");
        }
        return record != null && stillHolds.test(record);
    }

    private List<Look> evidence(@Nullable CatalogRecord record) {
        if (record == null) {
            return List.of();
        }
        String status = record.status() == null ? "none" : ObjectKey.escape(record.status());
        return List.of(new Look(
                "record " + ObjectKey.escape(record.id().value()),
                "status " + status,
                run.ledger().now()));
    }

    private static boolean isKnownApplied(ItemState state) {
        JournalEntry.Done done = state.done();
        return done != null && done.outcome() == ChangeOutcome.APPLIED;
    }

    /** Takes back that a record was given its prior status, as its objects had come back. */
    private void markAgain() {
        List<ItemState> batch = List.copyOf(restores);
        restores.clear();
        Map<RecordId, CatalogRecord> now = dryRun ? lookUp(batch, UndoRun::restored) : Map.of();
        List<Intention> intentions = new ArrayList<>();
        for (ItemState state : batch) {
            if (isKnownApplied(state) && now != null) {
                Mark mark = restored(state).ifLastChanged(restoredAt(state)); // H86
                if (dryRun && !wouldBeApplied(state.item(), now.get(mark.recordId()), mark::stillHolds)) {
                    continue;
                }
                run.changes().proposed(ChangeTally.Sort.RESTORES, 1);
                intentions.add(new Intention(new Change.MarkRecord(mark), List.of()));
            }
        }
        if (!dryRun) {
            records.mark(intentions, ChangeTally.Sort.RESTORES);
        }
    }

    private static @Nullable Instant restoredAt(ItemState state) {
        JournalEntry.Done done = state.done();
        return done == null ? null : done.changedAt();
    }

    private static Mark restored(ItemState state) {
        return ((Change.UnmarkRecord) state.change()).unmark().mark();
    }

    private interface OfState {
        Mark mark(ItemState state);
    }

    private @Nullable Map<RecordId, CatalogRecord> lookUp(List<ItemState> batch, OfState of) {
        Set<RecordId> ids = new LinkedHashSet<>();
        batch.forEach(state -> ids.add(of.mark(state).recordId()));
        try {
            return ids.isEmpty() ? Map.of() : run.calls().lookUp(ids);
        } catch (CatalogException unanswered) {
            run.problems().add(unanswered);
            ids.forEach(id -> leaveAlone("record:" + id, ChangeOutcome.UNKNOWN, "the catalog gave no answer"));
            return null;
        }
    }

    private void leaveAlone(String item, ChangeOutcome outcome, String detail) {
        leaveAlone(sort(item), item, outcome, detail);
    }

    private void leaveAlone(ChangeTally.Sort sort, String item, ChangeOutcome outcome, String detail) {
        run.ledger()
                .write(List.of(new JournalEntry.Done(
                        item, outcome, null, null, null, detail, run.ledger().now())));
        run.changes().proposed(sort, 1);
        run.changes().done(sort, item, outcome, detail);
    }

    private static ChangeTally.Sort sort(ItemState state) {
        if (state.change() instanceof Change.PurgeRecord) {
            return ChangeTally.Sort.PURGES;
        }
        return state.change() instanceof Change.UnmarkRecord ? ChangeTally.Sort.RESTORES : sort(state.item());
    }

    private static ChangeTally.Sort sort(String item) {
        if (item.startsWith("record:")) {
            return ChangeTally.Sort.MARKS;
        }
        return item.startsWith("upload:") ? ChangeTally.Sort.UPLOADS : ChangeTally.Sort.ORPHANS;
    }

    private void undoObject(ItemState state, Change change) {
        if (!isTheBucket()) {
            leaveAlone(
                    change.item(), ChangeOutcome.UNKNOWN, "nothing proves that this is the bucket it was changed in");
            return;
        }
        if (change instanceof Change.Quarantine quarantine) {
            restore(state, quarantine);
        } else if (change instanceof Change.Tag tag) {
            untag(tag);
        } else if (change instanceof Change.Delete delete) {
            restoreVersion(state, delete);
        } else if (isKnownApplied(state)) {
            String why = change instanceof Change.Adopt
                    ? "the record was made by the host; take it back there"
                    : "an aborted upload can't be brought back";
            leaveAlone(change.item(), ChangeOutcome.SKIPPED, why);
        }
    }

    private void restore(ItemState state, Change.Quarantine quarantine) {
        Presence copy = run.calls().stat(quarantine.target());
        Presence original = run.calls().stat(quarantine.object().key());
        if (copy instanceof Presence.Unknown unknown) {
            leaveAlone(quarantine.item(), ChangeOutcome.UNKNOWN, unanswered(unknown));
        } else if (original instanceof Presence.Unknown unknown) {
            leaveAlone(quarantine.item(), ChangeOutcome.UNKNOWN, unanswered(unknown));
        } else if (original instanceof Presence.Present there) {
            boolean isBack = Moves.isCopy(quarantine.object(), there.object());
            if (isBack && !isKnownApplied(state) && !isBegun(quarantine.item())) {
                return; // it never came to it
            }
            if (!isBack) {
                leaveAlone(
                        quarantine.item(),
                        ChangeOutcome.CONFLICT,
                        "another object was written in its place; the quarantined one is at " + quarantine.target());
            } else if (copy instanceof Presence.Present ours && isBegun(quarantine.item())) {
                restore(quarantine, ours.object()); // killed between copy and removal
            } else if (copy instanceof Presence.Present) {
                leaveAlone(
                        quarantine.item(),
                        ChangeOutcome.ALREADY,
                        "it is in its place; a copy is at " + quarantine.target());
            } else {
                leaveAlone(quarantine.item(), ChangeOutcome.ALREADY, "it is in its place");
            }
        } else if (copy instanceof Presence.Present there) {
            restore(quarantine, there.object());
        } else {
            leaveAlone(quarantine.item(), ChangeOutcome.GONE, "its copy is no longer in the quarantine");
        }
    }

    private static String unanswered(Presence.Unknown unknown) {
        return "the look before the change gave no answer: " + unknown.detail();
    }

    /** Whether an earlier part of this undo was at it. */
    private boolean isBegun(String item) {
        ItemState earlier = before == null ? null : before.find(item);
        return earlier != null && earlier.isOpen();
    }

    private void restore(Change.Quarantine quarantine, StoredObject copy) {
        if (dryRun) {
            run.changes().proposed(ChangeTally.Sort.ORPHANS, 1);
            return;
        }
        ObjectChanges changes = objectChanges();
        String problem = removal == null ? null : removal.problemOfRestoring();
        if (problem != null) {
            run.problems().add(problem);
            leaveAlone(quarantine.item(), ChangeOutcome.SKIPPED, "restoring isn't safe on this store");
            return;
        }
        run.changes().proposed(ChangeTally.Sort.ORPHANS, 1);
        Look look = new Look(
                "objects " + quarantine.target() + " and " + quarantine.object().key(),
                "present, absent",
                run.ledger().now());
        changes.carryOut(
                List.of(new Intention(new Change.Restore(copy, quarantine.object()), List.of(look))),
                ChangeTally.Sort.ORPHANS);
    }

    private void untag(Change.Tag tag) {
        Map<String, String> now = run.calls().tags(tag.object().key()).known().orElse(null);
        if (now == null) {
            leaveAlone(tag.item(), ChangeOutcome.UNKNOWN, "its tags aren't known");
        } else if (now.equals(tag.before())) {
            leaveAlone(tag.item(), ChangeOutcome.ALREADY, "it has the tags it had");
        } else if (!now.equals(tag.after()) || !isSame(tag.object())) {
            leaveAlone(tag.item(), ChangeOutcome.CONFLICT, "the object or its tags were written since");
        } else {
            run.changes().proposed(ChangeTally.Sort.ORPHANS, 1);
            if (dryRun) {
                return;
            }
            objectChanges()
                    .carryOut(
                            List.of(new Intention(new Change.Tag(tag.object(), tag.after(), tag.before()), List.of())),
                            ChangeTally.Sort.ORPHANS);
        }
    }

    private boolean isSame(StoredObject object) {
        return run.calls().stat(object.key()) instanceof Presence.Present there
                && there.object().isSameStateAs(object);
    }

    private void restoreVersion(ItemState state, Change.Delete delete) {
        JournalEntry.Done done = state.done();
        if (isSame(delete.object())) {
            if (isKnownApplied(state)) {
                leaveAlone(delete.item(), ChangeOutcome.ALREADY, "it is in its place");
            }
        } else if (done != null && done.version() != null) {
            run.changes().proposed(ChangeTally.Sort.ORPHANS, 1);
            if (dryRun) {
                return;
            }
            objectChanges()
                    .carryOut(
                            List.of(new Intention(
                                    new Change.RestoreVersion(delete.object(), done.version()), List.of())),
                            ChangeTally.Sort.ORPHANS);
        } else {
            leaveAlone(
                    delete.item(),
                    ChangeOutcome.SKIPPED,
                    "it was deleted for good, or its delete marker isn't known; see the versions of the bucket, if it keeps any");
        }
    }

    /** H72: what was there when the undone run began, or some of it, is still there. */
    private boolean isTheBucket() {
        if (isTheBucket == null) {
            Witness witness = new Witness(run.calls(), "");
            witness.recall(undone.witnesses());
            isTheBucket = undone.witnesses().isEmpty() || witness.testimony() != null;
            if (!isTheBucket) {
                run.problems()
                        .add("No object that was there when run " + undone.id()
                                + " began is there as it was: this may be another bucket, so no object is touched"
                                + witness.whyNot());
            }
        }
        return isTheBucket;
    }

    private ObjectChanges objectChanges() {
        if (objects == null) {
            Witness witness = new Witness(run.calls(), "");
            witness.recall(undone.witnesses());
            witness.begin();
            Confirm confirm = new Confirm(
                    run.calls(),
                    Grace.of(run.request(), run.ledger().now(), Clocks.read(run.calls(), run.with())),
                    witness,
                    run.problems(),
                    run.with().clock());
            String unique = run.ledger().run() + "-"
                    + Long.toHexString(run.with().random().nextLong());
            Removal how = new Removal(
                    run.calls(),
                    confirm,
                    run.calls().abilities(run.with().quarantine(), unique),
                    run.request().isUnsafeWithoutPreconditions());
            removal = how;
            objects = new ObjectChanges(
                    run.calls(),
                    run.ledger(),
                    run.changes(),
                    confirm,
                    how,
                    run.with().adopter());
        }
        return objects;
    }
}
