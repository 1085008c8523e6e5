package dev.reconcile.jdbc;

class SqliteClaimsTest extends JdbcClaimsContract {

    @Override
    Database database() {
        return Database.SQLITE;
    }
}
