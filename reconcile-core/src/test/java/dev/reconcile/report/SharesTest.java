package dev.reconcile.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A table of 100 000 missing that shows none of 40 orphans would lie. */
class SharesTest {

    private static List<Integer> taken(Shares shares, int group, int size) {
        return IntStream.range(0, size).filter(i -> shares.takes(group)).boxed().toList();
    }

    @Test
    void allAreInWhereThereIsRoom() {
        Shares shares = Shares.of(10, 3, 7);

        assertThat(shares.taken()).isEqualTo(10);
        assertThat(taken(shares, 0, 3)).hasSize(3);
        assertThat(taken(shares, 1, 7)).hasSize(7);
    }

    @Test
    void smallGroupsAreWholeAndLargeOnesShareTheRest() {
        Shares shares = Shares.of(100, 1_000_000, 4, 0, 5_000);

        assertThat(shares.taken()).isEqualTo(100);
        assertThat(taken(shares, 1, 4)).as("of a group smaller than its share").hasSize(4);
        assertThat(taken(shares, 0, 1_000_000)).hasSize(48);
        assertThat(taken(shares, 3, 5_000)).hasSize(48);
    }

    @Test
    void rowsAreTakenEvenlyOverTheWholeGroup() {
        assertThat(taken(Shares.of(4, 12), 0, 12)).containsExactly(2, 5, 8, 11);
        assertThat(taken(Shares.of(3, 10), 0, 10)).containsExactly(3, 6, 9);
    }

    @Test
    void roomForNothingTakesNothing() {
        assertThat(taken(Shares.of(0, 5), 0, 5)).isEmpty();
    }
}
