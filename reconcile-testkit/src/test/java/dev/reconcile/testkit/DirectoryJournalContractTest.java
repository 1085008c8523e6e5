package dev.reconcile.testkit;

import dev.reconcile.journal.RunJournal;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DirectoryJournalContractTest extends RunJournalContract {

    @TempDir
    private Path directory;

    @Override
    protected RunJournal emptyJournal() {
        return RunJournal.in(directory.resolve("journal"));
    }

    @Override
    protected RunJournal sameAgain(RunJournal first) {
        return RunJournal.in(directory.resolve("journal"));
    }
}
