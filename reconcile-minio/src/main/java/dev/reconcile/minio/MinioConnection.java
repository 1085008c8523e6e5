package dev.reconcile.minio;

import dev.reconcile.store.protocol.Endpoint;
import io.minio.Http;
import io.minio.MinioAsyncClient;
import io.minio.credentials.Provider;
import java.net.URI;
import java.time.Duration;
import okhttp3.OkHttpClient;

/**
 * Sets up a client that suits this library: no retries, as the engine has its own (H88), no redirects (H4), a time limit on every
 * call (H92) where minio-java waits five minutes for each byte. Settings are changed in place; not thread-safe.
 */
public final class MinioConnection {

    private final URI endpoint;
    private String region = Http.US_EAST_1;
    private MinioAsyncClient.Builder client = MinioAsyncClient.builder();
    private Duration callTimeout = MinioObjectStore.CALL_TIMEOUT;

    private MinioConnection(URI endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * To a store at this address.
     *
     * @param endpoint scheme, host and, where needed, port; without the bucket
     * @throws IllegalArgumentException if the address isn't of that shape
     */
    public static MinioConnection to(URI endpoint) {
        return new MinioConnection(Endpoint.requirePlain(endpoint));
    }

    /** What the store calls its own region. Default: {@code us-east-1}, as MinIO does unless told otherwise. */
    public MinioConnection region(String name) {
        this.region = name;
        return this;
    }

    /** Default: none, so that requests are anonymous. */
    public MinioConnection credentials(String accessKey, String secretKey) {
        client = client.credentials(accessKey, secretKey);
        return this;
    }

    /** As {@link #credentials(String, String)}, from where they are renewed (H12). It is asked before every request. */
    public MinioConnection credentials(Provider provider) {
        client = client.credentialsProvider(provider);
        return this;
    }

    /** How long a call may take in all. Default: 30 s. */
    public MinioConnection callTimeout(Duration limit) {
        this.callTimeout = MinioObjectStore.requirePositive(limit);
        return this;
    }

    /** A new client; the caller closes it. */
    public MinioAsyncClient open() {
        OkHttpClient.Builder http = Http.newDefaultClient()
                .newBuilder() // with the environment's certificates
                .connectTimeout(callTimeout)
                .readTimeout(callTimeout)
                .writeTimeout(callTimeout)
                .callTimeout(callTimeout); // H92
        return client.endpoint(endpoint.toString())
                .region(region)
                .httpClient(Requests.once(http).build(), true)
                .build();
    }

    Duration callTimeout() {
        return callTimeout;
    }

    @Override
    public String toString() {
        return "MinioConnection[" + endpoint + "]";
    }
}
