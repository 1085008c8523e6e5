package dev.reconcile.s3;

import dev.reconcile.store.ObjectStore;
import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.testkit.WritableObjectStoreContract;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/** The contract over a bucket on some server, read by the store and written by the same client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class S3StoreContract extends WritableObjectStoreContract {

    private S3Server server;
    private S3Client client;
    private S3ObjectStore store;
    private WritableObjectStore versioned;

    /** The server; its bucket may not exist yet. */
    abstract S3Server start();

    /** Sets what the server differs in. */
    S3ObjectStore.Builder adapted(S3ObjectStore.Builder builder) {
        return builder;
    }

    @BeforeAll
    void open() {
        server = start();
        client = server.connection().open();
        store = adapted(server.store(client)).build();
    }

    @AfterAll
    void closeClient() {
        if (client != null) {
            client.close();
        }
    }

    S3Client client() {
        return client;
    }

    /** A second bucket on the server, which keeps versions, as a store. */
    Optional<WritableObjectStore> versionedBucket() {
        if (versioned == null) {
            S3Server other = new S3Server(
                    server.endpoint(), server.region(), "versions", server.accessKey(), server.secretKey());
            other.createBucket(client);
            client.putBucketVersioning(put -> put.bucket("versions")
                    .versioningConfiguration(versioning -> versioning.status(BucketVersioningStatus.ENABLED)));
            versioned = adapted(other.store(client)).build();
        }
        return Optional.of(versioned);
    }

    @Override
    protected WritableObjectStore store() {
        return store;
    }

    @Override
    protected ObjectStore storeToClose() {
        return S3ObjectStore.connect(server.connection(), server.bucket()).build();
    }

    @Override
    protected void put(String key, byte[] content) {
        server.put(client, key, content);
    }

    @Override
    protected void remove(String key) {
        server.remove(client, key);
    }

    @Override
    protected void put(String key, byte[] content, Map<String, String> metadata) {
        client.putObject(
                put -> put.bucket(server.bucket()).key(key).metadata(metadata), RequestBody.fromBytes(content));
    }

    @Override
    protected byte[] content(String key) {
        return client.getObjectAsBytes(get -> get.bucket(server.bucket()).key(key))
                .asByteArray();
    }

    @Override
    protected Map<String, String> metadata(String key) {
        return client.headObject(head -> head.bucket(server.bucket()).key(key)).metadata();
    }

    @Override
    protected String beginUpload(String key) {
        return client.createMultipartUpload(
                        create -> create.bucket(server.bucket()).key(key))
                .uploadId();
    }

    @Override
    protected Collection<String> secrets() {
        return List.of(server.accessKey(), server.secretKey());
    }
}
