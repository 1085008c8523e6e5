package dev.reconcile.s3;

import dev.reconcile.store.KeyRules;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.testkit.s3.Deviations;
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
    class AsAwsWithListingsReadByTheSdk extends Contract {

        AsAwsWithListingsReadByTheSdk() {
            super(Deviations.none());
        }

        @Override
        S3ObjectStore.Builder adapted(S3ObjectStore.Builder builder) {
            return builder.readingListings(false);
        }
    }

    @Nested
    class AsADirectoryBucket extends Contract {

        AsADirectoryBucket() {
            super(Deviations.directoryBucket());
        }

        @Override
        S3ObjectStore.Builder adapted(S3ObjectStore.Builder builder) {
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
        S3ObjectStore.Builder adapted(S3ObjectStore.Builder builder) {
            return builder.keyRules(KeyRules.FILE_SYSTEM);
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
    abstract static class Contract extends S3StoreContract {

        private final Deviations deviations;
        private dev.reconcile.testkit.s3.S3Server running;

        Contract(Deviations deviations) {
            this.deviations = deviations;
        }

        @Override
        S3Server start() {
            running = dev.reconcile.testkit.s3.S3Server.builder()
                    .buckets("contract")
                    .deviations(deviations)
                    .start();
            return new S3Server(
                    running.endpoint(),
                    running.region(),
                    "contract",
                    dev.reconcile.testkit.s3.S3Server.ACCESS_KEY,
                    dev.reconcile.testkit.s3.S3Server.SECRET_KEY);
        }

        @AfterAll
        void stop() {
            running.close();
        }
    }
}
