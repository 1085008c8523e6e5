package dev.reconcile.engine;

import dev.reconcile.Integrity;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.RunId;
import dev.reconcile.Verification;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.journal.RunKind;
import dev.reconcile.store.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Stage three, on request: verifies the references beyond the sizes that the walk has seen, in the order of their keys, from where the
 * last run of its kind came to, and round again, as far as the budget goes. Each stride ends with a checkpoint.
 */
final class VerifyStage {

    /** Looks of one worker at once; of contents, one. */
    private static final int LOOKS = 50;

    private static final int STRIDES_PER_WORKER = 4;

    /** Ranges of keys have numbers from 0 up, what is looked at beside them has -1. */
    static final int FIRST_STRIDE = -2;

    private final Working run;
    private final Verifier verifier;
    private final Tally tally;
    private final ProgressMeter progress;
    private final BiConsumer<List<Verdict.Convicted>, Integer> keep;
    private final int together;
    private final Instant began;
    private int stride;
    private long left;

    /** @param keep takes what was proven, and the number of the stride */
    VerifyStage(
            Working run,
            Verifier verifier,
            Tally tally,
            ProgressMeter progress,
            BiConsumer<List<Verdict.Convicted>, Integer> keep) {
        this.run = run;
        this.verifier = verifier;
        this.tally = tally;
        this.progress = progress;
        this.keep = keep;
        this.together = run.request().checks(Integrity.CONTENT) ? 1 : LOOKS;
        this.began = run.with().clock().instant();
    }

    /** @param past what the journal says, if the run is resumed */
    void carryOut(Snapshot references, @Nullable PastRun past) {
        JournalEntry.Verified last = past == null ? null : past.verified();
        ObjectKey from = last != null ? last.from() : verifiedUpTo();
        ObjectKey reached = last != null ? last.upTo() : from;
        stride = past == null ? FIRST_STRIDE : Math.min(FIRST_STRIDE, past.lowestRange() - 1);
        left = (long) Math.ceil(run.request().verification().share() * references.size());
        if (past != null) {
            left -= past.verifiedReferences();
        }
        for (KeyRange range : round(from, reached)) {
            try (CloseableIterator<Entry> all = references.in(range)) {
                Iterator<List<Entry>> keys = new Batches<>(judged(all), Entry::key, 1);
                while (!isOver() && keys.hasNext()) {
                    verify(stride(keys), from);
                }
            }
        }
    }

    /** Where the last run that was asked to verify the same came to; null if there was none. */
    private @Nullable ObjectKey verifiedUpTo() {
        RunJournal journal = run.with().journal();
        List<RunId> runs = journal.runs();
        for (int i = runs.size() - 1; i >= 0; i--) {
            RunId earlier = runs.get(i);
            boolean alike = !earlier.equals(run.ledger().run())
                    && journal.header(earlier).filter(this::verifiesAlike).isPresent();
            JournalEntry.Verified last = alike ? PastRun.read(journal, earlier).verified() : null;
            if (last != null) {
                return last.upTo();
            }
        }
        return null;
    }

    private boolean verifiesAlike(JournalEntry.Begun begun) {
        ReconcileRequest then = begun.request();
        return begun.kind() == RunKind.RECONCILE
                && begun.binding().equals(run.with().binding())
                && then.integrity().equals(run.request().integrity())
                && then.coversTheSameAs(run.request())
                && then.filter().equals(run.request().filter());
    }

    private List<Entry> stride(Iterator<List<Entry>> keys) {
        long most = Math.min(
                left, (long) together * STRIDES_PER_WORKER * run.request().concurrency());
        List<Entry> stride = new ArrayList<>();
        while (stride.size() < most && keys.hasNext()) {
            stride.addAll(keys.next());
        }
        return stride;
    }

    /** From where it came to, to the end; and from the beginning to where it began. */
    private static List<KeyRange> round(@Nullable ObjectKey from, @Nullable ObjectKey reached) {
        if (from == null || reached == null) {
            return List.of(new KeyRange(0, reached, null));
        }
        return reached.compareTo(from) >= 0
                ? List.of(new KeyRange(0, reached, null), new KeyRange(1, null, from))
                : List.of(new KeyRange(0, reached, from));
    }

    private static Iterator<Entry> judged(Iterator<Entry> all) {
        Iterable<Entry> once = () -> all;
        return StreamSupport.stream(once.spliterator(), false)
                .filter(entry -> entry.standing() == Entry.Standing.JUDGED)
                .iterator();
    }

    private boolean isOver() {
        Verification budget = run.request().verification();
        Duration elapsed = Duration.between(began, run.with().clock().instant());
        return left <= 0
                || budget.time().filter(time -> elapsed.compareTo(time) >= 0).isPresent();
    }

    private void verify(List<Entry> entries, @Nullable ObjectKey from) {
        Tally own = tally.sibling();
        List<Verdict.Convicted> convicted = new ArrayList<>();
        run.parallel().forEach(new Batches<>(entries.iterator(), Entry::key, together), some -> {
            List<Verdict> verdicts = verifier.judge(some.stream()
                    .map(entry -> new Candidate.OfReference(
                            entry.recordId(), tally.roleNames().get(entry.role()), entry.key(), null))
                    .toList());
            synchronized (own) {
                for (int i = 0; i < verdicts.size(); i++) {
                    count(own.role(some.get(i).role()), verdicts.get(i), convicted);
                }
            }
            progress.advance(some.size());
        });
        left -= entries.size();
        tally.add(own);
        keep.accept(convicted, stride);
        run.ledger()
                .writeDurably(List.of(new JournalEntry.Verified(
                        stride,
                        from,
                        entries.get(entries.size() - 1).key(),
                        entries.size(),
                        own.counts(),
                        run.ledger().now())));
        stride--;
    }

    private static void count(Tally.Role role, Verdict verdict, List<Verdict.Convicted> convicted) {
        if (verdict instanceof Verdict.Convicted found) {
            convicted.add(found);
        } else if (verdict == Verdict.Acquitted.IN_ORDER) {
            role.verified++;
        } else if (verdict == Verdict.Acquitted.UNVERIFIABLE) {
            role.unverifiable++;
        } else if (verdict == Verdict.Acquitted.UNKNOWN) {
            role.unverified++;
        } else {
            role.verifyConflicts++;
        }
    }
}
