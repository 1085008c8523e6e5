package dev.reconcile.jdbc;

/** Uuid ids and columns of presigned URLs on H2. */
class H2UuidUrlCatalogTest extends UuidUrlCatalogContract {

    @Override
    Database database() {
        return Database.H2;
    }
}
