package dev.reconcile.r2;

import dev.reconcile.s3.S3Connection;
import dev.reconcile.s3.S3ObjectStore;
import dev.reconcile.testkit.s3.Deviations;
import dev.reconcile.testkit.s3.Faults;
import dev.reconcile.testkit.s3.S3Bucket;
import dev.reconcile.testkit.s3.S3Server;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/** A server that deviates from AWS as R2's documentation says R2 does. */
final class R2LikeServer implements AutoCloseable {

    static final String BUCKET = "uploads";
    static final List<String> SECRETS = List.of(S3Server.ACCESS_KEY, S3Server.SECRET_KEY);

    private final S3Server server =
            S3Server.builder().buckets(BUCKET).deviations(Deviations.r2()).start();

    /** Set up as for R2 itself, but for the address. */
    private S3Connection connection() {
        return S3Connection.to(server.endpoint(), server.region())
                .credentials(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)));
    }

    S3Client client() {
        return connection().open();
    }

    R2ObjectStore store(S3Client client) {
        return new R2ObjectStore(S3ObjectStore.of(client, BUCKET));
    }

    R2ObjectStore storeWithItsOwnClient() {
        return new R2ObjectStore(S3ObjectStore.connect(connection(), BUCKET).build());
    }

    R2ObjectStore storeOf(S3Client client, String bucket) {
        return new R2ObjectStore(S3ObjectStore.of(client, bucket));
    }

    S3Bucket bucket() {
        return server.bucket(BUCKET);
    }

    Faults faults() {
        return server.faults();
    }

    @Override
    public void close() {
        server.close();
    }
}
