package dev.reconcile.jdbc;

/** Integer ids, columns of keys. */
class PostgresBigintCatalogTest extends JdbcCatalogContract {

    @Override
    Database database() {
        return Database.POSTGRES;
    }
}
