/** ObjectStore over the AWS SDK for Java 2: AWS S3 and stores that speak its protocol. */
module dev.reconcile.s3 {
    requires transitive dev.reconcile.core;
    requires transitive software.amazon.awssdk.services.s3;
    requires transitive software.amazon.awssdk.auth;
    requires software.amazon.awssdk.awscore;
    requires software.amazon.awssdk.core;
    requires software.amazon.awssdk.http;
    requires software.amazon.awssdk.http.apache5;
    requires software.amazon.awssdk.regions;
    requires software.amazon.awssdk.retries;
    requires static transitive org.jspecify;

    exports dev.reconcile.s3;
}
