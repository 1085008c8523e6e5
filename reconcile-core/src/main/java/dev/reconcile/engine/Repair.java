package dev.reconcile.engine;

import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.Finding;
import dev.reconcile.FindingKind;
import dev.reconcile.OrphanPolicy;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RecoveryPolicy;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunKind;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The last stage: makes the changes that the plan proposes. The scan may have been hours ago, so every finding is looked at again
 * right before (H74); what isn't so any more is left alone and counted. What an earlier part of a resumed run did isn't done again.
 */
final class Repair {

    private static final int RECORDS_AT_ONCE = 100;
    private static final int OBJECTS_AT_ONCE = 20;

    private final Working run;
    private final Confirm confirm;
    private final RecordChanges records;
    private final ProgressMeter progress;
    private final Tally updated;
    private final @Nullable ItemStates before;
    private @Nullable ObjectWork objectWork;

    /** Whether the plan's changes of objects are left alone, for a reason that was told. */
    private boolean objectsAreLeft;

    /**
     * @param updated gets, by role, how many records were marked because of it
     * @param before what an earlier part of this run did; null if there was none
     */
    Repair(Working run, Confirm confirm, ProgressMeter progress, Tally updated, @Nullable ItemStates before) {
        this.run = run;
        this.confirm = confirm;
        this.records = run.recordChanges();
        this.progress = progress;
        this.updated = updated;
        this.before = before;
    }

    /** What the plan proposes to change. */
    static void propose(Findings plan, ReconcileRequest request, ChangeTally changes) {
        changes.proposed(ChangeTally.Sort.MARKS, plan.marks());
        if (request.recoveryPolicy() == RecoveryPolicy.RESTORE_STATUS) {
            changes.proposed(ChangeTally.Sort.RESTORES, plan.recovered());
        }
        if (request.purges()) {
            changes.proposed(ChangeTally.Sort.PURGES, plan.expired());
        }
        if (request.orphanPolicy() != OrphanPolicy.REPORT) {
            changes.proposed(ChangeTally.Sort.ORPHANS, plan.orphans());
        }
        if (request.abortsUploads()) {
            changes.proposed(ChangeTally.Sort.UPLOADS, plan.uploads());
        }
    }

    static boolean proposesAny(Findings plan, ReconcileRequest request) {
        return plan.marks() > 0
                || (request.recoveryPolicy() == RecoveryPolicy.RESTORE_STATUS && plan.recovered() > 0)
                || (request.purges() && plan.expired() > 0)
                || changesObjects(plan, request);
    }

    private static boolean changesObjects(Findings plan, ReconcileRequest request) {
        return (request.orphanPolicy() != OrphanPolicy.REPORT && plan.orphans() > 0)
                || (request.abortsUploads() && plan.uploads() > 0);
    }

    /**
     * @param rules which orphans may be changed
     * @param sightings when orphans were first seen
     * @param lookFromScratch whether the findings are too old for their first look to count
     */
    void carryOut(Findings plan, OrphanRules rules, Sightings sightings, boolean lookFromScratch) {
        ReconcileRequest request = run.request();
        MarkStage marks = new MarkStage(run, confirm, records, progress, updated, lookFromScratch);
        try (CloseableIterator<Finding.OfReference> findings = plan.ofReferences(Repair::isToBeMarked)) {
            run.parallel()
                    .forEach(
                            new Batches<>(
                                    outstanding(findings, of -> "record:" + of.recordId(), ChangeTally.Sort.MARKS),
                                    Finding.OfReference::recordId,
                                    Math.min(request.batchSize(), RECORDS_AT_ONCE)),
                            marks::batch);
        }
        if (request.recoveryPolicy() == RecoveryPolicy.RESTORE_STATUS && plan.recovered() > 0) {
            restore(plan);
        }
        if (request.purges() && plan.expired() > 0) {
            purge(plan);
        }
        if (changesObjects(plan, request)) {
            changeObjects(plan, rules, sightings);
        }
    }

