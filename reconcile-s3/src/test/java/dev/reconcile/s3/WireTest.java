package dev.reconcile.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** A store before a scripted server; both serve all tests of a class, one after another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WireTest {

    final WireServer server = new WireServer();
    final S3ObjectStore store =
            S3ObjectStore.connect(server.connection(), WireServer.BUCKET).build();

    @AfterAll
    void stop() {
        store.close();
        server.close();
    }

    Presence stat(String key) {
        return store.stat(ObjectKey.of(key));
    }

    Presence.Unknown unknown(String key) {
        Presence presence = stat(key);
        assertThat(presence).isInstanceOf(Presence.Unknown.class);
        return (Presence.Unknown) presence;
    }

    StoreException failure(ListRequest request) {
        StoreException failure = catchThrowableOfType(StoreException.class, () -> store.list(request));
        assertThat(failure).as("a listing that fails").isNotNull();
        assertThat(failure).as("the SDK's exceptions stay inside (H100)").hasNoCause();
        return failure;
    }
}
