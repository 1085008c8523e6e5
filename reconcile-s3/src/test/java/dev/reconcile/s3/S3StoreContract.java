package dev.reconcile.s3;

import dev.reconcile.store.ObjectStore;
import dev.reconcile.testkit.ObjectStoreContract;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.s3.S3Client;

/** The contract over a bucket on some server, read by the store and written by the same client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class S3StoreContract extends ObjectStoreContract {

    private S3Server server;
    private S3Client client;
    private S3ObjectStore store;

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

    @Override
    protected ObjectStore store() {
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
    protected Collection<String> secrets() {
        return List.of(server.accessKey(), server.secretKey());
    }
}
