package dev.reconcile.jdbc;

/** Integer ids, columns of keys. */
class MariaDbBigintCatalogTest extends JdbcCatalogContract {

    @Override
    Database database() {
        return Database.MARIADB;
    }
}
