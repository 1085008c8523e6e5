package dev.reconcile.r2;

import dev.reconcile.store.ObjectStore;
import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.testkit.WritableObjectStoreContract;
import java.util.Collection;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** The contract over a server that deviates from AWS as R2 does, by its documentation. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class R2ContractTest extends WritableObjectStoreContract {

    private final R2LikeServer server = new R2LikeServer();
    private final S3Client client = server.client();
    private final R2ObjectStore store = server.store(client);

    @AfterAll
    void stop() {
        client.close();
        server.close();
    }

    @Override
    protected WritableObjectStore store() {
        return store;
    }

    @Override
    protected ObjectStore storeToClose() {
        return server.storeWithItsOwnClient();
    }

    @Override
    protected boolean supportsConditionalRemoval() {
        return false; // H76
    }

    @Override
    protected boolean supportsRemovalOfAbsentObjects() {
        return false;
    }

    @Override
    protected boolean supportsFreeCopyTargets() {
        return false;
    }

    @Override
    protected boolean supportsTags() {
        return false; // H79
    }

    @Override
    protected boolean tellsUnicodeFormsApart() {
        return false; // H33
    }

    @Override
    protected void put(String key, byte[] content) {
        put(key, content, Map.of());
    }

    @Override
    protected void put(String key, byte[] content, Map<String, String> metadata) {
        client.putObject(
                put -> put.bucket(R2LikeServer.BUCKET).key(key).metadata(metadata), RequestBody.fromBytes(content));
    }

    @Override
    protected void remove(String key) {
        client.deleteObject(delete -> delete.bucket(R2LikeServer.BUCKET).key(key));
    }

    @Override
    protected byte[] content(String key) {
        return client.getObjectAsBytes(get -> get.bucket(R2LikeServer.BUCKET).key(key))
                .asByteArray();
    }

    @Override
    protected Map<String, String> metadata(String key) {
        return client.headObject(head -> head.bucket(R2LikeServer.BUCKET).key(key))
                .metadata();
    }

    @Override
    protected String beginUpload(String key) {
        return client.createMultipartUpload(
                        create -> create.bucket(R2LikeServer.BUCKET).key(key))
                .uploadId();
    }

    @Override
    protected Collection<String> secrets() {
        return R2LikeServer.SECRETS;
    }
}
