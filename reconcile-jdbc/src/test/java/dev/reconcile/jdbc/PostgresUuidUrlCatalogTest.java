package dev.reconcile.jdbc;

import javax.sql.DataSource;

/** Uuid ids and columns of presigned URLs on PostgreSQL. */
class PostgresUuidUrlCatalogTest extends UuidUrlCatalogContract {

    @Override
    DataSource dataSource() {
        return Database.POSTGRES.dataSource();
    }
}
