package dev.reconcile.jdbc;

import dev.reconcile.catalog.RecordId;
import javax.sql.DataSource;

/** Text ids in UTF-16 order (H52), keys in columns that ignore case (H44). */
class H2TextCatalogTest extends JdbcCatalogContract {

    @Override
    DataSource dataSource() {
        return Database.H2.dataSource();
    }

    @Override
    String idType() {
        return "varchar(100)";
    }

    @Override
    String keyType() {
        return "varchar_ignorecase(4000)";
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
