package dev.reconcile.jdbc;

/** Text ids in UTF-16 order (H52), keys in columns that ignore case (H44). */
class H2TextCatalogTest extends TextCatalogContract {

    @Override
    Database database() {
        return Database.H2;
    }

    @Override
    String idType() {
        return "varchar(100)";
    }

    @Override
    String keyType() {
        return "varchar_ignorecase(4000)";
    }
}
