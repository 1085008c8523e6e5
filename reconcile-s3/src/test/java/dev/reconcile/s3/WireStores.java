package dev.reconcile.s3;

import dev.reconcile.testkit.WireContract;
import dev.reconcile.testkit.WireServer;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Stores before a scripted server. */
final class WireStores {

    static final String ACCESS_KEY = "wire-access-key";
    static final String SECRET_KEY = "wire-secret-key";

    private WireStores() {}

    static S3Connection connection(URI endpoint) {
        return S3Connection.to(endpoint, "us-east-1")
                .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)));
    }

    static S3ObjectStore at(URI endpoint, WireContract.Options options) {
        return at(endpoint, options, true);
    }

    /** @param readingListings whether plain listings are read here and not by the SDK */
    static S3ObjectStore at(URI endpoint, WireContract.Options options, boolean readingListings) {
        S3ObjectStore.Builder builder = S3ObjectStore.connect(
                        connection(endpoint).callTimeout(options.callTimeout()), WireServer.BUCKET)
                .requireRequestId(options.requireRequestId())
                .listOrder(options.listOrder())
                .readingListings(readingListings);
        return options.keyRules() == null
                ? builder.build()
                : builder.keyRules(options.keyRules()).build();
    }
}
