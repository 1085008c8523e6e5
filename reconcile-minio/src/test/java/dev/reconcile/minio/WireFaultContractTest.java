package dev.reconcile.minio;

import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.testkit.WireFaultContract;
import java.net.URI;

/** Faults of the wire, through minio-java. */
class WireFaultContractTest extends WireFaultContract {

    @Override
    protected WritableObjectStore storeAt(URI endpoint, Options options) {
        return WireStores.at(endpoint, options);
    }
}
