package dev.reconcile.jdbc;

import dev.reconcile.journal.RunJournal;
import dev.reconcile.testkit.RunJournalContract;
import java.time.Duration;
import java.time.Instant;

/** The contract on tables that the script made; subclasses choose the database. */
abstract class JdbcJournalContract extends RunJournalContract {

    private Instant now = Instant.parse("2026-11-03T08:15:00Z");

    abstract TestDatabase database();

    @Override
    protected RunJournal emptyJournal() {
        JournalScript.run(database());
        return journal();
    }

    private RunJournal journal() {
        return JdbcJournal.builder(database().dataSource())
                .lease(Duration.ofMinutes(1))
                .clock(() -> now)
                .build();
    }

    @Override
    protected RunJournal sameAgain(RunJournal first) {
        return journal();
    }

    @Override
    protected boolean leasesExpire() {
        return true;
    }

    @Override
    protected void expire(String scope) {
        now = now.plus(Duration.ofMinutes(1));
        database()
                .execute("UPDATE reconcile_lease SET expires_at = " + database().journalNow());
    }
}
