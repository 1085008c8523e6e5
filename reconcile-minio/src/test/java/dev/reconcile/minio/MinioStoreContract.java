package dev.reconcile.minio;

import dev.reconcile.store.ObjectStore;
import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.testkit.WritableObjectStoreContract;
import io.minio.CreateMultipartUploadArgs;
import io.minio.GetObjectArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioAsyncClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.SetBucketVersioningArgs;
import io.minio.StatObjectArgs;
import io.minio.messages.VersioningConfiguration;
import java.io.ByteArrayInputStream;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The contract over a bucket on some server, read by the store and written by minio-java's own methods. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MinioStoreContract extends WritableObjectStoreContract {

    private Bucket bucket;
    private MinioAsyncClient client;
    private MinioObjectStore store;
    private WritableObjectStore versioned;

    /** A bucket on the server, which may not exist yet. */
    abstract Bucket start();

    /** Sets what the server differs in. */
    MinioObjectStore.Builder adapted(MinioObjectStore.Builder builder) {
        return builder;
    }

    @BeforeAll
    void open() throws Exception {
        bucket = start();
        client = bucket.connection().open();
        make(bucket.name());
        store = adapted(bucket.store(client)).build();
    }

    @AfterAll
    void closeClient() {
        if (client != null) {
            client.close();
        }
    }

    private interface Request<T> {
        CompletableFuture<T> send() throws Exception;
    }

    private static <T> T done(Request<T> request) {
        try {
            return request.send().get();
        } catch (Exception e) {
            throw new IllegalStateException("The server refused what a test needs", e);
        }
    }

    private void make(String name) {
        done(() -> client.makeBucket(MakeBucketArgs.builder().bucket(name).build()));
    }

    /** A second bucket on the server, which keeps versions, as a store. */
    Optional<WritableObjectStore> versionedBucket() {
        if (versioned == null) {
            make("versions");
            done(() -> client.setBucketVersioning(SetBucketVersioningArgs.builder()
                    .bucket("versions")
                    .config(new VersioningConfiguration(VersioningConfiguration.Status.ENABLED, null, null, null))
                    .build()));
            versioned = adapted(MinioObjectStore.builder(client, "versions")).build();
        }
        return Optional.of(versioned);
    }

    @Override
    protected WritableObjectStore store() {
        return store;
    }

    @Override
    protected ObjectStore storeToClose() {
        return MinioObjectStore.connect(bucket.connection(), bucket.name()).build();
    }

    @Override
    protected void put(String key, byte[] content) {
        put(key, content, Map.of());
    }

    @Override
    protected void remove(String key) {
        done(() -> client.removeObject(
                RemoveObjectArgs.builder().bucket(bucket.name()).object(key).build()));
    }

    @Override
    protected void put(String key, byte[] content, Map<String, String> metadata) {
        done(() -> client.putObject(PutObjectArgs.builder().bucket(bucket.name()).object(key).stream(
                        new ByteArrayInputStream(content), (long) content.length, -1L)
                .userMetadata(metadata)
                .build()));
    }

    @Override
    protected byte[] content(String key) {
        try (var answer = done(() -> client.getObject(
                GetObjectArgs.builder().bucket(bucket.name()).object(key).build()))) {
            return answer.readAllBytes();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    protected Map<String, String> metadata(String key) {
        Map<String, String> metadata = new LinkedHashMap<>();
        done(() -> client.statObject(StatObjectArgs.builder()
                        .bucket(bucket.name())
                        .object(key)
                        .build()))
                .headers()
                .forEach(header -> {
                    String name = header.getFirst().toLowerCase(Locale.ROOT);
                    if (name.startsWith("x-amz-meta-")) {
                        metadata.put(name.substring("x-amz-meta-".length()), header.getSecond());
                    }
                });
        return metadata;
    }

    @Override
    protected String beginUpload(String key) {
        return done(() -> client.createMultipartUpload(CreateMultipartUploadArgs.builder()
                        .bucket(bucket.name())
                        .object(key)
                        .build()))
                .result()
                .uploadId();
    }

    @Override
    protected Collection<String> secrets() {
        return List.of(bucket.accessKey(), bucket.secretKey());
    }
}
