package dev.reconcile.journal;

import dev.reconcile.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which runs a journal may forget. */
final class Retention {

    /** What matters of a run. */
    private record Summary(RunId run, JournalEntry.Begun begun, JournalEntry.@Nullable Ended ended) {

        /**
         * Runs of one kind over one binding; the last of each is a precedent for the next run's guardrails, but for targeted ones,
         * which are none.
         */
        String line() {
            return begun.binding() + " " + begun.kind() + " " + begun.request().isApplying();
        }
    }

    private Retention() {}

    /** Removes what ended before, and says what it was. */
    static List<RunId> removeEndedBefore(RunJournal journal, Instant time) {
        List<Summary> runs = new ArrayList<>();
        journal.runs().forEach(run -> summary(journal, run).ifPresent(runs::add));
        Map<String, RunId> last = new HashMap<>();
        Set<RunId> needed = new HashSet<>();
        for (Summary each : runs) {
            if (each.ended() != null && !each.begun().request().isTargeted()) {
                last.put(each.line(), each.run());
            }
            boolean kept = each.ended() == null || !each.ended().at().isBefore(time);
            if (kept) { // a killed run can still be resumed, and reads the plan it was carrying out
                needed.add(each.run());
                each.begun().of().ifPresent(needed::add);
            }
        }
        needed.addAll(last.values());
        List<RunId> removed = runs.stream()
                .map(Summary::run)
                .filter(run -> !needed.contains(run))
                .toList();
        removed.forEach(journal::remove);
        return removed;
    }

    private static Optional<Summary> summary(RunJournal journal, RunId run) {
        try (Stream<JournalEntry> entries = journal.entries(run)) {
            JournalEntry.Begun begun = null;
            JournalEntry.Ended ended = null;
            for (Iterator<JournalEntry> all = entries.iterator(); all.hasNext(); ) {
                JournalEntry entry = all.next();
                if (entry instanceof JournalEntry.Begun header) {
                    begun = header;
                } else if (entry instanceof JournalEntry.Ended end) {
                    ended = end;
                }
            }
            return begun == null ? Optional.empty() : Optional.of(new Summary(run, begun, ended));
        }
    }
}