    /**
     * Where a range is walked again, what an earlier part had changed in it looks in order, and nothing found speaks of it any more: it is
     * read back all the same (H84).
     */
    void settleRest() {
        if (before == null || !run.changes().leavesUnread()) {
            return;
        }
        before.forEach(state -> {
            if (!run.changes().isUnread(state.item())) {
                return;
            }
            Change begun = state.change();
            ChangeTally.Sort sort = ChangeTally.sort(begun, RunKind.RECONCILE);
            boolean ofObject = sort == ChangeTally.Sort.ORPHANS || sort == ChangeTally.Sort.UPLOADS;
            if (ofObject && objectsAreLeft) {
                return;
            }
            run.changes().proposed(sort, 1);
            if (!isSettled(begun, sort, ofObject ? objectWork().changes() : null)) {
                JournalEntry.Done done = run.ledger()
                        .done(
                                begun,
                                ChangeOutcome.CONFLICT,
                                "an earlier part of the run had begun it, and it isn't so any more");
                run.ledger().write(List.of(done));
                run.changes().done(sort, done.item(), done.outcome(), done.detail());
            }
        });
    }

    /** What changes objects, made when first needed, as the store is tried out for it. */
    private record ObjectWork(StoreAbilities abilities, Removal removal, ObjectChanges changes) {}

    private ObjectWork objectWork() {
        ObjectWork there = objectWork;
        if (there == null) {
            String unique = run.ledger().run() + "-"
                    + Long.toHexString(run.with().random().nextLong());
            StoreAbilities abilities = run.request().orphanPolicy() == OrphanPolicy.REPORT
                    ? StoreAbilities.UNTRIED
                    : run.calls().abilities(run.with().quarantine(), unique);
            Removal removal =
                    new Removal(run.calls(), confirm, abilities, run.request().isUnsafeWithoutPreconditions());
            there = new ObjectWork(
                    abilities,
                    removal,
                    new ObjectChanges(
                            run.calls(),
                            run.ledger(),
                            run.changes(),
                            confirm,
                            removal,
                            run.with().adopter()));
            objectWork = there;
        }
        return there;
    }

    private static boolean isToBeMarked(Finding finding) {
        return finding.kind() == FindingKind.MISSING || finding.kind() == FindingKind.MISMATCH;
    }

    private void purge(Findings plan) {
        if (!run.with().catalog().canPurge()) {
            run.problems()
                    .add("This catalog removes no records (MetadataCatalog.canPurge), so none was purged;"
                            + " a JdbcCatalog does if its builder says purgeable()");
            return;
        }
        Expiry expiry = new Expiry(run, confirm);
        try (CloseableIterator<Finding.OfReference> findings =
                plan.ofReferences(finding -> finding.kind() == FindingKind.EXPIRED)) {
            new Batches<>(
                            outstanding(findings, of -> "record:" + of.recordId(), ChangeTally.Sort.PURGES),
                            Finding.OfReference::recordId,
                            RECORDS_AT_ONCE)
                    .forEachRemaining(batch -> expiry.purge(batch, records));
        }
    }

    private void restore(Findings plan) {
        Recovery recovery = new Recovery(run, confirm);
        try (CloseableIterator<Finding.OfReference> findings =
                plan.ofReferences(finding -> finding.kind() == FindingKind.RECOVERED)) {
            new Batches<>(
                            outstanding(findings, of -> "record:" + of.recordId(), ChangeTally.Sort.RESTORES),
                            Finding.OfReference::recordId,
                            RECORDS_AT_ONCE)
                    .forEachRemaining(batch -> recovery.restore(batch, records));
        }
    }

