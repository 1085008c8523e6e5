package dev.reconcile.jdbc;

import dev.reconcile.catalog.RecordId;
import javax.sql.DataSource;

/** Text in a linguistic order (H52). */
class PostgresIcuTextCatalogTest extends JdbcCatalogContract {

    @Override
    DataSource dataSource() {
        return Database.POSTGRES.dataSource();
    }

    @Override
    String idType() {
        return "text COLLATE \"en-x-icu\"";
    }

    @Override
    String keyType() {
        return "text COLLATE \"en-x-icu\"";
    }

    @Override
    protected RecordId id(int n) {
        return new RecordId((n % 2 == 0 ? "b-" : "B ") + (n % 3 == 0 ? "é" : "e\u0301") + n);
    }

    @Override
    Object idValue(RecordId id) {
        return id.value();
    }
}
