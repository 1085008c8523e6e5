package dev.reconcile.jdbc;

/** The journal's tables by its script. */
class MySqlClientJournalTest extends JdbcJournalContract {

    @Override
    Database database() {
        return Database.MYSQL_CLIENT;
    }
}
