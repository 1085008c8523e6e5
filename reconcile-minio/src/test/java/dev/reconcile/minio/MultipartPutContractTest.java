package dev.reconcile.minio;

import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.testkit.MultipartPutContract;
import dev.reconcile.testkit.s3.S3Server;

/** Objects that are sent in parts, through minio-java. */
class MultipartPutContractTest extends MultipartPutContract {

    @Override
    protected WritableObjectStore store(S3Server at, String bucketName, int part) {
        return MinioObjectStore.connect(
                        MinioConnection.to(at.endpoint()).credentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY),
                        bucketName)
                .putting(part, part)
                .build();
    }
}
