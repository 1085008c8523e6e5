package dev.reconcile.jdbc;

/** Text ids that ignore case, keys in bytes. */
class MySqlClientTextCatalogTest extends TextCatalogContract {

    @Override
    Database database() {
        return Database.MYSQL_CLIENT;
    }

    @Override
    String idType() {
        return "varchar(100) COLLATE utf8mb4_general_ci";
    }

    @Override
    String keyType() {
        return "varchar(4000) COLLATE utf8mb4_bin";
    }
}
