package dev.reconcile.minio;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.testkit.s3.MinioServer;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;

/** The contract over a real MinIO without Docker; skipped where {@code scripts/minio} has built none. */
class RealMinioContractTest extends MinioStoreContract {

    private MinioServer minio;

    @Override
    Bucket start() {
        Optional<Path> binary = MinioServer.binary();
        assumeTrue(binary.isPresent(), "there is no MinIO: scripts/minio builds one, RECONCILE_MINIO names one");
        minio = MinioServer.start(binary.get());
        return new Bucket(minio.endpoint(), "contract", MinioServer.ACCESS_KEY, MinioServer.SECRET_KEY);
    }

    @AfterAll
    void stop() {
        if (minio != null) {
            minio.close();
        }
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
