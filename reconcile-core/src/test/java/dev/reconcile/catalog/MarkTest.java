package dev.reconcile.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconcile.store.ObjectKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** I7, H62: what was written since it was judged is never overwritten, on the way there and on the way back (H86). */
class MarkTest {

    private static final Instant MARKED = Instant.parse("2026-11-03T08:00:00Z");
    private static final RecordId ID = new RecordId("17");
    private static final Reference ORIGINAL = reference("original", "a/17", OptionalLong.of(5), true);
    private static final Reference STAGED = reference("staged", "b/17", OptionalLong.empty(), false);
    private static final Mark MARK = new Mark(ID, "ready", "fine", List.of(ORIGINAL, STAGED), "original missing");

    private static Reference reference(String role, String key, OptionalLong size, boolean required) {
        return new Reference(ID, role, ObjectKey.of(key), size, required);
    }

    private static CatalogRecord record(
            @Nullable String status, @Nullable String message, boolean marked, Reference... references) {
        return new CatalogRecord(ID, status, message, marked, MARKED, Map.of(), List.of(references), List.of());
    }

    static Stream<Arguments> references() {
        Reference sizeless = reference("original", "a/17", OptionalLong.empty(), true);
        return Stream.of(
                Arguments.of("as they were", true, List.of(ORIGINAL, STAGED)),
                Arguments.of(
                        "one more, in another order",
                        true,
                        List.of(STAGED, reference("x", "c", OptionalLong.empty(), true), ORIGINAL)),
                Arguments.of("no longer there", false, List.of(ORIGINAL)),
                Arguments.of(
                        "another key", false, List.of(reference("original", "a/18", OptionalLong.of(5), true), STAGED)),
                Arguments.of(
                        "another role", false, List.of(reference("staged", "a/17", OptionalLong.of(5), true), STAGED)),
                Arguments.of(
                        "another expected size",
                        false,
                        List.of(reference("original", "a/17", OptionalLong.of(6), true), STAGED)),
                Arguments.of("an expected size no longer known", false, List.of(sizeless, STAGED)),
                Arguments.of(
                        "not required any more",
                        false,
                        List.of(reference("original", "a/17", OptionalLong.of(5), false), STAGED)),
                Arguments.of(
                        "required by now",
                        true,
                        List.of(ORIGINAL, reference("staged", "b/17", OptionalLong.empty(), true))),
                Arguments.of(
                        "a size known by now, where none was judged",
                        true,
                        List.of(ORIGINAL, reference("staged", "b/17", OptionalLong.of(1), false))));
    }

    @ParameterizedTest(name = "references {0}: {1}")
    @MethodSource("references")
    @DisplayName("H62: a record whose judged references changed is left alone")
    void changedReferencesAreLeftAlone(String how, boolean holds, List<Reference> references) {
        Reference[] now = references.toArray(Reference[]::new);
        assertThat(MARK.stillHolds(record("ready", "fine", false, now))).isEqualTo(holds);
        assertThat(unmark("m", MARKED).stillHolds(record("error", "m", true, now)))
                .as("the error status itself may make a pointer optional")
                .isEqualTo(holds || how.equals("not required any more"));
        assertThat(unmark("m", MARKED).isDone(record("ready", "fine", false, now)))
                .isEqualTo(holds);
    }

    @Test
    @DisplayName("H69: null is a status like any other, equal to itself and to nothing else")
    void changedStatusOrMessageIsLeftAlone() {
        Predicate<Mark> holds = mark -> mark.stillHolds(record("ready", null, false, ORIGINAL));
        assertThat(holds.test(new Mark(ID, "ready", null, List.of(ORIGINAL), "m")))
                .isTrue();
        assertThat(holds.test(new Mark(ID, "draft", null, List.of(ORIGINAL), "m")))
                .isFalse();
        assertThat(holds.test(new Mark(ID, null, null, List.of(ORIGINAL), "m"))).isFalse();
        assertThat(holds.test(new Mark(ID, "ready", "fine", List.of(ORIGINAL), "m")))
                .isFalse();
        assertThat(new Mark(ID, null, null, List.of(ORIGINAL), "m").stillHolds(record(null, null, false, ORIGINAL)))
                .isTrue();
    }

    @Test
    void markWithoutAnythingJudgedIsRefused() {
        assertThatThrownBy(() -> new Mark(ID, "ready", null, List.of(), "m"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("17");
    }

    private static Unmark unmark(@Nullable String message, @Nullable Instant markedAt) {
        return new Unmark(MARK, message, markedAt);
    }

    @Test
    @DisplayName("H86: an undo touches only a record that is as the mark left it")
    void undoTouchesOnlyWhatNobodyWroteSince() {
        assertThat(unmark("m", MARKED).stillHolds(record("error", "m", true, ORIGINAL, STAGED)))
                .isTrue();
        assertThat(unmark("m", MARKED).stillHolds(record("ready", "m", false, ORIGINAL, STAGED)))
                .as("no longer marked")
                .isFalse();
        assertThat(unmark("m", MARKED).stillHolds(record("error", "other", true, ORIGINAL, STAGED)))
                .as("another message")
                .isFalse();
        assertThat(unmark("m", MARKED.plusMillis(1)).stillHolds(record("error", "m", true, ORIGINAL, STAGED)))
                .as("written at another time")
                .isFalse();
        assertThat(unmark("m", null).stillHolds(record("error", "m", true, ORIGINAL, STAGED)))
                .as("a catalog that doesn't know when")
                .isTrue();
        assertThat(unmark("m", MARKED).recordId()).isEqualTo(ID);
    }

    @Test
    @DisplayName("I8: an undo that was made counts as made, and nothing else does")
    void onlyTheRecordAsItWasBeforeTheMarkCountsAsUndone() {
        assertThat(unmark("m", MARKED).isDone(record("ready", "fine", false, ORIGINAL, STAGED)))
                .isTrue();
        assertThat(unmark("m", MARKED).isDone(record("ready", "fine", true, ORIGINAL, STAGED)))
                .as("still marked")
                .isFalse();
        assertThat(unmark("m", MARKED).isDone(record("draft", "fine", false, ORIGINAL, STAGED)))
                .as("another status")
                .isFalse();
        assertThat(unmark("m", MARKED).isDone(record("ready", "m", false, ORIGINAL, STAGED)))
                .as("the mark's message")
                .isFalse();
    }
}
