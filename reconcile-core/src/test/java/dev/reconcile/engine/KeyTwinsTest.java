package dev.reconcile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.store.ObjectKey;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** I3: an object that somebody may have meant by another form of its key is no orphan. */
class KeyTwinsTest {

    static Stream<Arguments> forms() {
        return Stream.of(
                Arguments.of("H34: composed", "cafe\u0301", "caf\u00e9"),
                Arguments.of("H34: decomposed", "caf\u00e9", "cafe\u0301"),
                Arguments.of("H44: lower case", "A/B", "a/b"),
                Arguments.of("H44: upper case", "a/b", "A/B"),
                Arguments.of("H40: without its leading slash", "/a/b", "a/b"),
                Arguments.of("H40: with a leading slash", "a/b", "/a/b"),
                Arguments.of("H36: a space for a plus", "a+b", "a b"),
                Arguments.of("H36: a plus for a space", "a b", "a+b"),
                Arguments.of("H36: escaped", "a b/\u00e9+", "a%20b/%C3%A9%2B"),
                Arguments.of("H36: unescaped at its beginning", "%41b", "Ab"),
                Arguments.of("H36: unescaped", "a%20b%2Bc+d", "a b+c+d"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void otherFormOfAKeyIsItsTwin(String how, String key, String twin) {
        assertThat(KeyTwins.of(ObjectKey.of(key))).contains(ObjectKey.of(twin)).doesNotContain(ObjectKey.of(key));
    }

    @Test
    @DisplayName("A key of digits has a twin by its leading slash only")
    void keyIsNotItsOwnTwin() {
        assertThat(KeyTwins.of(ObjectKey.of("1"))).containsExactly(ObjectKey.of("/1"));
    }

    @Test
    @DisplayName("H37: a percent sign that escapes nothing doesn't stop the run")
    void keyWithAStrayPercentSignHasTwins() {
        assertThat(KeyTwins.of(ObjectKey.of("100%.csv")))
                .containsExactlyInAnyOrder(
                        ObjectKey.of("100%.CSV"), ObjectKey.of("/100%.csv"), ObjectKey.of("100%25.csv"));
    }

    @Test
    @DisplayName("H43: a form that is too long, or empty, is no key and no twin")
    void impossibleFormIsNoTwin() {
        String longest = "a".repeat(ObjectKey.MAX_BYTES);
        assertThat(KeyTwins.of(ObjectKey.of(longest))).containsExactly(ObjectKey.of(longest.toUpperCase(Locale.ROOT)));
        assertThat(KeyTwins.of(ObjectKey.of("/"))).isEmpty();
    }
}
