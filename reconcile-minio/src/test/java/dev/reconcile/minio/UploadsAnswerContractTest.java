package dev.reconcile.minio;

import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.testkit.UploadsAnswerContract;
import java.net.URI;

/** Unfinished uploads through minio-java. */
class UploadsAnswerContractTest extends UploadsAnswerContract {

    @Override
    protected WritableObjectStore storeAt(URI endpoint, Options options) {
        return WireStores.at(endpoint, options);
    }
}
