package dev.reconcile.journal;

import dev.reconcile.RunId;
import dev.reconcile.RunInProgressException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A journal in memory, for dry runs and tests: what it holds is gone with the process, and with it every undo. Thread-safe.
 */
final class InMemoryJournal implements RunJournal {

    private final Map<RunId, List<String>> runs = new TreeMap<>();
    private final Map<String, Log> leases = new HashMap<>();
    private long fences;

    @Override
    public String identity() {
        return "memory";
    }

    @Override
    public synchronized RunLog begin(String scope, String holder, RunId run) {
        Log log = lease(scope, holder, run);
        if (runs.putIfAbsent(run, new ArrayList<>()) != null) {
            log.close();
            throw new JournalException("There is a run " + run + " already", null);
        }
        return log;
    }

    @Override
    public synchronized RunLog reopen(String scope, String holder, RunId run) {
        lines(run);
        return lease(scope, holder, run);
    }

    private Log lease(String scope, String holder, RunId run) {
        Log held = leases.get(scope);
        if (held != null) {
            throw new RunInProgressException(held.holder + " with run " + held.run);
        }
        Log log = new Log(scope, holder, run, ++fences);
        leases.put(scope, log);
        return log;
    }

    private List<String> lines(RunId run) {
        List<String> lines = runs.get(run);
        if (lines == null) {
            throw new JournalException("There is no run " + run + " in the journal", null);
        }
        return lines;
    }

    @Override
    public synchronized Stream<JournalEntry> entries(RunId run) {
        return List.copyOf(lines(run)).stream().map(JournalFormat::entry);
    }

    @Override
    public synchronized List<RunId> runs() {
        return List.copyOf(runs.keySet());
    }

    @Override
    public synchronized void remove(RunId run) {
        runs.remove(run);
    }

    @Override
    public void close() {}

    private final class Log implements RunLog {

        private final String scope;
        private final String holder;
        private final RunId run;
        private final long fence;

        private Log(String scope, String holder, RunId run, long fence) {
            this.scope = scope;
            this.holder = holder;
            this.run = run;
            this.fence = fence;
        }

        @Override
        public RunId run() {
            return run;
        }

        @Override
        public RunJournal journal() {
            return InMemoryJournal.this;
        }

        @Override
        public long fence() {
            return fence;
        }

        @Override
        public void write(List<JournalEntry> entries) {
            synchronized (InMemoryJournal.this) {
                hold();
                entries.forEach(entry -> lines(run).add(JournalFormat.line(entry)));
            }
        }

        @Override
        public void sync() {}

        @Override
        public void hold() {
            synchronized (InMemoryJournal.this) {
                if (leases.get(scope) != this) {
                    throw new LeaseLostException("The log of run " + run + " is closed");
                }
            }
        }

        @Override
        public void close() {
            synchronized (InMemoryJournal.this) {
                leases.remove(scope, this);
            }
        }
    }
}
