package dev.reconcile.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoreException;
import org.junit.jupiter.api.AfterEach;

/** A store before a scripted server. */
abstract class WireTest {

    final WireServer server = new WireServer();
    final S3ObjectStore store =
            S3ObjectStore.connect(server.connection(), WireServer.BUCKET).build();

    @AfterEach
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
