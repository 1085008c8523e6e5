package dev.reconcile.journal;

import dev.reconcile.RunId;
import java.util.List;

/** The journal of one run, open for writing, and the lease that goes with it. Thread-safe. */
public interface RunLog extends AutoCloseable {

    RunId run();

    /** Which journal this belongs to, for a catalog that may live in the same database. */
    RunJournal journal();

    /** The fencing token: greater than that of anybody who held the lease before. */
    long fence();

    /**
     * Appends entries, in this order and with no other between them. What was written before the last {@link #sync} survives a
     * crash; of the rest, a beginning.
     *
     * @throws LeaseLostException if somebody else has taken the lease; nothing was written
     */
    void write(List<JournalEntry> entries);

    /** Returns when everything written so far is durable. */
    void sync();

    /**
     * Makes sure of the lease, renewing it where a third of its time has gone. Called before every call to the store or
     * catalog, so it costs nothing most times.
     *
     * @throws LeaseLostException if the lease has run out or somebody else has it
     */
    void hold();

    /** Makes what was written durable and gives the lease back. Never throws. */
    @Override
    void close();
}
