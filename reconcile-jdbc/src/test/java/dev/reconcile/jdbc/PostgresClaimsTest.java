package dev.reconcile.jdbc;

class PostgresClaimsTest extends JdbcClaimsContract {

    @Override
    Database database() {
        return Database.POSTGRES;
    }
}
