package dev.reconcile.r2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reconcile.s3.S3Connection;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Versioning;
import java.net.URI;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;

class R2ConnectionTest {

    private static final String ACCOUNT = "0123456789abcdef0123456789abcdef";

    private static R2Connection connection() {
        return R2Connection.toAccount(ACCOUNT, "id", "secret");
    }

    @Test
    @DisplayName("H28, H96: every jurisdiction has an endpoint of its own")
    void endpoints() {
        assertThat(connection().endpoint()).hasToString("https://" + ACCOUNT + ".r2.cloudflarestorage.com");
        assertThat(connection().jurisdiction(Jurisdiction.EU).endpoint())
                .hasToString("https://" + ACCOUNT + ".eu.r2.cloudflarestorage.com");
        assertThat(connection().jurisdiction(Jurisdiction.FEDRAMP).endpoint())
                .hasToString("https://" + ACCOUNT + ".fedramp.r2.cloudflarestorage.com");
    }

    @Test
    void storeIsNamedByEndpointAndBucket() {
        try (R2ObjectStore store = R2ObjectStore.connect(connection().jurisdiction(Jurisdiction.EU), "uploads")) {
            assertThat(store.profile().identity())
                    .isEqualTo("https://" + ACCOUNT + ".eu.r2.cloudflarestorage.com/uploads");
            assertThat(store).hasToString("R2ObjectStore[" + store.profile().identity() + "]");
        }
    }

    @Test
    void asTheGuideHasIt() {
        String accountId = ACCOUNT;
        String accessKeyId = "id";
        String secretAccessKey = "secret";
        // snippet: r2
        R2ObjectStore store = R2ObjectStore.connect(
                R2Connection.toAccount(accountId, accessKeyId, secretAccessKey).jurisdiction(Jurisdiction.EU),
                "uploads");
        // end
        assertThat(store.profile().bucket()).isEqualTo("uploads");
        store.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "my-account", "https://0123456789abcdef0123456789abcdef", "0123456789ABCDEF0123456789ABCDEF"
            })
    void anythingElseIsNoAccount(String account) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> R2Connection.toAccount(account, "id", "secret"))
                .withMessageContaining("32 hexadecimal digits")
                .withMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://files.example.com", // a custom domain
                "https://pub-0123456789abcdef0123456789abcdef.r2.dev",
                "https://s3.eu-west-1.amazonaws.com",
                "https://0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com.example.com",
                "http://0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com"
            })
    @DisplayName("H27: what answers from a cache, or is no R2, is refused")
    void otherEndpointsAreRefused(String endpoint) {
        try (S3Client client = S3Connection.to(URI.create(endpoint), "auto").open()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> R2ObjectStore.of(client, "uploads"))
                    .withMessageContaining("r2.cloudflarestorage.com");
        }
    }

    @Test
    void theApplicationsOwnClientIsTaken() {
        try (S3Client client = S3Connection.to(connection().endpoint(), "auto").open();
                R2ObjectStore store = R2ObjectStore.of(client, "uploads")) {
            assertThat(store.profile().bucket()).isEqualTo("uploads");
        }
    }

    @Test
    @DisplayName("H79: what R2 doesn't have isn't asked for")
    void neitherTagsNorVersions() {
        try (R2ObjectStore store = R2ObjectStore.connect(connection(), "uploads")) {
            assertThat(store.versioning()).isEqualTo(Versioning.OFF);
            assertThat(store.tags(ObjectKey.of("k")).known()).isEmpty();
        }
    }

    @Test
    void nonsenseIsRefusedWhenItIsUsed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> R2ObjectStore.connect(connection().maxConnections(0), "uploads"));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> R2ObjectStore.connect(connection(), "no/bucket"));
    }
}
