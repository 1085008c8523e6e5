package dev.reconcile.engine;

import dev.reconcile.RunId;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.journal.RunLog;
import java.util.List;

/** A run's log that notes what is written and when it is made durable. */
record NotedLog(RunLog real, List<String> trace) implements RunLog {

    @Override
    public RunId run() {
        return real.run();
    }

    @Override
    public RunJournal journal() {
        return real.journal();
    }

    @Override
    public long fence() {
        return real.fence();
    }

    @Override
    public void write(List<JournalEntry> entries) {
        entries.forEach(entry -> trace.add(name(entry)));
        real.write(entries);
    }

    private static String name(JournalEntry entry) {
        if (entry instanceof JournalEntry.Intended intended) {
            return "intend " + intended.change().item();
        }
        if (entry instanceof JournalEntry.Copied copied) {
            return "copied " + copied.item();
        }
        return entry instanceof JournalEntry.Done done
                ? done.item() + " " + done.outcome()
                : entry.getClass().getSimpleName();
    }

    @Override
    public void sync() {
        trace.add("sync");
        real.sync();
    }

    @Override
    public void hold() {
        real.hold();
    }

    @Override
    public void close() {
        real.close();
    }
}
