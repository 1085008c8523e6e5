package dev.reconcile.minio;

import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.testkit.ListAnswerContract;
import java.net.URI;

/** LIST through minio-java. */
class ListAnswerContractTest extends ListAnswerContract {

    @Override
    protected WritableObjectStore storeAt(URI endpoint, Options options) {
        return WireStores.at(endpoint, options);
    }
}
