package dev.reconcile.jdbc;

class H2JournalTest extends JdbcJournalContract {

    @Override
    Database database() {
        return Database.H2;
    }
}
