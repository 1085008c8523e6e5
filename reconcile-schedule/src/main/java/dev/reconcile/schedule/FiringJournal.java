package dev.reconcile.schedule;

import dev.reconcile.RunId;
import dev.reconcile.RunReport;
import dev.reconcile.RunState;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.journal.RunLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A journal that lets each firing of a schedule be carried out once, however many instances are due. To be given to the engine and to the
 * schedule. Whether a firing was carried out is looked up while the lease is held, so nobody can carry it out in between. A firing whose
 * run was killed or cancelled counts as not carried out. Thread-safe, as the journal within is.
 */
public final class FiringJournal implements RunJournal {

    private final RunJournal journal;
    private final ThreadLocal<@Nullable String> firing = new ThreadLocal<>();

    private FiringJournal(RunJournal journal) {
        this.journal = journal;
    }

    /** @param shared by all instances: JdbcJournal, or a directory for one machine */
    public static FiringJournal over(RunJournal shared) {
        return new FiringJournal(shared);
    }

    /** Runs for a firing, in this thread. */
    RunReport once(Firing due, Supplier<RunReport> run) {
        firing.set(due.id());
        try {
            return run.get();
        } finally {
            firing.remove();
        }
    }

    /** The last firing of this schedule for which a run began. */
    Optional<Instant> lastFiring(String schedule) {
        return newestFirst().stream()
                .flatMap(run -> header(run).stream())
                .flatMap(begun -> begun.request().correlationId().stream())
                .flatMap(id -> Firing.of(schedule, id).stream())
                .map(Firing::at)
                .findFirst();
    }

    @Override
    public RunLog begin(String scope, String holder, RunId run) {
        String due = firing.get();
        RunLog log = journal.begin(scope, holder, run);
        if (due == null) {
            return log;
        }
        try {
            Optional<RunId> doneBy = newestFirst().stream()
                    .filter(other -> !other.equals(run))
                    .filter(other -> isOf(other, scope, due) && isDone(other))
                    .findFirst();
            if (doneBy.isEmpty()) {
                return log;
            }
            throw new FiringDoneException(due, doneBy.get());
        } catch (RuntimeException notBegun) {
            log.close();
            journal.remove(run);
            throw notBegun;
        }
    }

    private List<RunId> newestFirst() {
        List<RunId> runs = new ArrayList<>(journal.runs());
        Collections.reverse(runs);
        return runs;
    }

    private boolean isOf(RunId run, String scope, String due) {
        return header(run)
                .filter(begun -> begun.binding().scope().equals(scope)
                        && begun.request().correlationId().equals(Optional.of(due)))
                .isPresent();
    }

    private boolean isDone(RunId run) {
        try (Stream<JournalEntry> entries = journal.entries(run)) {
            return entries.anyMatch(entry ->
                    entry instanceof JournalEntry.Ended ended && ended.report().state() != RunState.CANCELLED);
        }
    }

    @Override
    public String identity() {
        return journal.identity();
    }

    @Override
    public RunLog reopen(String scope, String holder, RunId run) {
        return journal.reopen(scope, holder, run);
    }

    @Override
    public Stream<JournalEntry> entries(RunId run) {
        return journal.entries(run);
    }

    @Override
    public List<RunId> runs() {
        return journal.runs();
    }

    @Override
    public void remove(RunId run) {
        journal.remove(run);
    }

    @Override
    public List<RunId> removeEndedBefore(Instant time) {
        return journal.removeEndedBefore(time);
    }

    @Override
    public void close() {
        journal.close();
    }
}
