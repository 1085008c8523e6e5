package dev.reconcile.jdbc;

/** Integer ids, columns of keys. */
class SqliteBigintCatalogTest extends JdbcCatalogContract {

    @Override
    Database database() {
        return Database.SQLITE;
    }
}
