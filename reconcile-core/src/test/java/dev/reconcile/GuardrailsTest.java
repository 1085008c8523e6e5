package dev.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GuardrailsTest {

    @ParameterizedTest
    @DisplayName(
            "I5, H71: the default lets 100 pass, or 1 % where that is more than 5, and never more than half of three or more")
    @CsvSource({
        "0, 0, false",
        "1, 0, false",
        "2, 2, false",
        "2, 0, false",
        "3, 3, true",
        "3, 5, true",
        "3, 6, false",
        "4, 7, true",
        "5, 9, true",
        "5, 10, false",
        "5, 11, false",
        "6, 599, true",
        "6, 600, false",
        "99, 9900, false",
        "99, 9899, true",
        "100, 10000, false",
        "101, 1000000, true",
    })
    void driftBeyondTheLimitsNeverPasses(long count, long checked, boolean exceeded) {
        assertThat(Guardrails.DEFAULT.areExceededBy(count, checked)).isEqualTo(exceeded);
    }

    @Test
    @DisplayName("H71: with a limit of no findings even one is too many")
    void limitOfZeroStopsOneFinding() {
        Guardrails none = Guardrails.DEFAULT.maxFindings(0);
        assertThat(none.areExceededBy(0, 10)).isFalse();
        assertThat(none.areExceededBy(1, 1_000_000)).isTrue();
    }

    @Test
    void eachSettingChangesItselfAndNothingElse() {
        assertThat(Guardrails.DEFAULT)
                .isEqualTo(new Guardrails(100, 0.01, 5, 0.5, 0.01, OptionalLong.empty(), OptionalLong.empty()));
        Guardrails all = Guardrails.DEFAULT
                .maxFindings(1)
                .maxRatio(0.2)
                .minShare(0.4)
                .maxUnusable(0.6)
                .accepting(7)
                .acceptingOrphans(8);
        assertThat(all).isEqualTo(new Guardrails(1, 0.2, 5, 0.4, 0.6, OptionalLong.of(7), OptionalLong.of(8)));
        assertThat(all.maxFindings(9).maxRatio(1).minShare(1).maxUnusable(1))
                .as("an acceptance isn't lost with a change of limits")
                .isEqualTo(new Guardrails(9, 1, 5, 1, 1, OptionalLong.of(7), OptionalLong.of(8)));
    }

    @Test
    void bordersOfWhatALimitCanBeAreAllowed() {
        assertThat(new Guardrails(0, 0, 0, 0, 0, OptionalLong.empty(), OptionalLong.empty()).areExceededBy(1, 100))
                .isTrue();
        assertThat(new Guardrails(1, 1, 0, 1, 1, OptionalLong.empty(), OptionalLong.empty()).areExceededBy(1, 1))
                .isFalse();
    }

    static Stream<Runnable> nonsense() {
        Guardrails limits = Guardrails.DEFAULT;
        return Stream.of(
                () -> limits.maxFindings(-1),
                () -> limits.maxRatio(-0.01),
                () -> limits.maxRatio(1.01),
                () -> limits.maxRatio(Double.NaN),
                () -> limits.minShare(-0.01),
                () -> limits.minShare(1.01),
                () -> limits.maxUnusable(-0.01),
                () -> limits.maxUnusable(1.01),
                () -> new Guardrails(1, 0, -1, 0, 0, OptionalLong.empty(), OptionalLong.empty()));
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void limitThatWouldDisarmTheGuardIsRefused(Runnable setting) {
        assertThatThrownBy(setting::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Invalid guardrails");
    }
}
