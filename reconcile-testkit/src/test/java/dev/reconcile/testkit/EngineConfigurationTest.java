package dev.reconcile.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reconcile.ReconcileEngine;
import dev.reconcile.ReconcileRequest;
import dev.reconcile.catalog.CatalogProfile;
import dev.reconcile.catalog.InMemoryCatalog;
import dev.reconcile.store.InMemoryObjectStore;
import dev.reconcile.store.KeyRules;
import dev.reconcile.store.ListOrder;
import dev.reconcile.store.StoreProfile;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Ordinary mistakes in putting an engine together: each would end in wrong marks, and is refused instead. */
class EngineConfigurationTest {

    private static ReconcileEngine.Builder engine(@Nullable String bucketOfStore, String... bucketsOfCatalog) {
        List<String> roles = List.of("original");
        return ReconcileEngine.builder(
                FaultyObjectStore.over(new InMemoryObjectStore())
                        .profile(new StoreProfile("store", ListOrder.UTF8, KeyRules.S3, bucketOfStore)),
                FaultyCatalog.over(new InMemoryCatalog("catalog", roles, "error", InstantSource.system()))
                        .profile(new CatalogProfile("catalog", roles, Set.of(), Set.of(bucketsOfCatalog), "")));
    }

    @Test
    void aStoreOfAnotherBucketThanTheCatalogsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(engine("docs", "dosc")::build)
                .withMessage(
                        "Invalid engine: the store is bucket 'docs', but the catalog's locators name bucket 'dosc';"
                                + " a reference would be looked for in the wrong bucket");
        assertThatIllegalArgumentException()
                .isThrownBy(engine("docs", "docs", "archive")::build)
                .withMessageContaining("name bucket 'archive', 'docs';");
        assertThatIllegalArgumentException().as("a bucket's case counts").isThrownBy(engine("docs", "Docs")::build);
    }

    @Test
    void aFilterColumnThatIsNotDeclaredIsRefused() {
        ReconcileRequest request =
                ReconcileRequest.builder().where("project", "42").build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> engine(null).build().run(request))
                .withMessage("Invalid request: the catalog can't be filtered by [project];"
                        + " the catalog declares no filter columns (JdbcCatalogBuilder.filter)");
        World world = World.of(1);
        world.catalog.profile(new CatalogProfile("catalog", List.of("original", "staged"), Set.of("owner")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> world.run(request))
                .withMessage("Invalid request: the catalog can't be filtered by [project]; it can by [owner]");
    }

    @Test
    void theSameBucketOrOneThatIsNotKnownIsTaken() {
        assertThatCode(engine("docs", "docs")::build).doesNotThrowAnyException();
        assertThatCode(engine("docs")::build).doesNotThrowAnyException();
        assertThatCode(engine(null, "docs")::build).doesNotThrowAnyException();
        assertThatCode(engine(null)::build).doesNotThrowAnyException();
    }
}
