package dev.reconcile.s3;

import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.testkit.ListAnswerContract;
import java.net.URI;

/** LIST, where the SDK itself reads listings. */
class ListAnswerBySdkContractTest extends ListAnswerContract {

    @Override
    protected WritableObjectStore storeAt(URI endpoint, Options options) {
        return WireStores.at(endpoint, options, false);
    }
}
