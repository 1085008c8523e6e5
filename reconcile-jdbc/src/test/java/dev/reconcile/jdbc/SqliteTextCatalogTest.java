package dev.reconcile.jdbc;

/** Text ids, and keys that ignore case. */
class SqliteTextCatalogTest extends TextCatalogContract {

    @Override
    Database database() {
        return Database.SQLITE;
    }

    @Override
    String idType() {
        return "text COLLATE NOCASE NOT NULL";
    }

    @Override
    String keyType() {
        return "text COLLATE NOCASE";
    }
}
