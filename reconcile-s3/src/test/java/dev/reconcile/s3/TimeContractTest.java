package dev.reconcile.s3;

import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.testkit.TimeContract;
import java.net.URI;

/** The store's clock, through the AWS SDK. */
class TimeContractTest extends TimeContract {

    @Override
    protected WritableObjectStore storeAt(URI endpoint, Options options) {
        return WireStores.at(endpoint, options);
    }
}
