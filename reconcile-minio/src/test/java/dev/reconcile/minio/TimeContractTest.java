package dev.reconcile.minio;

import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.testkit.TimeContract;
import java.net.URI;

/** The store's clock, through minio-java. */
class TimeContractTest extends TimeContract {

    @Override
    protected WritableObjectStore storeAt(URI endpoint, Options options) {
        return WireStores.at(endpoint, options);
    }
}
