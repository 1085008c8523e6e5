package dev.reconcile.jdbc;

class MariaDbClaimsTest extends JdbcClaimsContract {

    @Override
    Database database() {
        return Database.MARIADB;
    }
}
