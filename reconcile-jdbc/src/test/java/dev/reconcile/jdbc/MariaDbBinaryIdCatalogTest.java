package dev.reconcile.jdbc;

import dev.reconcile.catalog.RecordId;
import java.util.HexFormat;

/** Ids in sixteen bytes, as many keep UUIDs in MySQL and Oracle. */
class MariaDbBinaryIdCatalogTest extends JdbcCatalogContract {

    @Override
    Database database() {
        return Database.MARIADB;
    }

    @Override
    String idType() {
        return "binary(16)";
    }

    @Override
    protected RecordId id(int n) {
        return new RecordId(String.format("%032x", n * 0x1f3_0000_0001L));
    }

    @Override
    Object idValue(RecordId id) {
        return HexFormat.of().parseHex(id.value());
    }
}
