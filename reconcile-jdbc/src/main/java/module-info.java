/** MetadataCatalog over Jdbi 3, for tables in a SQL database. */
module dev.reconcile.jdbc {
    requires transitive dev.reconcile.core;
    requires transitive java.sql;
    requires transitive org.jdbi.v3.core;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.reconcile.jdbc;
}
