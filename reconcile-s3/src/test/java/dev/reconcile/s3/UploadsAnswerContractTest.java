package dev.reconcile.s3;

import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.testkit.UploadsAnswerContract;
import java.net.URI;

/** Unfinished uploads through the AWS SDK. */
class UploadsAnswerContractTest extends UploadsAnswerContract {

    @Override
    protected WritableObjectStore storeAt(URI endpoint, Options options) {
        return WireStores.at(endpoint, options);
    }
}
