/** ObjectStore for Cloudflare R2. */
module dev.reconcile.r2 {
    requires transitive dev.reconcile.s3;
    requires static transitive org.jspecify;

    exports dev.reconcile.r2;
}
