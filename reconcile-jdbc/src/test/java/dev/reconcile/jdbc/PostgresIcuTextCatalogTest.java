package dev.reconcile.jdbc;

/** Text in a linguistic order (H52). */
class PostgresIcuTextCatalogTest extends TextCatalogContract {

    @Override
    Database database() {
        return Database.POSTGRES;
    }

    @Override
    String idType() {
        return "text COLLATE \"en-x-icu\"";
    }

    @Override
    String keyType() {
        return "text COLLATE \"en-x-icu\"";
    }
}
