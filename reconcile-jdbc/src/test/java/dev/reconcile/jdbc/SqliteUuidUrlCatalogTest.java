package dev.reconcile.jdbc;

import dev.reconcile.catalog.RecordId;

/** UUID ids and columns of presigned URLs. */
class SqliteUuidUrlCatalogTest extends UuidUrlCatalogContract {

    @Override
    Database database() {
        return Database.SQLITE;
    }

    @Override
    Object idValue(RecordId id) {
        return id.value();
    }
}
