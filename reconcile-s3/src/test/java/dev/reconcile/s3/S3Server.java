package dev.reconcile.s3;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** A bucket on a server, with what it takes to reach it and to write to it. */
record S3Server(URI endpoint, String region, String bucket, String accessKey, String secretKey) {

    S3Connection connection() {
        return S3Connection.to(endpoint, region)
                .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)));
    }

    S3ObjectStore.Builder store(S3Client client) {
        return S3ObjectStore.builder(client, bucket);
    }

    void createBucket(S3Client client) {
        client.createBucket(create -> create.bucket(bucket));
    }

    void put(S3Client client, String key, byte[] content) {
        client.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromBytes(content));
    }

    void remove(S3Client client, String key) {
        client.deleteObject(delete -> delete.bucket(bucket).key(key));
    }
}
