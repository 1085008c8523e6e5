package dev.reconcile.minio;

import dev.reconcile.store.Checksum;
import dev.reconcile.store.Content;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.protocol.Endpoint;
import dev.reconcile.store.protocol.Refusal;
import io.minio.BucketArgs;
import io.minio.HeadBucketArgs;
import io.minio.HeadObjectArgs;
import io.minio.Http;
import io.minio.MinioAsyncClient;
import io.minio.errors.MinioException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.URL;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import okhttp3.Authenticator;
import okhttp3.Connection;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests as a client of minio-java would: with its address, its credentials, its signature and its HTTP client; but once,
 * within a time, along a checked path, and leaves the answer as it came. Over connections of its
 * own, which {@link #close} lets go of; the client stays as it is.
 */
final class Requests extends MinioAsyncClient {

    private static final int MOST_IDLE = 64;

    /** Less than stores keep idle connections for, so that hardly any request meets a closed one. */
    private static final Duration IDLE = Duration.ofSeconds(5);

    private final ConnectionPool connections = new ConnectionPool(MOST_IDLE, IDLE.toMillis(), TimeUnit.MILLISECONDS);
    private final Set<Connection> used = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    private final OkHttpClient once;

    Requests(MinioAsyncClient client) {
        super(client);
        this.once = once(httpClient.newBuilder())
                .cache(null) // H27
                .connectTimeout(Duration.ZERO) // the call's own limit holds
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .connectionPool(connections)
                .addInterceptor(Exchange::check)
                .addNetworkInterceptor(chain -> Exchange.send(chain, used))
                .build();
    }

    /** Takes from an HTTP client all that sends a request more than once. */
    static OkHttpClient.Builder once(OkHttpClient.Builder http) {
        http.interceptors().removeIf(each -> each instanceof Http.StatusRetryInterceptor); // H88
        return http.followRedirects(false) // H4
                .followSslRedirects(false)
                .retryOnConnectionFailure(false) // H88
                .authenticator(Authenticator.NONE);
    }

    @Override
    public void close() {
        connections.evictAll();
    }

    /** Where a request for a key goes. */
    URL url(String bucket, String key) {
        try {
            return baseUrl.buildUrl(Http.Method.HEAD, bucket, key, region(), null)
                    .url();
        } catch (MinioException e) {
            throw new IllegalStateException(e);
        }
    }

    /** minio-java would ask the store for it, which takes a request and a permission. */
    private String region() {
        return baseUrl.region() == null ? Http.US_EAST_1 : baseUrl.region();
    }

    /**
     * The store's answer.
     *
     * @throws NoAnswer if there was none
     */
    Answer send(Endpoint endpoint, Call call, Duration limit) {
        if (Thread.currentThread().isInterrupted()) {
            throw NoAnswer.notSent(Refusal.interrupted()); // H91
        }
        try {
            return sendOnce(endpoint, call, limit);
        } catch (StaleConnection e) {
            connections.evictAll();
            return sendOnce(endpoint, call, limit);
        }
    }

    /** A read that met a connection which the store had closed: nobody answered, as nobody was there to be asked. */
    private static final class StaleConnection extends RuntimeException {

        private static final long serialVersionUID = 1L;

        StaleConnection() {
            super("the connection had been closed", null, false, false);
        }
    }

    private Answer sendOnce(Endpoint endpoint, Call call, Duration limit) {
        ObjectKey key = call.key();
        Exchange exchange = new Exchange(key == null ? bucketPath(endpoint) : endpoint.path() + key.value());
        Request request = withContent(call, signed(endpoint.bucket(), call))
                .newBuilder()
                .tag(Exchange.class, exchange)
                .build();
        okhttp3.Call sending = once.newCall(request);
        sending.timeout().timeout(limit.toNanos(), TimeUnit.NANOSECONDS); // H92
        try {
            sending.execute().close();
        } catch (IOException | RuntimeException e) { // H37
            if (exchange.answer() == null || Thread.currentThread().isInterrupted()) {
                boolean isRead = call.method() == Http.Method.GET || call.method() == Http.Method.HEAD;
                if (isRead && exchange.wasOnUsedConnection() && isHangUp(e)) {
                    throw new StaleConnection();
                }
                throw failed(e, exchange);
            }
        }
        if (exchange.answer() == null) {
            throw NoAnswer.notSent(Refusal.unreadable(new IllegalStateException()));
        }
        return exchange.answer();
    }

    private static String bucketPath(Endpoint endpoint) {
        String path = endpoint.path();
        return path.length() > 1 ? path.substring(0, path.length() - 1) : path;
    }

    private static boolean isHangUp(Exception thrown) {
        return thrown instanceof IOException
                && !(thrown instanceof ProtocolException)
                && !(thrown instanceof InterruptedIOException)
                && !Thread.currentThread().isInterrupted();
    }

    private static NoAnswer failed(Exception thrown, Exchange exchange) {
        if (Thread.currentThread().isInterrupted()) {
            return exchange.wasSent()
                    ? NoAnswer.sent(Refusal.interrupted())
                    : NoAnswer.notSent(Refusal.interrupted()); // H91
        }
        if (exchange.wasRefused()) {
            return NoAnswer.otherKey();
        }
        if (thrown instanceof InterruptedIOException) { // which is how OkHttp says that time is over
            return NoAnswer.sent(Refusal.late());
        }
        if (thrown instanceof ProtocolException) {
            return NoAnswer.sent(Refusal.unreadable(thrown));
        }
        return thrown instanceof IOException || exchange.wasSent()
                ? NoAnswer.sent(Refusal.unanswered(thrown))
                : NoAnswer.notSent(Refusal.unsigned(thrown));
    }

    private Request signed(String bucket, Call call) {
        try {
            return Http.S3Request.builder()
                    .userAgent(userAgent)
                    .method(call.method())
                    .args(args(bucket, call.key()))
                    .headers(new Http.Headers(call.headers()))
                    .queryParams(new Http.QueryParameters(call.query()))
                    .body(body(call))
                    .build()
                    .toRequest(baseUrl, region(), provider == null ? null : provider.fetch())
                    .httpRequest();
        } catch (MinioException | RuntimeException e) {
            throw NoAnswer.notSent(Refusal.unsigned(e)); // H12
        }
    }

    /** Without minio-java's own opinion of names: what can't be sent shows on the wire. */
    private static BucketArgs args(String bucket, @Nullable ObjectKey key) {
        return key == null
                ? HeadBucketArgs.builder().skipValidation(true).bucket(bucket).build()
                : HeadObjectArgs.builder()
                        .skipValidation(true)
                        .bucket(bucket)
                        .object(key.value())
                        .build();
    }

    private static Http.@Nullable Body body(Call call) {
        Content content = call.content();
        byte[] md5 = call.contentMd5();
        if (content != null && md5 != null) { // of the bytes, signing looks at length and checksums only
            return new Http.Body(
                    new byte[0],
                    Math.toIntExact(content.size()),
                    MediaType.parse(call.contentType()),
                    content.sha256(),
                    Base64.getEncoder().encodeToString(md5));
        }
        byte[] bytes = call.body();
        return bytes == null
                ? null
                : new Http.Body(
                        bytes,
                        bytes.length,
                        MediaType.parse(call.contentType()),
                        Checksum.over(Checksum.Algorithm.SHA256, bytes).hex(),
                        Checksum.over(Checksum.Algorithm.MD5, bytes).base64());
    }

    /** The signed request with the content, that was never in memory, in the place of its stand-in. */
    private static Request withContent(Call call, Request signed) {
        Content content = call.content();
        return content == null
                ? signed
                : signed.newBuilder()
                        .method(signed.method(), new StreamedBody(content, MediaType.parse(call.contentType())))
                        .build();
    }
}
