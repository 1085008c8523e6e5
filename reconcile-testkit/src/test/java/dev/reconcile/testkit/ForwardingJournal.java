package dev.reconcile.testkit;

import dev.reconcile.RunId;
import dev.reconcile.journal.JournalEntry;
import dev.reconcile.journal.RunJournal;
import dev.reconcile.journal.RunLog;
import java.util.List;
import java.util.stream.Stream;

/** A journal in which something happens before each run begins. */
record ForwardingJournal(RunJournal real, Runnable beforeARun) implements RunJournal {

    @Override
    public String identity() {
        return real.identity();
    }

    @Override
    public RunLog begin(String scope, String holder, RunId run) {
        beforeARun.run();
        return real.begin(scope, holder, run);
    }

    @Override
    public RunLog reopen(String scope, String holder, RunId run) {
        return real.reopen(scope, holder, run);
    }

    @Override
    public Stream<JournalEntry> entries(RunId run) {
        return real.entries(run);
    }

    @Override
    public List<RunId> runs() {
        return real.runs();
    }

    @Override
    public void remove(RunId run) {
        real.remove(run);
    }

    @Override
    public void close() {
        real.close();
    }
}
