package dev.reconcile.jdbc;

import javax.sql.DataSource;

/** Integer ids, columns of keys. */
class H2BigintCatalogTest extends JdbcCatalogContract {

    @Override
    DataSource dataSource() {
        return Database.H2.dataSource();
    }
}
