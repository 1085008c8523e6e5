package dev.reconcile.s3;

import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.testkit.KeyWireContract;
import java.net.URI;

/** Keys on the wire, through the AWS SDK. */
class KeyWireContractTest extends KeyWireContract {

    @Override
    protected WritableObjectStore storeAt(URI endpoint, Options options) {
        return WireStores.at(endpoint, options);
    }
}
