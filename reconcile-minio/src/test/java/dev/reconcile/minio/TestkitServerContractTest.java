package dev.reconcile.minio;

import dev.reconcile.store.ListOrder;
import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.testkit.s3.Deviations;
import dev.reconcile.testkit.s3.S3Server;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/** The contract over the testkit's server: as AWS, and as the stores that deviate from it. */
class TestkitServerContractTest {

    @Nested
    class AsAws extends Contract {

        AsAws() {
            super(Deviations.none());
        }

        @Override
        protected Optional<WritableObjectStore> versionedStore() {
            return versionedBucket();
        }
    }

    @Nested
    class AsADirectoryBucket extends Contract {

        AsADirectoryBucket() {
            super(Deviations.directoryBucket());
        }

        @Override
        MinioObjectStore.Builder adapted(MinioObjectStore.Builder builder) {
            return builder.listOrder(ListOrder.NONE);
        }

        @Override
        protected boolean supportsStartAfter() {
            return false;
        }

        @Override
        protected boolean supportsTags() {
            return false;
        }
    }

    @Nested
    class AsMinio extends Contract {

        AsMinio() {
            super(Deviations.minio());
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
    }

    @Nested
    class AsCeph extends Contract {

        AsCeph() {
            super(Deviations.ceph());
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
    }

    /** A server of its own for each. */
    abstract static class Contract extends MinioStoreContract {

        private final Deviations deviations;
        private S3Server running;

        Contract(Deviations deviations) {
            this.deviations = deviations;
        }

        @Override
        Bucket start() {
            running = S3Server.builder().deviations(deviations).start();
            return new Bucket(running.endpoint(), "contract", S3Server.ACCESS_KEY, S3Server.SECRET_KEY);
        }

        @AfterAll
        void stop() {
            running.close();
        }
    }
}
