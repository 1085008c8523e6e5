package dev.reconcile.s3;

import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.testkit.StatusMatrixContract;
import java.net.URI;

/** Every status for every request, through the AWS SDK. */
class StatusMatrixContractTest extends StatusMatrixContract {

    @Override
    protected WritableObjectStore storeAt(URI endpoint, Options options) {
        return WireStores.at(endpoint, options);
    }
}
