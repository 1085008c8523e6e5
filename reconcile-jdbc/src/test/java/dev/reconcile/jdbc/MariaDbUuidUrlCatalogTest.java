package dev.reconcile.jdbc;

/** UUID ids and columns of presigned URLs. */
class MariaDbUuidUrlCatalogTest extends UuidUrlCatalogContract {

    @Override
    Database database() {
        return Database.MARIADB;
    }
}
