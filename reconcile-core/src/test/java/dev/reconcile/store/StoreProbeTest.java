package dev.reconcile.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reconcile.store.StoreTraits.Said;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be found out of a store; what preconditions are worth is StoreAbilitiesTest's. */
class StoreProbeTest {

    private static final Set<Trait> READ = EnumSet.of(
            Trait.LISTS,
            Trait.TELLS_ABSENCE,
            Trait.LOOKS_LIKE_LISTED,
            Trait.TELLS_TIME,
            Trait.KEEPS_VERSIONS,
            Trait.LISTS_UPLOADS);

    private final InMemoryObjectStore store = new InMemoryObjectStore();

    @Test
    void everythingIsTried() {
        store.put("somebody/elses", 1);

        StoreTraits seen = StoreProbe.writing(store, "scratch/");

        assertThat(seen.store()).isEqualTo(store.profile().identity());
        assertThat(seen.answers()).containsOnlyKeys(Trait.values());
        assertThat(EnumSet.allOf(Trait.class))
                .filteredOn(trait -> !seen.has(trait))
                .isSubsetOf(Trait.KEEPS_VERSIONS, Trait.TELLS_TIME, Trait.ETAG_IS_MD5);
        assertThat(store.list(ListRequest.of("")).objects()).as("nothing stays").hasSize(1);
    }

    @Test
    void readingWritesNothing() {
        StoreTraits seen = StoreProbe.reading(store);

        assertThat(seen.answers()).containsOnlyKeys(READ);
        assertThat(seen.answers().get(Trait.LOOKS_LIKE_LISTED).said())
                .as("in an empty bucket there's nothing to look at")
                .isEqualTo(Said.UNKNOWN);
        assertThat(seen.has(Trait.LOOKS_LIKE_LISTED)).isFalse();
        assertThat(seen.has(Trait.LISTS)).isTrue();
        assertThat(seen.has(Trait.TELLS_ABSENCE)).isTrue();
    }

    @Test
    @DisplayName("H39, H40, H43: a directory keeps what a file system keeps, and says why not the rest")
    void aDirectory(@TempDir Path directory) {
        try (FileSystemObjectStore files = FileSystemObjectStore.of(directory)) {
            StoreTraits seen = StoreProbe.reading(files);

            assertThat(seen.has(Trait.LISTS)).isTrue();
            assertThat(seen.has(Trait.TELLS_ABSENCE)).isTrue();
            assertThat(seen.answers()).as("it can't be written to").doesNotContainKey(Trait.LISTS_UPLOADS);
        }
    }

    @Test
    void aTraitThatWasNotTriedIsNone() {
        assertThat(StoreProbe.reading(store).has(Trait.REMOVES_CONDITIONALLY)).isFalse();
    }

    @Test
    void whyNotIsToldOnce() {
        StoreTraits seen = StoreProbe.reading(store);

        assertThat(seen.doubts()).doesNotHaveDuplicates().doesNotContain("").isNotEmpty();
        assertThat(seen.toTable())
                .startsWith(store.profile().identity() + "\n")
                .contains("  lists                      yes")
                .contains("  looks like listed          unknown  Nothing is listed to look at\n");
    }

    @Test
    void prefixHasToEndInASlash() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreProbe.writing(store, "scratch"))
                .withMessage("Invalid scratch prefix: 'scratch', expected one that ends in a slash");
    }
}
