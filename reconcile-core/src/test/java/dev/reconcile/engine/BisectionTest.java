package dev.reconcile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.store.ObjectKey;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Cuts where nothing is known. */
class BisectionTest {

    private static ObjectKey between(String last, String upTo) {
        return Bisection.between(ObjectKey.of(last), upTo == null ? null : ObjectKey.of(upTo));
    }

    @Test
    void theDirectoryIsLeftFirst() {
        assertThat(between("orphans/00c4", null)).isEqualTo(ObjectKey.of("orphans0"));
        assertThat(between("a/b/c", "b")).isEqualTo(ObjectKey.of("a/b0"));
    }

    @Test
    void thenItsNamesAreHalved() {
        assertThat(between("orphans/00c4", "orphans0")).isEqualTo(ObjectKey.of("orphans/W"));
        assertThat(between("orphans/00c4", "orphans/W")).isEqualTo(ObjectKey.of("orphans/C"));
        assertThat(between("b", "n")).isEqualTo(ObjectKey.of("h"));
    }

    @Test
    void whereThereIsNoRoomTheNextCharacterIsHalved() {
        assertThat(between("ab", "b")).isEqualTo(ObjectKey.of("ap"));
        assertThat(between("a~~c", "b")).isEqualTo(ObjectKey.of("a~~q"));
    }

    @Test
    void nothingLiesBetweenAKeyAndItself() {
        assertThat(between("a", "a")).isNull();
        assertThat(between("a", "a ")).isNull();
    }

    @Test
    @DisplayName("H32, H41: whatever the keys, a cut lies between them, in the order of UTF-8, and is a key")
    void aCutLiesBetween() {
        Random random = new Random(11);
        int cuts = 0;
        for (int i = 0; i < 200_000; i++) {
            ObjectKey one = ObjectKey.of(RandomKeys.next(random));
            ObjectKey other = ObjectKey.of(RandomKeys.next(random));
            boolean ascending = one.compareTo(other) < 0;
            ObjectKey last = ascending ? one : other;
            ObjectKey upTo = random.nextInt(4) == 0 ? null : ascending ? other : one;
            ObjectKey cut = Bisection.between(last, upTo);
            if (cut != null) {
                cuts++;
                assertThat(cut).isGreaterThan(last);
                if (upTo != null) {
                    assertThat(cut).isLessThan(upTo);
                }
            }
        }
        assertThat(cuts).as("it does cut").isGreaterThan(100_000);
    }

    /** How many cuts it takes until both halves hold something, where a million keys share a long prefix. */
    @Test
    void keysThatShareAPrefixAreHalvedSoon() {
        String upTo = null;
        String last = "tenant-17/archive/2026/11/3f0a";
        int empty = 0;
        ObjectKey cut = between(last, upTo);
        while (cut != null && cut.compareTo(ObjectKey.of("tenant-17/archive/2026/11/ffff")) > 0) {
            empty++;
            upTo = cut.value();
            cut = between(last, upTo);
        }
        assertThat(cut).isNotNull();
        assertThat(empty).isLessThanOrEqualTo(3);
    }
}
