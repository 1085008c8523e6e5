package dev.reconcile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reconcile.store.ObjectKey;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A range that may lose what isn't listed of it yet. */
class StretchTest {

    private static final ObjectKey B = ObjectKey.of("b");
    private static final ObjectKey M = ObjectKey.of("m");
    private static final ObjectKey X = ObjectKey.of("x");

    private int turned;
    private int journalled;
    private final Stretch stretch = new Stretch(new KeyRange(3, B, X), any -> turned++);

    private KeyRange cut(ObjectKey at) {
        return stretch.cut(at, 7, () -> journalled++);
    }

    @Test
    void whatIsCutOffIsARangeOfItsOwn() {
        assertThat(cut(M)).isEqualTo(new KeyRange(7, M, X));
        assertThat(stretch.range()).isEqualTo(new KeyRange(3, B, M));
        assertThat(stretch.isBeyond(X)).isTrue();
        assertThat(stretch.isBeyond(M)).as("the end belongs to it").isFalse();
    }

    @Test
    void nothingIsCutOffThatWasListed() {
        assertThat(stretch.turn(ObjectKey.of("p"), 1000)).isEqualTo(X);
        assertThat(cut(M)).isNull();
        assertThat(stretch.range()).isEqualTo(new KeyRange(3, B, X));
        assertThat(cut(ObjectKey.of("p"))).as("right behind it").isNotNull();
    }

    @Test
    void aPageThatCameInTooLateCountsUpToTheCut() {
        cut(M);
        assertThat(stretch.turn(ObjectKey.of("p"), 1000)).isEqualTo(M);
        assertThat(stretch.reached()).isEqualTo(M);
    }

    @Test
    void nothingIsCutOffAtOrBeyondItsEnd() {
        assertThat(cut(X)).isNull();
        assertThat(cut(ObjectKey.of("z"))).isNull();
        assertThat(cut(ObjectKey.of("a"))).as("before it").isNull();
    }

    @Test
    @DisplayName("H6: what has shown nothing isn't taken away whole, or empty pages would be asked for without end")
    void notAllOfItIsCutOff() {
        stretch.turn(null, 0);
        assertThat(cut(B)).isNull();
        assertThat(journalled).isZero();
    }

    @Test
    @DisplayName(
            "H85: the journal knows of a cut before anybody can come to the new end, and no cut stands that it doesn't know")
    void aCutIsWrittenDownFirst() {
        stretch.cut(M, 7, () -> assertThat(stretch.range().upTo()).isEqualTo(X));
        assertThat(stretch.isCutInDoubt()).isFalse();
        assertThatIllegalStateException()
                .isThrownBy(() -> stretch.cut(ObjectKey.of("d"), 8, () -> {
                    throw new IllegalStateException("the journal is full");
                }));
        assertThat(stretch.range().upTo()).isEqualTo(M);
        assertThat(stretch.isCutInDoubt()).isTrue();
    }

    @Test
    void nothingIsCutOffOnceItHasEnded() {
        stretch.end();
        assertThat(cut(M)).isNull();
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
