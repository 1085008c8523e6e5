package dev.reconcile.jdbc;

class H2ClaimsTest extends JdbcClaimsContract {

    @Override
    Database database() {
        return Database.H2;
    }
}
