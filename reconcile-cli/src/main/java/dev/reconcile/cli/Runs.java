package dev.reconcile.cli;

import dev.reconcile.RunHistory;
import dev.reconcile.RunId;
import dev.reconcile.RunSummary;
import dev.reconcile.journal.RunJournal;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The journal's runs by the names that people give them: an id, the beginning or end of one, or {@code last}. */
final class Runs {

    static final String LAST = "last";

    private final RunHistory history;
    private final String journal;

    Runs(RunJournal journal) {
        this.history = RunHistory.of(journal);
        this.journal = journal.identity();
    }

    RunHistory history() {
        return history;
    }

    /** The latest that is suitable. */
    Optional<RunSummary> last(Predicate<RunSummary> suitable) {
        List<RunId> all = history.runs();
        for (int i = all.size() - 1; i >= 0; i--) {
            RunSummary summary = history.summary(all.get(i));
            if (suitable.test(summary)) {
                return Optional.of(summary);
            }
        }
        return Optional.empty();
    }

    /** @throws IllegalArgumentException if there is none, or several */
    RunId named(String name) {
        return named(name, any -> true, "run");
    }

    /**
     * @param suitable for {@code last}: which may be meant
     * @param what such a run, in words
     */
    RunId named(String name, Predicate<RunSummary> suitable, String what) {
        if (name.equals(LAST)) {
            return last(suitable)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "There is no " + what + " in the journal " + journal + "; begin with: reconcile plan"))
                    .id();
        }
        List<RunId> all = history.runs();
        List<RunId> meant = all.stream()
                .filter(id -> id.value().startsWith(name)
                        || (name.length() >= 4 && id.value().endsWith(name)))
                .toList();
        if (meant.size() == 1) {
            return meant.get(0);
        }
        throw new IllegalArgumentException(
                meant.isEmpty()
                        ? "There is no run " + name + " in the journal " + journal + "; see: reconcile runs"
                        : "'" + name + "' may be any of " + meant.size() + " runs, " + meant.get(0) + " and "
                                + meant.get(1) + " among them; say more of the id");
    }
}
