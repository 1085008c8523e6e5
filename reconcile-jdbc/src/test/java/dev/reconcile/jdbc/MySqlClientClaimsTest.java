package dev.reconcile.jdbc;

class MySqlClientClaimsTest extends JdbcClaimsContract {

    @Override
    Database database() {
        return Database.MYSQL_CLIENT;
    }
}
