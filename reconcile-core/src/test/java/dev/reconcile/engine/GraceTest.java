package dev.reconcile.engine;

import static dev.reconcile.engine.Surroundings.NOW;
import static dev.reconcile.engine.Surroundings.imagined;
import static dev.reconcile.engine.Surroundings.record;
import static dev.reconcile.engine.Surroundings.reference;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.ReconcileRequest;
import dev.reconcile.catalog.Reference;
import dev.reconcile.engine.Entry.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GraceTest {

    private static final Reference REQUIRED = reference("1", "original", "a");
    private static final Duration HOUR = Duration.ofHours(1);

    private static Grace grace(ReconcileRequest.Builder request, Clocks clocks) {
        return Grace.of(request.build(), NOW, clocks);
    }

    private static Clocks clocks(Duration catalogAhead, Duration storeAhead) {
        return new Clocks(
                new Clocks.Side(catalogAhead, NOW.plus(catalogAhead)),
                new Clocks.Side(storeAhead, NOW.plus(storeAhead)));
    }

    private static Grace grace() {
        return grace(ReconcileRequest.builder(), clocks(Duration.ZERO, Duration.ZERO));
    }

    private static Standing standing(Grace grace, @Nullable Instant lastChanged) {
        return grace.standing(record("1", "ready", null, false, lastChanged, REQUIRED), REQUIRED);
    }

    @Test
    @DisplayName("H59, H22: a record that is young, of unknown age or from the future is too young")
    void recordThatMayBeInFlightIsntJudged() {
        assertThat(standing(grace(), NOW.minus(HOUR).minusNanos(1))).isEqualTo(Standing.JUDGED);
        assertThat(standing(grace(), NOW.minus(HOUR))).isEqualTo(Standing.JUDGED);
        assertThat(standing(grace(), NOW.minus(HOUR).plusNanos(1))).isEqualTo(Standing.TOO_YOUNG);
        assertThat(standing(grace(), NOW.plus(HOUR))).isEqualTo(Standing.TOO_YOUNG);
        assertThat(standing(grace(), null)).isEqualTo(Standing.TOO_YOUNG);
    }

    @Test
    void recordMarkedAlreadyOrPointerWithoutItsConditionIsntJudged() {
        Instant old = NOW.minus(HOUR);
        Reference optional =
                new Reference(REQUIRED.recordId(), "original", REQUIRED.key(), OptionalLong.empty(), false);
        assertThat(grace().standing(record("1", "error", null, true, old, REQUIRED), REQUIRED))
                .isEqualTo(Standing.ALREADY_MARKED);
        assertThat(grace().standing(record("1", "error", null, true, old, optional), optional))
                .isEqualTo(Standing.NOT_REQUIRED);
    }

    @Test
    @DisplayName("Ages are ignored only on request, and never for orphans")
    void unsafeRequestIgnoresAgesButNotThoseOfOrphans() {
        Grace none = grace(ReconcileRequest.builder().unsafeWithoutMarkGrace(), clocks(Duration.ZERO, Duration.ZERO));
        assertThat(standing(none, null)).isEqualTo(Standing.JUDGED);
        assertThat(none.isSettled(imagined("a", 1, "x", NOW))).isTrue();
        assertThat(none.isSettled(imagined("a", 1, "x", null))).isTrue();
        assertThat(none.mayBeOrphan(imagined("a", 1, "x", null))).isFalse();
        assertThat(none.mayBeOrphan(
                        imagined("a", 1, "x", NOW.minus(Duration.ofDays(3)).plusNanos(1))))
                .isFalse();
    }

    @Test
    @DisplayName("H22, I3: an object that is young or of unknown age is no orphan and no mismatch")
    void objectThatMayBeInFlightIsntJudged() {
        Instant orphans = NOW.minus(Duration.ofDays(3));
        assertThat(grace().mayBeOrphan(imagined("a", 1, "x", orphans))).isTrue();
        assertThat(grace().mayBeOrphan(imagined("a", 1, "x", orphans.plusNanos(1))))
                .isFalse();
        assertThat(grace().mayBeOrphan(imagined("a", 1, "x", null))).isFalse();
        assertThat(grace().isSettled(imagined("a", 1, "x", NOW.minus(HOUR)))).isTrue();
        assertThat(grace().isSettled(imagined("a", 1, "x", NOW.minus(HOUR).plusNanos(1))))
                .isFalse();
        assertThat(grace().isSettled(imagined("a", 1, "x", null))).isFalse();
    }

    @Test
    @DisplayName("H61: each side's ages are by the side's own clock")
    void clockThatIsAheadDoesntMakeThingsOlder() {
        Grace grace = grace(ReconcileRequest.builder(), clocks(Duration.ofMinutes(10), Duration.ofMinutes(-20)));
        assertThat(grace)
                .isEqualTo(new Grace(
                        NOW.minus(HOUR).plus(Duration.ofMinutes(10)),
                        NOW.minus(HOUR).minus(Duration.ofMinutes(20)),
                        NOW.minus(Duration.ofDays(3)).minus(Duration.ofMinutes(20))));
    }
}
