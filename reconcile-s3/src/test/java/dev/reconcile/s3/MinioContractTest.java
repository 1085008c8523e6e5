package dev.reconcile.s3;

import dev.reconcile.store.KeyRules;
import dev.reconcile.store.WritableObjectStore;
import java.net.URI;
import java.util.Optional;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import software.amazon.awssdk.services.s3.S3Client;

/** The contract over MinIO, which keeps its objects as files; skipped where there is no Docker. */
@Testcontainers(disabledWithoutDocker = true)
class MinioContractTest extends S3StoreContract {

    private static final int PORT = 9000;

    @Container
    private static final GenericContainer<?> MINIO = new GenericContainer<>("minio/minio:latest")
            .withCommand("server", "/data")
            .withEnv("MINIO_ROOT_USER", "minio-access-key")
            .withEnv("MINIO_ROOT_PASSWORD", "minio-secret-key")
            .withExposedPorts(PORT)
            .waitingFor(Wait.forHttp("/minio/health/ready").forPort(PORT));

    @Override
    S3Server start() {
        URI endpoint = URI.create("http://" + MINIO.getHost() + ":" + MINIO.getMappedPort(PORT));
        S3Server server = new S3Server(endpoint, "us-east-1", "contract", "minio-access-key", "minio-secret-key");
        try (S3Client client = server.connection().open()) {
            server.createBucket(client);
        }
        return server;
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
