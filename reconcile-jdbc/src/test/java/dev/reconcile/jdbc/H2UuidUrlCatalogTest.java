package dev.reconcile.jdbc;

import javax.sql.DataSource;

/** Uuid ids and columns of presigned URLs on H2. */
class H2UuidUrlCatalogTest extends UuidUrlCatalogContract {

    @Override
    DataSource dataSource() {
        return Database.H2.dataSource();
    }
}
