package dev.reconcile.s3;

import dev.reconcile.store.KeyRules;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The contract over whatever server the environment names: RECONCILE_S3_ENDPOINT, _BUCKET, _ACCESS_KEY, _SECRET_KEY and, unless
 * it is us-east-1, _REGION. A server that keeps objects as files, as MinIO does, needs RECONCILE_S3_ON_FILES=true, and
 * RECONCILE_S3_LACKS names what it can't do, separated by commas: conditional-removal, removal-of-absent-objects,
 * conditional-copies, conditional-creation, free-copy-targets, tags, uploads. The bucket has to exist and be empty.
 */
@EnabledIfEnvironmentVariable(
        named = "RECONCILE_S3_ENDPOINT",
        matches = ".+",
        disabledReason = "no server is named by RECONCILE_S3_ENDPOINT")
class NamedEndpointContractTest extends S3StoreContract {

    private static final boolean ON_FILES = Boolean.parseBoolean(System.getenv("RECONCILE_S3_ON_FILES"));

    private static final Set<String> LACKS = Set.of(
            Optional.ofNullable(System.getenv("RECONCILE_S3_LACKS")).orElse("").split(","));

    @Override
    S3Server start() {
        return new S3Server(
                URI.create(setting("ENDPOINT")),
                Optional.ofNullable(System.getenv("RECONCILE_S3_REGION")).orElse("us-east-1"),
                setting("BUCKET"),
                setting("ACCESS_KEY"),
                setting("SECRET_KEY"));
    }

    @Override
    S3ObjectStore.Builder adapted(S3ObjectStore.Builder builder) {
        return ON_FILES ? builder.keyRules(KeyRules.FILE_SYSTEM) : builder;
    }

    @Override
    protected boolean supportsKeyBesideItsFolder() {
        return !ON_FILES; // H8
    }

    @Override
    protected boolean supportsConditionalRemoval() {
        return !LACKS.contains("conditional-removal");
    }

    @Override
    protected boolean supportsRemovalOfAbsentObjects() {
        return !LACKS.contains("removal-of-absent-objects");
    }

    @Override
    protected boolean supportsConditionalCopies() {
        return !LACKS.contains("conditional-copies");
    }

    @Override
    protected boolean supportsConditionalCreation() {
        return !LACKS.contains("conditional-creation");
    }

    @Override
    protected boolean supportsFreeCopyTargets() {
        return !LACKS.contains("free-copy-targets");
    }

    @Override
    protected boolean supportsTags() {
        return !LACKS.contains("tags");
    }

    @Override
    protected boolean supportsUploads() {
        return !LACKS.contains("uploads");
    }

    private static String setting(String name) {
        String variable = "RECONCILE_S3_" + name;
        return Optional.ofNullable(System.getenv(variable))
                .orElseThrow(() -> new IllegalStateException("Set " + variable + " beside RECONCILE_S3_ENDPOINT"));
    }
}
