package dev.reconcile.bench;

import dev.reconcile.s3.S3ObjectStore;
import dev.reconcile.store.ListRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A page of a thousand objects out of memory, by the SDK alone and by the adapter: microseconds a page. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class PageParseBenchmark {

    private final S3Client client = S3Client.builder()
            .region(Region.US_EAST_1)
            .endpointOverride(URI.create("http://127.0.0.1:9"))
            .forcePathStyle(true)
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("bench", "bench-secret")))
            .httpClient(new OnePage())
            .build();
    private final S3ObjectStore store = S3ObjectStore.of(client, SyntheticStore.BUCKET);

    @TearDown
    public void close() {
        client.close();
    }

    @Benchmark
    public Object bySdk() {
        return client.listObjectsV2(list -> list.bucket(SyntheticStore.BUCKET).encodingType("url"));
    }

    @Benchmark
    public Object byStore() {
        return store.list(ListRequest.of(""));
    }

    /** Answers every request with the first page of a bucket. */
    private static final class OnePage implements SdkHttpClient {

        private final byte[] page;

        private OnePage() {
            StorePages pages = new StorePages(new DataSet(100_000, Layout.UNIFORM, 0, 0), SyntheticStore.BUCKET);
            pages.list(StoreRequest.parse("GET /bench?list-type=2&encoding-type=url HTTP/1.1"));
            page = Arrays.copyOf(pages.body(), pages.bodyLength());
        }

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    return HttpExecuteResponse.builder()
                            .response(SdkHttpResponse.builder()
                                    .statusCode(200)
                                    .putHeader("Content-Type", "application/xml")
                                    .putHeader("Content-Length", String.valueOf(page.length))
                                    .putHeader("x-amz-request-id", "R1")
                                    .build())
                            .responseBody(AbortableInputStream.create(new ByteArrayInputStream(page)))
                            .build();
                }

                @Override
                public void abort() {
                    // nothing is under way
                }
            };
        }

        @Override
        public void close() {
            // it holds nothing
        }
    }
}
