package dev.reconcile.engine;

import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.Look;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunKind;
import dev.reconcile.store.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A run that changed things, as its journal tells, and the undo of it. */
final class Undone {

    /** The run that is taken back. */
    static final RunId ID = PastRuns.id(2);

    /** When it changed what it changed. */
    static final Instant THEN = Surroundings.NOW.minusSeconds(600);

    final Surroundings at = new Surroundings();
    private final List<JournalEntry> changed = new ArrayList<>();
    private final List<JournalEntry> earlier = new ArrayList<>();
    private ReconcileRequest request = ReconcileRequest.applying();

    Undone with(ReconcileRequest other) {
        request = other;
        return this;
    }

    /** These objects were there when the undone run began. */
    void witnesses(StoredObject... there) {
        changed.add(PastRuns.walked(0, true, there));
    }

    private static JournalEntry intended(Change change) {
        return new JournalEntry.Intended(change, List.of(), 1, THEN);
    }

    static JournalEntry done(String item, ChangeOutcome outcome, String detail) {
        return new JournalEntry.Done(item, outcome, null, null, null, detail, THEN);
    }

    /** The undone run began this change, and nobody knows what became of it. */
    void begun(Change change) {
        changed.add(intended(change));
    }

    void did(Change change, ChangeOutcome outcome) {
        did(change, done(change.item(), outcome, ""));
    }

    void did(Change change, JournalEntry done) {
        begun(change);
        changed.add(done);
    }

    /** An earlier part of the undo began this change. */
    void undoBegan(Change change) {
        earlier.add(intended(change));
    }

    void undoDid(Change change, ChangeOutcome outcome) {
        undoBegan(change);
        earlier.add(done(change.item(), outcome, "before"));
    }

    void undoLeftAlone(String item, ChangeOutcome outcome) {
        earlier.add(done(item, outcome, "before"));
    }

    RunReport undo() {
        at.trace.clear();
        return undo(earlier.isEmpty() ? null : past(PastRuns.id(3), RunKind.UNDO, earlier));
    }

    private RunReport undo(@Nullable PastRun before) {
        PastRun undone = past(ID, RunKind.RECONCILE, changed);
        Working run = at.working(request);
        if (before == null) {
            return new UndoRun(run, undone, Set.of(), null)
                    .carryOut(Surroundings.NOW.minusSeconds(5))
                    .get();
        }
        try (ItemStates states = before.states(Surroundings.WORKSPACE)) { // as the engine does
            states.forEach(state -> at.tally.takeUp(state, RunKind.UNDO));
            Supplier<RunReport> report =
                    new UndoRun(run, undone, Set.of(), states).carryOut(Surroundings.NOW.minusSeconds(5));
            at.tally.leaveOpen();
            return report.get();
        }
    }

    private PastRun past(RunId run, RunKind kind, List<JournalEntry> entries) {
        PastRuns past = new PastRuns();
        List<JournalEntry> all = new ArrayList<>();
        all.add(PastRuns.begun(run, kind, PastRuns.BINDING, request));
        all.addAll(entries);
        past.write(run, all.toArray(JournalEntry[]::new));
        return PastRun.read(past.journal, run);
    }

    /** What became of items, in words. */
    List<String> told() {
        return at.dones().stream()
                .map(done -> (done.item() + " " + done.outcome() + " " + done.detail()).strip())
                .toList();
    }

    /** What was begun, and the looks behind it. */
    List<JournalEntry.Intended> intended() {
        return at.entries().stream()
                .filter(JournalEntry.Intended.class::isInstance)
                .map(JournalEntry.Intended.class::cast)
                .toList();
    }

    /** How the evidence of the only intent reads. */
    List<Look> evidence() {
        return intended().get(0).evidence();
    }
}
