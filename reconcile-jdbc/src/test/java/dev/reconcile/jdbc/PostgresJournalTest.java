package dev.reconcile.jdbc;

class PostgresJournalTest extends JdbcJournalContract {

    @Override
    Database database() {
        return Database.POSTGRES;
    }
}
