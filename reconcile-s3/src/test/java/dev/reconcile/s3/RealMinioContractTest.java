package dev.reconcile.s3;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reconcile.store.KeyRules;
import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.testkit.s3.MinioServer;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import software.amazon.awssdk.services.s3.S3Client;

/** The contract over a real MinIO without Docker; skipped where {@code scripts/minio} has built none. */
class RealMinioContractTest extends S3StoreContract {

    private MinioServer minio;

    @Override
    S3Server start() {
        Optional<Path> binary = MinioServer.binary();
        assumeTrue(binary.isPresent(), "there is no MinIO: scripts/minio builds one, RECONCILE_MINIO names one");
        minio = MinioServer.start(binary.get());
        S3Server server =
                new S3Server(minio.endpoint(), "us-east-1", "contract", MinioServer.ACCESS_KEY, MinioServer.SECRET_KEY);
        try (S3Client client = server.connection().open()) {
            server.createBucket(client);
        }
        return server;
    }

    @AfterAll
    void stop() {
        if (minio != null) {
            minio.close();
        }
    }

    @Override
    S3ObjectStore.Builder adapted(S3ObjectStore.Builder builder) {
        return builder.keyRules(KeyRules.FILE_SYSTEM);
    }

    @Override
    protected boolean supportsKeyBesideItsFolder() {
        return false; // H8
    }

    @Override
    protected Optional<WritableObjectStore> versionedStore() {
        return versionedBucket();
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
    protected boolean supportsUploads() {
        return false; // only those of one key that is named in full
    }

    @Override
    protected boolean supportsTagsOfAnyLetter() {
        return false;
    }
}
