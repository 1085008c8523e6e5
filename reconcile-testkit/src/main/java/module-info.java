/** Contract tests for stores and catalogs, fault injection, an in-process S3 server and AssertJ assertions. */
module dev.reconcile.testkit {
    requires transitive dev.reconcile.core;
    requires transitive org.assertj.core;
    requires transitive org.junit.jupiter.api;
    requires transitive org.junit.jupiter.params;
    requires java.xml;
    requires jdk.httpserver;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.reconcile.testkit;
    exports dev.reconcile.testkit.s3;
}
