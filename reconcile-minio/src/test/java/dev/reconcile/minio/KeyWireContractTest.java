package dev.reconcile.minio;

import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.testkit.KeyWireContract;
import java.net.URI;

/** Keys on the wire, through minio-java. */
class KeyWireContractTest extends KeyWireContract {

    @Override
    protected WritableObjectStore storeAt(URI endpoint, Options options) {
        return WireStores.at(endpoint, options);
    }
}
