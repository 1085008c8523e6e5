package dev.reconcile.jdbc;

import javax.sql.DataSource;

/** Integer ids, columns of keys. */
class PostgresBigintCatalogTest extends JdbcCatalogContract {

    @Override
    DataSource dataSource() {
        return Database.POSTGRES.dataSource();
    }
}