    private void changeObjects(Findings plan, OrphanRules rules, Sightings sightings) {
        objectsAreLeft = true;
        if (!run.calls().canChangeObjects()) {
            run.problems().add("This store can only be read (it is no WritableObjectStore): no object was changed");
            return;
        }
        ObjectChanges objects = objectWork().changes();
        OrphanStage stage = new OrphanStage(run, confirm, objects, objectWork().removal(), rules, sightings);
        boolean changesOrphans = run.request().orphanPolicy() != OrphanPolicy.REPORT;
        objectsAreLeft = changesOrphans && !stage.isPossible(objectWork().abilities());
        if (changesOrphans && !objectsAreLeft) {
            try (CloseableIterator<Finding.Orphan> orphans = plan.only(Finding.Orphan.class, any -> true)) {
                new Batches<>(
                                outstanding(
                                        orphans,
                                        each -> "object:" + each.key().value(),
                                        ChangeTally.Sort.ORPHANS,
                                        objects),
                                Finding.Orphan::key,
                                OBJECTS_AT_ONCE)
                        .forEachRemaining(batch -> {
                            run.stop().check();
                            stage.orphans(batch);
                            progress.advance(batch.size());
                        });
            }
        }
        if (run.request().abortsUploads()) {
            try (CloseableIterator<Finding.Unfinished> uploads = plan.only(Finding.Unfinished.class, any -> true)) {
                outstanding(uploads, each -> new Change.Abort(each.upload()).item(), ChangeTally.Sort.UPLOADS, objects)
                        .forEachRemaining(each -> {
                            run.stop().check();
                            stage.upload(each);
                            progress.advance(1);
                        });
            }
        }
    }

    private <F> Iterator<F> outstanding(Iterator<F> findings, Function<F, String> item, ChangeTally.Sort sort) {
        return outstanding(findings, item, sort, null);
    }

    /** What an earlier part of this run hasn't settled; settles by looking what it had only begun (H84). */
    private <F> Iterator<F> outstanding(
            Iterator<F> findings, Function<F, String> item, ChangeTally.Sort sort, @Nullable ObjectChanges objects) {
        if (before == null || before.isEmpty()) {
            return findings;
        }
        ItemStates.Lookup states = before.lookup();
        return new Iterator<>() {
            private String last = "";
            private boolean lastSettled;
            private @Nullable F following = read();

            private @Nullable F read() {
                while (findings.hasNext()) {
                    F finding = findings.next();
                    String name = item.apply(finding);
                    if (!name.equals(last)) { // several findings of one record
                        last = name;
                        lastSettled = isSettled(states.of(name), sort, objects);
                    }
                    if (!lastSettled) {
                        return finding;
                    }
                }
                states.close();
                return null;
            }

            @Override
            public boolean hasNext() {
                return following != null;
            }

            @Override
            public F next() {
                F current = following;
                if (current == null) {
                    throw new NoSuchElementException();
                }
                following = read();
                return current;
            }
        };
    }

    private boolean isSettled(@Nullable ItemState state, ChangeTally.Sort sort, @Nullable ObjectChanges objects) {
        if (state == null) {
            return false;
        }
        JournalEntry.Done done = state.done();
        if (state.isFinal() && done != null) {
            if (state.intended() == null) { // those with an intent are counted already
                run.changes().done(sort, done.item(), done.outcome(), done.detail());
            }
            return true;
        }
        if (state.intended() == null) {
            return false;
        }
        return isSettled(state.change(), sort, objects);
    }

    /** Whatever was begun and isn't known to have failed is read back first: judged anew, our own change would look like another's. */
    private boolean isSettled(Change begun, ChangeTally.Sort sort, @Nullable ObjectChanges objects) {
        Settlement settlement = objects == null ? records.settle(begun, sort) : objects.settle(begun, sort);
        if (settlement == Settlement.SETTLED && begun instanceof Change.MarkRecord marked) {
            synchronized (updated) {
                MarkStage.countUpdated(marked.mark(), updated);
            }
        }
        if (settlement == Settlement.UNKNOWN) {
            String detail = "an earlier part of the run had begun it, and nothing says yet what became of it";
            run.problems().add("Changes that had been begun couldn't be read back; resume the run to settle them");
            run.changes().done(sort, begun.item(), ChangeOutcome.UNKNOWN, detail);
        }
        return settlement != Settlement.OPEN;
    }
}
