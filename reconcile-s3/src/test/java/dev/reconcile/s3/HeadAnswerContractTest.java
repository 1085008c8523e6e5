package dev.reconcile.s3;

import dev.reconcile.store.WritableObjectStore;
import dev.reconcile.testkit.HeadAnswerContract;
import java.net.URI;

/** HEAD through the AWS SDK. */
class HeadAnswerContractTest extends HeadAnswerContract {

    @Override
    protected WritableObjectStore storeAt(URI endpoint, Options options) {
        return WireStores.at(endpoint, options);
    }
}
