package dev.reconcile.jdbc;

/** Text that ignores case, accents and trailing spaces (H44, H45). */
class MariaDbTextCatalogTest extends TextCatalogContract {

    @Override
    Database database() {
        return Database.MARIADB;
    }

    @Override
    String idType() {
        return "varchar(100) COLLATE utf8mb4_unicode_ci";
    }

    @Override
    String keyType() {
        return "varchar(4000) COLLATE utf8mb4_unicode_ci";
    }
}
