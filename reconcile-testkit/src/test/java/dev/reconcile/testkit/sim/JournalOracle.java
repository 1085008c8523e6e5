package dev.reconcile.testkit.sim;

import dev.reconcile.ChangeOutcome;
import dev.reconcile.journal.JournalEntry;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The part of the oracle that looks into the journal: I6, every change has a durable intent with the fence of who holds the lease. */
final class JournalOracle {

    private final Sim sim;

    JournalOracle(Sim sim) {
        this.sim = sim;
    }

    /** To be called at the moment of a change, in its transaction. */
    void intended(Incarnation by, String item) {
        LogPort log = by.log;
        if (log == null) {
            sim.oracle.violated("I6", by.name + " changed " + item + " without a journal");
            return;
        }
        if (!log.wasHeldForThisCall()) {
            sim.oracle.violated("I6, H83", by.name + " changed " + item + " after it lost the lease");
        }
        List<JournalEntry> safe = sim.disk.safeEntries(log.run());
        // its own, that is: whoever took over while the request was on its way has an intent of a later fence
        boolean intended = safe.stream()
                .anyMatch(entry -> entry instanceof JournalEntry.Intended its
                        && its.change().item().equals(item)
                        && its.fence() == log.fence());
        if (!intended) {
            sim.oracle.violated("I6", by.name + " changed " + item + " without a durable intent of its own fence");
        }
    }

    /** Whether some run's journal safely says that it marked the item with that message, as the catalog answered; nothing that was read back. */
    boolean isKnownMarked(String item, @Nullable String message) {
        return sim.disk.runs().stream()
                .flatMap(run -> sim.disk.safeEntries(run).stream())
                .anyMatch(entry -> entry instanceof JournalEntry.Done done
                        && done.item().equals(item)
                        && done.outcome() == ChangeOutcome.APPLIED
                        && done.detail().isEmpty()
                        && Objects.equals(done.message(), message));
    }
}
