package dev.reconcile.journal;

import dev.reconcile.RunId;
import dev.reconcile.RunInProgressException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The durable, append-only record of runs, and the lease that lets one run at a time. Implementations are thread-safe and throw
 * nothing but {@link JournalException} for what the disk or the database did.
 *
 * <p>Every entry is in the form that {@link JournalFormat} defines; an implementation keeps its lines, in order, and needn't
 * understand them.
 */
public interface RunJournal extends AutoCloseable {

    /** A journal in memory: what it holds is gone with the process, and with it every undo. For dry runs and tests. */
    static RunJournal inMemory() {
        return new InMemoryJournal();
    }

    /** A directory of JSON Lines files; made if it isn't there. For one machine at a time. */
    static RunJournal in(Path directory) {
        return new DirectoryJournal(directory);
    }

    /** Names the journal for people: a directory, a database; never a credential. */
    String identity();

    /**
     * Takes the lease and begins the journal of a run.
     *
     * @param scope what the lease is for: one run at a time for each
     * @param holder who takes it, for whoever comes second
     * @throws RunInProgressException if somebody else holds the lease
     * @throws JournalException if there is a run of that id already
     */
    RunLog begin(String scope, String holder, RunId run);

    /**
     * Takes the lease and goes on with the journal of a run. A torn last entry is cut off.
     *
     * @throws RunInProgressException if somebody else holds the lease
     * @throws JournalException if there is no such run
     */
    RunLog reopen(String scope, String holder, RunId run);

    /**
     * The entries of a run, in the order in which they were written. A torn last entry, as a crash leaves it, isn't among them.
     * To be closed.
     *
     * @throws JournalException if there is no such run, or, while reading, if an entry is damaged
     */
    Stream<JournalEntry> entries(RunId run);

    /** What a run began with, its first entry; empty if there is none, as the run was killed before it, or removed, or is damaged. */
    default Optional<JournalEntry.Begun> header(RunId run) {
        try (Stream<JournalEntry> entries = entries(run)) {
            return entries.findFirst()
                    .filter(JournalEntry.Begun.class::isInstance)
                    .map(JournalEntry.Begun.class::cast);
        } catch (JournalException removedOrDamaged) {
            return Optional.empty();
        }
    }

    /** All runs, oldest first: run ids begin with the time. */
    List<RunId> runs();

    /** Removes the journal of a run. Nothing of that run can be resumed, applied or undone afterwards. */
    void remove(RunId run);

    /**
     * Removes the runs that ended before this time, but for those that later ones need: the last of each kind, whose figures the
     * guardrails compare with, and plans of runs that are kept. What is removed can't be resumed, applied or undone any more, its
     * sightings of orphans no longer count, and what it marked is no longer RECOVERED when its object comes back.
     *
     * @return the runs removed
     */
    default List<RunId> removeEndedBefore(Instant time) {
        return Retention.removeEndedBefore(this, time);
    }

    /** Releases what this object opened itself. */
    @Override
    void close();
}
