package dev.reconcile.jdbc;

/** Uuid ids and columns of presigned URLs on PostgreSQL. */
class PostgresUuidUrlCatalogTest extends UuidUrlCatalogContract {

    @Override
    Database database() {
        return Database.POSTGRES;
    }
}
