package dev.reconcile.testkit;

import dev.reconcile.store.FileSystemObjectStore;
import dev.reconcile.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileSystemObjectStoreContractTest extends ObjectStoreContract {

    @TempDir
    private Path directory;

    private ObjectStore store;

    @Override
    protected ObjectStore store() {
        if (store == null) {
            store = FileSystemObjectStore.of(directory);
        }
        return store;
    }

    @Override
    protected void put(String key, byte[] content) {
        try {
            Path file = directory.resolve(key);
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected void remove(String key) {
        try {
            Files.deleteIfExists(directory.resolve(key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected boolean supportsKeyBesideItsFolder() {
        return false;
    }

    @Override
    protected boolean supportsDirectoryMarkers() {
        return false;
    }

    @Override
    protected boolean supportsEtagOfContent() {
        return false;
    }
}
