package dev.reconcile.jdbc;

/** The journal's tables by its script. */
class SqliteJournalTest extends JdbcJournalContract {

    @Override
    Database database() {
        return Database.SQLITE;
    }
}
