package dev.reconcile.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class InMemoryObjectStoreTest {

    private static final Instant NOW = Instant.parse("2026-10-21T07:28:00Z");

    private final InMemoryObjectStore store = new InMemoryObjectStore("test", InstantSource.fixed(NOW));

    @Test
    void everyWriteHasItsOwnEtagAndTheClocksTime() {
        StoredObject first = store.put("k", 1);
        StoredObject second = store.put("k", 1);
        assertThat(second.etag()).isNotEqualTo(first.etag());
        assertThat(second.lastModified()).isEqualTo(NOW);
        assertThat(store.stat(ObjectKey.of("k"))).isEqualTo(Presence.present(second));
    }

    @Test
    void removingSaysWhetherThereWasOne() {
        store.put("k", 1);
        assertThat(store.remove("k")).isTrue();
        assertThat(store.remove("k")).isFalse();
        assertThat(store.stat(ObjectKey.of("k"))).isEqualTo(Presence.absent());
    }

    @Test
    void identityNamesIt() {
        assertThat(store.profile().identity()).isEqualTo("memory:test");
    }
}
