package dev.reconcile.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import dev.reconcile.testkit.WireServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** What is the SDK's own before a scripted server; both serve all tests of a class, one after another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WireTest {

    final WireServer server = new WireServer();
    final S3ObjectStore store =
            S3ObjectStore.connect(connection(), WireServer.BUCKET).build();

    S3Connection connection() {
        return WireStores.connection(server.endpoint());
    }

    @AfterAll
    void stop() {
        store.close();
        server.close();
    }

    Presence stat(String key) {
        return store.stat(ObjectKey.of(key));
    }

    StoreException failure(ListRequest request) {
        StoreException failure = catchThrowableOfType(StoreException.class, () -> store.list(request));
        assertThat(failure).as("a listing that fails").isNotNull();
        return failure;
    }
}
