package dev.reconcile.jdbc;

import dev.reconcile.catalog.RecordId;

/** UUIDs as text, as MySQL has no type for them, and columns of presigned URLs. */
class MySqlClientUuidUrlCatalogTest extends UuidUrlCatalogContract {

    @Override
    Database database() {
        return Database.MYSQL_CLIENT;
    }

    @Override
    String idType() {
        return "varchar(36)";
    }

    @Override
    Object idValue(RecordId id) {
        return id.value();
    }
}
