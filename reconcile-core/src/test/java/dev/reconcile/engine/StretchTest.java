package dev.reconcile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.store.ObjectKey;
import org.junit.jupiter.api.Test;

/** A range that may lose what isn't listed of it yet. */
class StretchTest {

    private static final ObjectKey B = ObjectKey.of("b");
    private static final ObjectKey M = ObjectKey.of("m");
    private static final ObjectKey X = ObjectKey.of("x");

    private int turned;
    private final Stretch stretch = new Stretch(new KeyRange(3, B, X), () -> turned++);

    @Test
    void whatIsCutOffIsARangeOfItsOwn() {
        assertThat(stretch.cut(M, 7)).isEqualTo(new KeyRange(7, M, X));
        assertThat(stretch.range()).isEqualTo(new KeyRange(3, B, M));
        assertThat(stretch.isBeyond(X)).isTrue();
        assertThat(stretch.isBeyond(M)).as("the end belongs to it").isFalse();
    }

    @Test
    void nothingIsCutOffThatWasListed() {
        assertThat(stretch.turn(ObjectKey.of("p"), 1000)).isEqualTo(X);
        assertThat(stretch.cut(M, 7)).isNull();
        assertThat(stretch.range()).isEqualTo(new KeyRange(3, B, X));
        assertThat(stretch.cut(ObjectKey.of("p"), 7)).as("right behind it").isNotNull();
    }

    @Test
    void aPageThatCameInTooLateCountsUpToTheCut() {
        stretch.cut(M, 7);
        assertThat(stretch.turn(ObjectKey.of("p"), 1000)).isEqualTo(M);
        assertThat(stretch.reached()).isEqualTo(M);
    }

    @Test
    void nothingIsCutOffAtOrBeyondItsEnd() {
        assertThat(stretch.cut(X, 7)).isNull();
        assertThat(stretch.cut(ObjectKey.of("z"), 7)).isNull();
        assertThat(stretch.cut(ObjectKey.of("a"), 7)).as("before it").isNull();
    }

    @Test
    void nothingIsCutOffOnceItHasEnded() {
        stretch.end();
        assertThat(stretch.cut(M, 7)).isNull();
    }

    @Test
    void itsEndIsReachedByTheLastKeyOrOneBeyond() {
        assertThat(stretch.endsAt(X)).isTrue();
        assertThat(stretch.endsAt(ObjectKey.of("z"))).isTrue();
        assertThat(stretch.endsAt(M)).isFalse();
        assertThat(stretch.endsAt(null)).isFalse();
        assertThat(Stretch.whole(new KeyRange(0, null, null)).endsAt(X)).isFalse();
    }

    @Test
    void pagesAreToldAndCounted() {
        stretch.turn(M, 1000);
        stretch.turn(null, 0);
        assertThat(turned).isEqualTo(2);
        assertThat(stretch.pages()).isEqualTo(2);
        assertThat(stretch.objects()).isEqualTo(1000);
        assertThat(stretch.reached()).isEqualTo(M);
    }

    @Test
    void blindCutsAreTriedOnceAPage() {
        assertThat(stretch.mayBeCutBlindly()).as("nothing is listed yet").isFalse();
        stretch.turn(M, 1000);
        assertThat(stretch.mayBeCutBlindly()).isTrue();
        assertThat(stretch.mayBeCutBlindly()).isFalse();
        stretch.turn(M, 1000);
        assertThat(stretch.mayBeCutBlindly()).isTrue();
    }
}
