package dev.reconcile.s3;

import dev.reconcile.store.protocol.Endpoint;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Sets up a client that suits this library and stores other than AWS: no retries, as the engine has its own (H88), no redirects
 * (H4), checksums only where the protocol demands them and no chunked encoding (H95), a time limit on every call (H92).
 * Settings are changed in place; not thread-safe.
 */
public final class S3Connection {

    private final @Nullable URI endpoint;
    private final Region region;
    private @Nullable AwsCredentialsProvider credentials;
    private boolean pathStyle;
    private int maxConnections = 64;
    private Duration callTimeout = S3ObjectStore.CALL_TIMEOUT;

    private S3Connection(@Nullable URI endpoint, String region) {
        this.endpoint = endpoint;
        this.region = Region.of(region);
        this.pathStyle = endpoint != null;
    }

    /** To AWS S3 in a region, as {@code eu-west-1}. */
    public static S3Connection toAws(String region) {
        return new S3Connection(null, region);
    }

    /**
     * To a store at this address, in path style.
     *
     * @param endpoint scheme, host and, where needed, port; without the bucket
     * @param region what the store calls its own: {@code us-east-1} for most, {@code auto} for Cloudflare R2 (H96)
     * @throws IllegalArgumentException if the address isn't of that shape
     */
    public static S3Connection to(URI endpoint, String region) {
        return new S3Connection(Endpoint.requirePlain(endpoint), region);
    }

    /** Default: where the SDK looks for them, in its order. */
    public S3Connection credentials(AwsCredentialsProvider provider) {
        this.credentials = provider;
        return this;
    }

    /** Whether the bucket goes into the path and not into the host name. Default: yes, but for AWS itself. */
    public S3Connection pathStyle(boolean inPath) {
        this.pathStyle = inPath;
        return this;
    }

    /** How many calls can be under way at once. Default: 64. */
    public S3Connection maxConnections(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("Invalid number of connections: " + most + ", expected at least 1");
        }
        this.maxConnections = most;
        return this;
    }

    /**
     * How long a call may take in all, and twice as long as it may wait for the next byte. Default: 30 s. When the whole time is
     * over the SDK interrupts the thread itself and clears the flag, and with it an interrupt that came before; when there are no
     * bytes it doesn't, so that a stalled call keeps the flag (H91).
     */
    public S3Connection callTimeout(Duration limit) {
        this.callTimeout = S3ObjectStore.requirePositive(limit);
        return this;
    }

    /** A new client; the caller closes it. */
    public S3Client open() {
        S3ClientBuilder builder = S3Client.builder()
                .region(region)
                .forcePathStyle(pathStyle)
                .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false)) // H95
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED) // H95
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .crossRegionAccessEnabled(false) // H4
                .httpClientBuilder(Apache5HttpClient.builder() // follows no redirects: H4
                        .maxConnections(maxConnections)
                        .connectionTimeout(callTimeout)
                        .connectionAcquisitionTimeout(callTimeout)
                        .socketTimeout(callTimeout.dividedBy(2))) // H91: see callTimeout
                .overrideConfiguration(config -> config.retryStrategy(DefaultRetryStrategy.doNotRetry()) // H88
                        .apiCallTimeout(callTimeout)
                        .apiCallAttemptTimeout(callTimeout));
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        if (credentials != null) {
            builder.credentialsProvider(credentials);
        }
        return builder.build();
    }

    Duration callTimeout() {
        return callTimeout;
    }
}
