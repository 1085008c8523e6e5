package dev.reconcile.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("H71: the hook holds itself back")
class RestraintTest {

    private Instant now = Instant.parse("2026-11-03T08:15:00Z");
    private final List<String> told = new ArrayList<>();
    private final ReadShare share = new ReadShare(() -> now);
    private final Restraint restraint = new Restraint(10, 0.1, 5, share, () -> now, told::add);

    @Test
    void soManyAMinuteAndNotOneMore() {
        assertThat(restraint.permits(4)).isTrue();
        assertThat(restraint.permits(6)).isTrue();
        now = now.plusMillis(59_999);
        assertThat(restraint.permits(1)).isFalse();

        assertThat(told)
                .singleElement()
                .asString()
                .contains("11 marks within a minute")
                .contains("limit of 10");
        assertThat(restraint.why()).contains(told.get(0));
    }

    @Test
    void aMinuteLaterThereIsRoomAgain() {
        assertThat(restraint.permits(10)).isTrue();
        now = now.plusSeconds(60);

        assertThat(restraint.permits(10)).isTrue();
        assertThat(told).isEmpty();
    }

    @Test
    void tooManyAtOnceAreRefusedAltogether() {
        assertThat(restraint.permits(11)).isFalse();
        assertThat(restraint.permits(1)).as("until somebody clears it").isFalse();
        assertThat(told).as("told once").hasSize(1);

        assertThat(restraint.clear()).isTrue();
        assertThat(restraint.permits(10)).as("what was refused wasn't counted").isTrue();
        assertThat(restraint.clear()).as("there was nothing to clear").isFalse();
    }

    @Test
    void whatWasNotTriedIsGivenBack() {
        assertThat(restraint.permits(10)).isTrue();
        restraint.giveBack(3);

        assertThat(restraint.permits(3)).isTrue();
        assertThat(restraint.permits(1)).isFalse();
    }

    @Test
    void aShareThatIsExceededHoldsMarksBackBeforeTheFirst() {
        share.read();
        IntStream.range(0, 5).forEach(i -> share.missed());

        assertThat(restraint.permits(1)).isFalse();
        assertThat(told).singleElement().asString().contains("reads missed");

        restraint.clear();
        assertThat(restraint.permits(1)).as("cleared too early").isFalse();
    }

    @Test
    void theFirstReasonStands() {
        restraint.holdBack("the bucket is moved");
        restraint.holdBack("something else");

        assertThat(restraint.why()).contains("the bucket is moved");
        assertThat(restraint.permits(1)).isFalse();
        assertThat(told).containsExactly("the bucket is moved");
    }
}
