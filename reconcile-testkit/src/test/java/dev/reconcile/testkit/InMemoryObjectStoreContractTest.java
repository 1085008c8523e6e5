package dev.reconcile.testkit;

import dev.reconcile.store.InMemoryObjectStore;
import dev.reconcile.store.ObjectStore;

class InMemoryObjectStoreContractTest extends ObjectStoreContract {

    private final InMemoryObjectStore store = new InMemoryObjectStore();

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Override
    protected void put(String key, byte[] content) {
        store.put(key, content.length);
    }

    @Override
    protected void remove(String key) {
        store.remove(key);
    }
}
