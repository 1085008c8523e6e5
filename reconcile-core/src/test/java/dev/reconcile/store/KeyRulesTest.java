package dev.reconcile.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** H38 to H40, H43. */
class KeyRulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b", "a/", "...", "a/.b", "a/..b/c", "a.", "a b", "\\", "a/.../b"})
    void ordinaryKeysAreTakenEverywhere(String key) {
        assertThat(KeyRules.S3.problem(ObjectKey.of(key))).isEmpty();
        assertThat(KeyRules.FILE_SYSTEM.problem(ObjectKey.of(key))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a", "//", "//a", "a//b", "a///b", "a//"})
    void emptySegmentsAreTakenByS3Alone(String key) {
        assertThat(KeyRules.S3.problem(ObjectKey.of(key))).isEmpty();
        assertThat(KeyRules.FILE_SYSTEM.problem(ObjectKey.of(key)))
                .get()
                .asString()
                .contains("empty segment");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "./a", "../a", "a/.", "a/..", "a/./b", "a/../b", "./", "a/../"})
    void dotSegmentsAreTakenByS3Alone(String key) {
        assertThat(KeyRules.S3.problem(ObjectKey.of(key))).isEmpty();
        assertThat(KeyRules.FILE_SYSTEM.problem(ObjectKey.of(key)))
                .get()
                .asString()
                .contains(". or ..");
    }

    @Test
    @DisplayName("A segment's length is in bytes (H43)")
    void segmentLengthIsInBytes() {
        assertThat(KeyRules.FILE_SYSTEM.problem(ObjectKey.of("a/" + "x".repeat(255) + "/b")))
                .isEmpty();
        assertThat(KeyRules.FILE_SYSTEM.problem(ObjectKey.of("a/" + "\u20ac".repeat(85))))
                .isEmpty();
        assertThat(KeyRules.FILE_SYSTEM.problem(ObjectKey.of("a/" + "x".repeat(256) + "/b")))
                .isPresent();
        assertThat(KeyRules.FILE_SYSTEM.problem(ObjectKey.of("a/" + "\u20ac".repeat(85) + "x")))
                .isPresent();
        assertThat(KeyRules.FILE_SYSTEM.problem(ObjectKey.of("\uD83D\uDC26".repeat(64))))
                .isPresent();
        assertThat(KeyRules.S3.problem(ObjectKey.of("x".repeat(1024)))).isEmpty();
    }
}
