package dev.reconcile.testkit;

import dev.reconcile.store.InMemoryObjectStore;
import dev.reconcile.store.Versioning;
import dev.reconcile.store.WritableObjectStore;
import java.util.Map;
import java.util.Optional;

class InMemoryObjectStoreContractTest extends WritableObjectStoreContract {

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final InMemoryObjectStore versioned = new InMemoryObjectStore();

    InMemoryObjectStoreContractTest() {
        versioned.versioning(Versioning.ENABLED);
    }

    @Override
    protected WritableObjectStore store() {
        return store;
    }

    @Override
    protected Optional<WritableObjectStore> versionedStore() {
        return Optional.of(versioned);
    }

    @Override
    protected void put(String key, byte[] content) {
        store.put(key, content);
    }

    @Override
    protected void put(String key, byte[] content, Map<String, String> metadata) {
        store.put(key, content, metadata);
    }

    @Override
    protected void remove(String key) {
        store.remove(key);
    }

    @Override
    protected byte[] content(String key) {
        return store.content(key).orElseThrow();
    }

    @Override
    protected Map<String, String> metadata(String key) {
        return store.metadata(key);
    }

    @Override
    protected String beginUpload(String key) {
        return store.beginUpload(key).id();
    }
}
