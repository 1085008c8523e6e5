package dev.reconcile.minio;

import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.testkit.HeadAnswerContract;
import java.net.URI;

/** HEAD through minio-java. */
class HeadAnswerContractTest extends HeadAnswerContract {

    @Override
    protected WritableObjectStore storeAt(URI endpoint, Options options) {
        return WireStores.at(endpoint, options);
    }
}
