/** ObjectStore over minio-java: MinIO and stores that speak the S3 protocol. */
module dev.reconcile.minio {
    requires transitive dev.reconcile.core;
    requires transitive minio;
    requires okhttp3;
    requires okio;
    requires java.xml;
    requires static transitive org.jspecify;

    exports dev.reconcile.minio;
}
