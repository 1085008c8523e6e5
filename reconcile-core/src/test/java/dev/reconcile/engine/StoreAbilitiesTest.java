package dev.reconcile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.engine.LyingStore.Lie;
import dev.reconcile.store.InMemoryObjectStore;
import dev.reconcile.store.ListRequest;
import dev.reconcile.store.ObjectStore;
import dev.reconcile.store.StoredObject;
import dev.reconcile.store.Versioning;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreAbilitiesTest {

    private static final String PREFIX = ".reconcile/";

    private static StoreAbilities probe(LyingStore store) {
        return StoreAbilities.probe(store, PREFIX, "run-1");
    }

    private static List<StoredObject> left(ObjectStore store) {
        return store.list(ListRequest.of("")).objects();
    }

    @Test
    void honestStoreCanEverything() {
        InMemoryObjectStore store = new InMemoryObjectStore();
        store.put("somebody/elses", 1);
        assertThat(StoreAbilities.probe(store, PREFIX, "run-1"))
                .isEqualTo(new StoreAbilities(true, true, true, true, Versioning.OFF, List.of()));
        assertThat(left(store))
                .singleElement()
                .satisfies(object -> assertThat(object.key().value()).isEqualTo("somebody/elses"));
    }

    @Test
    void versioningIsTold() {
        LyingStore store = new LyingStore();
        store.real.versioning(Versioning.ENABLED);
        assertThat(probe(store)).isEqualTo(new StoreAbilities(true, true, true, true, Versioning.ENABLED, List.of()));
        assertThat(left(store)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Lie.class,
            names = {"REMOVES_WHATEVER_IS_THERE", "CLAIMS_TO_HAVE_KEPT_WHAT_IT_REMOVED", "NEVER_REMOVES_CONDITIONALLY"})
    @DisplayName("A store that removes regardless of the ETag, or says it didn't, or never does, can't (H76)")
    void conditionalRemovalIsProven(Lie lie) {
        StoreAbilities abilities = probe(new LyingStore(lie));
        assertThat(abilities.removesConditionally()).isFalse();
        assertThat(abilities.copiesConditionally()).isTrue();
        assertThat(abilities.createsConditionally()).isTrue();
        assertThat(abilities.tags()).isTrue();
        assertThat(abilities.doubts()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Lie.class,
            names = {"COPIES_WHATEVER_IS_THERE", "CLAIMS_TO_HAVE_REFUSED_THE_COPY"})
    @DisplayName("A store that copies regardless of the source's ETag, or says it didn't, can't (H78)")
    void conditionalCopyIsProven(Lie lie) {
        StoreAbilities abilities = probe(new LyingStore(lie));
        assertThat(abilities.copiesConditionally()).isFalse();
        assertThat(abilities.removesConditionally()).isTrue();
        assertThat(abilities.doubts()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Lie.class,
            names = {"CREATES_OVER_WHAT_IS_THERE", "COPIES_OVER_WHAT_IS_THERE"})
    void takenKeysAreProven(Lie lie) {
        StoreAbilities abilities = probe(new LyingStore(lie));
        assertThat(abilities.createsConditionally()).isFalse();
        assertThat(abilities.copiesConditionally()).isTrue();
        assertThat(abilities.removesConditionally()).isTrue();
        assertThat(abilities.doubts()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Lie.class,
            names = {"HAS_NO_TAGS", "FORGETS_TAGS"})
    void tagsAreProven(Lie lie) {
        StoreAbilities abilities = probe(new LyingStore(lie));
        assertThat(abilities.tags()).isFalse();
        assertThat(abilities.removesConditionally()).isTrue();
        assertThat(abilities.doubts()).hasSize(1);
    }

    @Test
    void withoutEtagsNothingIsConditional() {
        StoreAbilities abilities = probe(new LyingStore(Lie.GIVES_NO_ETAGS));
        assertThat(abilities.removesConditionally()).isFalse();
        assertThat(abilities.copiesConditionally()).isFalse();
        assertThat(abilities.createsConditionally()).isFalse();
        assertThat(abilities.tags()).isTrue();
    }

    @Test
    void storeThatCreatesNothingIsNotTriedFurther() {
        assertThat(probe(new LyingStore(Lie.REFUSES_TO_CREATE)))
                .isEqualTo(new StoreAbilities(
                        false,
                        false,
                        false,
                        false,
                        Versioning.OFF,
                        List.of("Nothing could be tried, as no object can be made: it is forbidden")));
    }

    @Test
    void somebodyElsesObjectAtTheProbesKeyStays() {
        LyingStore store = new LyingStore();
        StoredObject object = store.real.put(PREFIX + "probe/run-1/object", 1);
        assertThat(probe(store).removesConditionally()).isFalse();
        assertThat(left(store)).containsExactly(object);
    }

    @Test
    void exceptionsAreDoubts() {
        StoreAbilities abilities = probe(new LyingStore(Lie.THROWS));
        assertThat(abilities.copiesConditionally()).isFalse();
        assertThat(abilities.createsConditionally()).isFalse();
        assertThat(abilities.versioning()).isEqualTo(Versioning.UNKNOWN);
        assertThat(abilities.removesConditionally()).isTrue();
        assertThat(abilities.doubts()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(Lie.class)
    void whateverTheStoreDoesNothingStays(Lie lie) {
        LyingStore store = new LyingStore(lie);
        probe(store);
        assertThat(left(store)).isEmpty();
    }

    @Test
    @DisplayName("An interrupted thread learns nothing, leaves nothing and stays interrupted (H91)")
    void interruptedThreadLeavesNothing() {
        LyingStore store = new LyingStore();
        Thread.currentThread().interrupt();
        try {
            StoreAbilities abilities = probe(store);
            assertThat(abilities.removesConditionally()).isFalse();
            assertThat(abilities.versioning()).isEqualTo(Versioning.UNKNOWN);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
        assertThat(left(store)).isEmpty();
    }
}
