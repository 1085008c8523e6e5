package dev.reconcile.testkit;

import dev.reconcile.journal.RunJournal;

class InMemoryJournalContractTest extends RunJournalContract {

    @Override
    protected RunJournal emptyJournal() {
        return RunJournal.inMemory();
    }
}
