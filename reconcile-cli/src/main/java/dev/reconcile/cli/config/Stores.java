package dev.reconcile.cli.config;

import dev.reconcile.minio.MinioConnection;
import dev.reconcile.minio.MinioObjectStore;
import dev.reconcile.r2.R2Connection;
import dev.reconcile.r2.R2ObjectStore;
import dev.reconcile.s3.S3Connection;
import dev.reconcile.s3.S3ObjectStore;
import dev.reconcile.store.FileSystemObjectStore;
import dev.reconcile.store.ObjectStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Opens buckets. Nothing but the directory is asked anything. */
final class Stores {

    private Stores() {}

    static ObjectStore open(StoreSection section) {
        if (section instanceof StoreSection.S3 s3) {
            return s3(s3);
        }
        if (section instanceof StoreSection.Minio minio) {
            return minio(minio);
        }
        if (section instanceof StoreSection.R2 r2) {
            return r2(r2);
        }
        return FileSystemObjectStore.of(((StoreSection.Directory) section).path());
    }

    /** @throws IllegalArgumentException if a setting can't be */
    static S3Connection connection(StoreSection.S3 section) {
        S3Connection connection = section.endpoint() == null
                ? S3Connection.toAws(section.region())
                : S3Connection.to(section.endpoint(), section.region());
        return connection.maxConnections(section.connections()).callTimeout(section.callTimeout());
    }

    /** @throws IllegalArgumentException if a setting can't be */
    static MinioConnection connection(StoreSection.Minio section) {
        return MinioConnection.to(section.endpoint()).region(section.region()).callTimeout(section.callTimeout());
    }

    private static S3ObjectStore s3(StoreSection.S3 section) {
        S3Connection connection = connection(section);
        if (section.pathStyle() != null) {
            connection.pathStyle(section.pathStyle());
        }
        if (section.accessKey() != null && section.secretKey() != null) {
            connection.credentials(StaticCredentialsProvider.create(
                    credentials(section.accessKey(), section.secretKey(), section.sessionToken())));
        }
        S3ObjectStore.Builder store = S3ObjectStore.connect(connection, section.bucket())
                .keyRules(section.keys().rules())
                .requireRequestId(section.requireRequestId());
        if (section.expectedBucketOwner() != null) {
            store.expectedBucketOwner(section.expectedBucketOwner());
        }
        if (section.listOrder() != null) {
            store.listOrder(section.listOrder());
        }
        return store.build();
    }

    private static AwsCredentials credentials(Secret access, Secret secret, @Nullable Secret token) {
        return token == null
                ? AwsBasicCredentials.create(access.reveal(), secret.reveal())
                : AwsSessionCredentials.create(access.reveal(), secret.reveal(), token.reveal());
    }

    private static MinioObjectStore minio(StoreSection.Minio section) {
        MinioConnection connection = connection(section);
        if (section.accessKey() != null && section.secretKey() != null) {
            connection.credentials(
                    section.accessKey().reveal(), section.secretKey().reveal());
        }
        return MinioObjectStore.connect(connection, section.bucket())
                .keyRules(section.keys().rules())
                .listOrder(section.listOrder())
                .requireRequestId(section.requireRequestId())
                .build();
    }

    private static R2ObjectStore r2(StoreSection.R2 section) {
        R2Connection connection = R2Connection.toAccount(
                        section.account(),
                        section.accessKey().reveal(),
                        section.secretKey().reveal())
                .jurisdiction(section.jurisdiction())
                .maxConnections(section.connections())
                .callTimeout(section.callTimeout());
        return R2ObjectStore.connect(connection, section.bucket());
    }
}
