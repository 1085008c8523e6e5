/** The engine, its interfaces, in-memory and file-system implementations, and the reports. */
module dev.reconcile.core {
    requires com.fasterxml.jackson.databind;
    requires transitive java.sql;
    requires io.github.resilience4j.core;
    requires io.github.resilience4j.ratelimiter;
    requires io.github.resilience4j.retry;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.reconcile;
    exports dev.reconcile.catalog;
    exports dev.reconcile.cost;
    exports dev.reconcile.hook;
    exports dev.reconcile.journal;
    exports dev.reconcile.report;
    exports dev.reconcile.store;
    exports dev.reconcile.upload;
    exports dev.reconcile.store.protocol to
            dev.reconcile.s3,
            dev.reconcile.minio;
}
