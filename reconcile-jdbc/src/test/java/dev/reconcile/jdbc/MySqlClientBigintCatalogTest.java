package dev.reconcile.jdbc;

/** Integer ids, columns of keys. */
class MySqlClientBigintCatalogTest extends JdbcCatalogContract {

    @Override
    Database database() {
        return Database.MYSQL_CLIENT;
    }
}
