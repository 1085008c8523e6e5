/** ObjectStore over the AWS SDK for Java 2: AWS S3 and stores that speak its protocol. */
module dev.reconcile.s3 {
    requires transitive dev.reconcile.core;
    requires software.amazon.awssdk.services.s3;
    requires software.amazon.awssdk.core;
    requires org.slf4j;
    requires static transitive org.jspecify;
}
