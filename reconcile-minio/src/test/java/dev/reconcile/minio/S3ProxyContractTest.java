package dev.reconcile.minio;

import dev.reconcile.store.ListOrder;
import dev.reconcile.store.WritableObjectStore;
import java.net.URI;
import java.util.Optional;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.junit.jupiter.api.AfterAll;

/** S3Proxy is a server nobody here wrote: it lists in UTF-16 order and keeps its objects as files. */
class S3ProxyContractTest extends MinioStoreContract {

    private S3Proxy proxy;

    @Override
    Bucket start() {
        try {
            proxy = S3Proxy.builder()
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .awsAuthentication(AuthenticationType.AWS_V4, "s3proxy-access-key", "s3proxy-secret-key")
                    .blobStore(BlobStores.create("transient-nio2", new Properties()))
                    .build();
            proxy.start();
        } catch (Exception e) {
            throw new IllegalStateException("S3Proxy didn't start", e);
        }
        URI endpoint = URI.create("http://127.0.0.1:" + proxy.getPort());
        return new Bucket(endpoint, "contract", "s3proxy-access-key", "s3proxy-secret-key");
    }

    @Override
    MinioObjectStore.Builder adapted(MinioObjectStore.Builder builder) {
        return builder.listOrder(ListOrder.NONE);
    }

    @AfterAll
    void stop() throws Exception {
        proxy.stop();
    }

    @Override
    protected boolean supportsStartAfter() {
        return true; // in its own order, which is the same for the keys that are tried
    }

    @Override
    protected boolean supportsKeyBesideItsFolder() {
        return false;
    }

    @Override
    protected Optional<WritableObjectStore> versionedStore() {
        return versionedBucket();
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
        return false;
    }
}
