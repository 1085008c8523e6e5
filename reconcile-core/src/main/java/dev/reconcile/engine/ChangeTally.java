package dev.reconcile.engine;

import dev.reconcile.Change;
import dev.reconcile.ChangeOutcome;
import dev.reconcile.RunReport.ChangeCounts;
import dev.reconcile.RunReport.NotApplied;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What became of the changes of a run, by sort. Thread-safe. */
final class ChangeTally {

    /** The sorts of change that a report counts apart. */
    enum Sort {
        MARKS,
        RESTORES,
        PURGES,
        ORPHANS,
        UPLOADS
    }

    private static final int QUOTED = 100;

    private static final class Counts {
        long proposed;
        long attempted;
        final Map<ChangeOutcome, Long> outcomes = new EnumMap<>(ChangeOutcome.class);

        long count(ChangeOutcome outcome) {
            return outcomes.getOrDefault(outcome, 0L);
        }
    }

    private final Map<Sort, Counts> sorts = new EnumMap<>(Sort.class);
    private final List<NotApplied> notApplied = new ArrayList<>();

    /** What an earlier part of this run had attempted without being told how it ended. */
    private final Set<String> begun = new HashSet<>();

    /** Of these, what this part hasn't read back, and its sort; in the order of items. */
    private final Map<String, Sort> unread = new LinkedHashMap<>();

    ChangeTally() {
        for (Sort sort : Sort.values()) {
            sorts.put(sort, new Counts());
        }
    }

    private Counts of(Sort sort) {
        return sorts.getOrDefault(sort, new Counts());
    }

    synchronized void proposed(Sort sort, long count) {
        of(sort).proposed += count;
    }

    /** What an earlier part of this run had attempted already isn't counted twice. */
    synchronized void attempted(Sort sort, List<Intention> intentions) {
        of(sort).attempted += intentions.stream()
                .filter(each -> !begun.contains(each.change().item()))
                .count();
    }

    synchronized void done(Sort sort, String item, ChangeOutcome outcome, String detail) {
        unread.remove(item);
        of(sort).outcomes.merge(outcome, 1L, Long::sum);
        if (outcome != ChangeOutcome.APPLIED && outcome != ChangeOutcome.ALREADY && notApplied.size() < QUOTED) {
            notApplied.add(new NotApplied(item, outcome, detail));
        }
    }

    /** Counts what an earlier part of this run had attempted, and what is known of its end. */
    synchronized void takeUp(ItemState state, RunKind kind) {
        if (state.intended() == null) {
            return; // counted when this part comes to it
        }
        JournalEntry.Done done = state.done();
        Sort sort = sort(state.change(), kind);
        of(sort).attempted++;
        if (done != null && state.isFinal()) {
            done(sort, done.item(), done.outcome(), done.detail());
        } else {
            begun.add(state.item());
            unread.put(state.item(), sort);
        }
    }

    /** It has been looked at, whatever came of it. */
    synchronized void readBack(String item) {
        unread.remove(item);
    }

    /** Whether an earlier part of this run had attempted it without being told how it ended. */
    synchronized boolean isBegun(String item) {
        return begun.contains(item);
    }

    synchronized boolean isUnread(String item) {
        return unread.containsKey(item);
    }

    synchronized boolean leavesUnread() {
        return !unread.isEmpty();
    }

    /** Counts what an earlier part of this run had begun, where this part ended before it could read it back. */
    synchronized void leaveOpen() {
        String detail = "an earlier part of the run had begun it; resume the run to read it back";
        new LinkedHashMap<>(unread).forEach((item, sort) -> done(sort, item, ChangeOutcome.UNKNOWN, detail));
    }

    static Sort sort(Change change, RunKind kind) {
        if (change instanceof Change.MarkRecord) {
            return kind == RunKind.UNDO ? Sort.RESTORES : Sort.MARKS;
        }
        if (change instanceof Change.UnmarkRecord) {
            return kind == RunKind.UNDO ? Sort.MARKS : Sort.RESTORES;
        }
        if (change instanceof Change.PurgeRecord) {
            return Sort.PURGES;
        }
        return change instanceof Change.Abort ? Sort.UPLOADS : Sort.ORPHANS;
    }

    synchronized ChangeCounts counts(Sort sort) {
        Counts counts = of(sort);
        return new ChangeCounts(
                counts.proposed,
                counts.attempted,
                counts.count(ChangeOutcome.APPLIED),
                counts.count(ChangeOutcome.ALREADY),
                counts.count(ChangeOutcome.CONFLICT),
                counts.count(ChangeOutcome.GONE),
                counts.count(ChangeOutcome.SKIPPED),
                counts.count(ChangeOutcome.FAILED),
                counts.count(ChangeOutcome.UNKNOWN),
                counts.count(ChangeOutcome.UNCERTAIN));
    }

    synchronized List<NotApplied> notApplied() {
        return List.copyOf(notApplied);
    }

    /** Whether something was proposed that nobody can say the end of. */
    synchronized boolean leavesOpen() {
        return sorts.values().stream()
                .anyMatch(counts -> counts.count(ChangeOutcome.FAILED) > 0
                        || counts.count(ChangeOutcome.UNKNOWN) > 0
                        || counts.count(ChangeOutcome.UNCERTAIN) > 0);
    }
}
