package dev.reconcile.s3;

import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.testkit.WireFaultContract;
import java.net.URI;

/** Faults of the wire, where the SDK itself reads listings. */
class WireFaultBySdkContractTest extends WireFaultContract {

    @Override
    protected WritableObjectStore storeAt(URI endpoint, Options options) {
        return WireStores.at(endpoint, options, false);
    }
}
