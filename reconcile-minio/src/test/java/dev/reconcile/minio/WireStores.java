package dev.reconcile.minio;

import dev.reconcile.testkit.WireContract;
import dev.reconcile.testkit.WireServer;
import java.net.URI;

/** Stores before a scripted server. */
final class WireStores {

    static final String ACCESS_KEY = "wire-access-key";
    static final String SECRET_KEY = "wire-secret-key";

    private WireStores() {}

    static MinioConnection connection(URI endpoint) {
        return MinioConnection.to(endpoint).credentials(ACCESS_KEY, SECRET_KEY);
    }

    static MinioObjectStore at(URI endpoint, WireContract.Options options) {
        MinioObjectStore.Builder builder = MinioObjectStore.connect(
                        connection(endpoint).callTimeout(options.callTimeout()), WireServer.BUCKET)
                .requireRequestId(options.requireRequestId())
                .listOrder(options.listOrder());
        return options.keyRules() == null
                ? builder.build()
                : builder.keyRules(options.keyRules()).build();
    }
}
