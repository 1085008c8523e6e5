package dev.reconcile.jdbc;

/** The journal's tables by its script. */
class MariaDbJournalTest extends JdbcJournalContract {

    @Override
    Database database() {
        return Database.MARIADB;
    }
}
