package dev.reconcile.jdbc;

/** Integer ids, columns of keys. */
class H2BigintCatalogTest extends JdbcCatalogContract {

    @Override
    Database database() {
        return Database.H2;
    }
}
