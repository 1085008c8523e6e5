package dev.reconcile.s3;

import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.testkit.MultipartPutContract;
import dev.reconcile.testkit.s3.S3Server;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Objects that are sent in parts, through the AWS SDK. */
class MultipartPutContractTest extends MultipartPutContract {

    @Override
    protected WritableObjectStore store(S3Server at, String bucketName, int part) {
        return S3ObjectStore.connect(
                        S3Connection.to(at.endpoint(), at.region())
                                .credentials(StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY))),
                        bucketName)
                .putting(part, part)
                .build();
    }
}
