package dev.reconcile.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.store.StoreTraits.Answer;
import dev.reconcile.store.StoreTraits.Said;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is found out by looking only: every answer that isn't a yes says why. */
class ReadingProbeTest {

    private static final Answer YES = new Answer(Said.YES, "");

    private final OddStore store = new OddStore();

    private Answer seen(Trait trait) {
        return StoreProbe.reading(store).answers().get(trait);
    }

    private static Answer no(String detail) {
        return new Answer(Said.NO, detail);
    }

    @Test
    void itsIdentityIsTold() {
        assertThat(StoreProbe.reading(store).store()).isEqualTo("odd");
        assertThat(store.trace).isEmpty();
    }

    @Test
    @DisplayName("H100: what the store refused is told in its own words, what its adapter threw by its type")
    void listingThatFailsIsTold() {
        assertThat(seen(Trait.LISTS)).isEqualTo(YES);
        store.listing = (request, page) -> {
            throw new StoreException(Doubt.FORBIDDEN, "Listing is forbidden", null);
        };
        assertThat(seen(Trait.LISTS)).isEqualTo(no("Listing is forbidden"));
        assertThat(seen(Trait.LOOKS_LIKE_LISTED)).isEqualTo(new Answer(Said.UNKNOWN, "Nothing is listed to look at"));
        store.listing = (request, page) -> {
            throw new IllegalStateException("secret");
        };
        assertThat(seen(Trait.LISTS))
                .isEqualTo(no("Trying whether the bucket can be listed failed (IllegalStateException)"));
    }

    @Test
    @DisplayName("H2: a key that can't be there has to be absent")
    void absenceHasToBeTold() {
        assertThat(seen(Trait.TELLS_ABSENCE)).isEqualTo(YES);
        store.looking = (key, answer) -> Presence.unknown(Doubt.FORBIDDEN, "403");
        assertThat(seen(Trait.TELLS_ABSENCE)).isEqualTo(no("403"));
        store.looking = (key, answer) -> Presence.present(new StoredObject(key, 1, "e", null, null));
        assertThat(seen(Trait.TELLS_ABSENCE)).isEqualTo(no("A random key is there"));
    }

    @Test
    void lookHasToSayWhatTheListingSays() {
        store.real.put("a", 1);
        store.real.put("b", 2);
        assertThat(seen(Trait.LOOKS_LIKE_LISTED)).isEqualTo(YES);
        store.looking = (key, answer) -> Presence.present(new StoredObject(key, 1, "another", null, null));
        Answer otherwise = no("A look at the first object, a, says otherwise");
        assertThat(seen(Trait.LOOKS_LIKE_LISTED)).isEqualTo(otherwise);
        store.looking = (key, answer) -> Presence.absent();
        assertThat(seen(Trait.LOOKS_LIKE_LISTED)).isEqualTo(otherwise);
    }

    @Test
    void timeIsToldOrNot() {
        assertThat(seen(Trait.TELLS_TIME)).isEqualTo(no("It doesn't say"));
        store.time = Instant.EPOCH;
        assertThat(seen(Trait.TELLS_TIME)).isEqualTo(YES);
    }

    @Test
    void everyStateOfVersioningIsTold() {
        assertThat(seen(Trait.KEEPS_VERSIONS)).isEqualTo(no("Versioning is off"));
        store.versioning = () -> Versioning.ENABLED;
        assertThat(seen(Trait.KEEPS_VERSIONS)).isEqualTo(YES);
        store.versioning = () -> Versioning.SUSPENDED;
        assertThat(seen(Trait.KEEPS_VERSIONS)).isEqualTo(no("Versioning is suspended"));
        Answer silent = new Answer(Said.UNKNOWN, "The store doesn't say");
        store.versioning = () -> Versioning.UNKNOWN;
        assertThat(seen(Trait.KEEPS_VERSIONS)).isEqualTo(silent);
        store.versioning = () -> {
            throw new IllegalStateException("secret");
        };
        assertThat(seen(Trait.KEEPS_VERSIONS)).isEqualTo(silent);
    }

    @Test
    void uploadsAreListedOrNot() {
        assertThat(seen(Trait.LISTS_UPLOADS)).isEqualTo(YES);
        store.uploading = page -> {
            throw new StoreException(Doubt.UNAVAILABLE, "501", null);
        };
        assertThat(seen(Trait.LISTS_UPLOADS)).isEqualTo(no("501"));
    }

    @Test
    @DisplayName("The trial of conditions tells versions too, and nothing of keys")
    void conditionsTellVersions() {
        StoreTraits seen = StoreProbe.conditions(store, "scratch/");
        assertThat(seen.store()).isEqualTo("odd");
        assertThat(seen.answers())
                .containsOnlyKeys(
                        Trait.KEEPS_VERSIONS,
                        Trait.COPIES_CONDITIONALLY,
                        Trait.CREATES_CONDITIONALLY,
                        Trait.KEEPS_TAGS,
                        Trait.REMOVES_CONDITIONALLY);
        assertThat(seen.doubts()).isEqualTo(List.of("Versioning is off"));
        assertThat(store.trace).allMatch(what -> what.contains(" scratch/"));
    }
}
