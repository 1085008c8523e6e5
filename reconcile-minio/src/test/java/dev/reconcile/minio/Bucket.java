package dev.reconcile.minio;

import io.minio.MinioAsyncClient;
import java.net.URI;

/** A bucket on a server, with what it takes to reach it. */
record Bucket(URI endpoint, String name, String accessKey, String secretKey) {

    MinioConnection connection() {
        return MinioConnection.to(endpoint).credentials(accessKey, secretKey);
    }

    MinioObjectStore.Builder store(MinioAsyncClient client) {
        return MinioObjectStore.builder(client, name);
    }
}
