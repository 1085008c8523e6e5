package dev.reconcile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.catalog.RecordId;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.StoredObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MergeJoinTest {

    @Test
    @DisplayName("H31, H32: the join of any two sides is what sets say it is")
    void joinsAsSetsDo() {
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            List<Entry> references = new ArrayList<>();
            Set<ObjectKey> objects = new TreeSet<>();
            int size = random.nextInt(8);
            for (int j = 0; j < size; j++) {
                ObjectKey key = ObjectKey.of(RandomKeys.next(random));
                int side = random.nextInt(3);
                if (side != 0) {
                    for (int copies = 1 + random.nextInt(2); copies > 0; copies--) {
                        references.add(
                                new Entry(key, new RecordId("r" + references.size()), 0, -1, Entry.Standing.JUDGED));
                    }
                }
                if (side != 1) {
                    objects.add(key);
                }
            }
            joinAndCompare(references, objects);
        }
    }

    private static void joinAndCompare(List<Entry> references, Set<ObjectKey> objects) {
        references.sort(null);
        List<Entry> alone = new ArrayList<>();
        List<Entry> met = new ArrayList<>();
        Set<ObjectKey> unreferenced = new TreeSet<>();
        MergeJoin.join(
                references.iterator(),
                objects.stream()
                        .map(key -> new StoredObject(key, 1, "e", null, null))
                        .iterator(),
                beyond -> false,
                new MergeJoin.Visitor() {
                    @Override
                    public void referenceOnly(Entry reference) {
                        alone.add(reference);
                    }

                    @Override
                    public void objectOnly(StoredObject object) {
                        assertThat(unreferenced.add(object.key())).isTrue();
                    }

                    @Override
                    public void both(Entry reference, StoredObject object) {
                        assertThat(object.key()).isEqualTo(reference.key());
                        met.add(reference);
                    }
                });

        assertThat(alone)
                .containsExactlyElementsOf(references.stream()
                        .filter(reference -> !objects.contains(reference.key()))
                        .toList());
        assertThat(met)
                .containsExactlyElementsOf(references.stream()
                        .filter(reference -> objects.contains(reference.key()))
                        .toList());
        Set<ObjectKey> rest = new TreeSet<>(objects);
        references.forEach(reference -> rest.remove(reference.key()));
        assertThat(unreferenced).isEqualTo(rest);
    }

    @Test
    @DisplayName("H32: keys compare as their UTF-8 bytes do")
    void keysCompareAsBytes() {
        Random random = new Random(43);
        for (int i = 0; i < 200_000; i++) {
            ObjectKey a = ObjectKey.of(RandomKeys.next(random));
            ObjectKey b = ObjectKey.of(RandomKeys.next(random));
            assertThat(Integer.signum(a.compareTo(b)))
                    .isEqualTo(Integer.signum(Arrays.compareUnsigned(a.utf8(), b.utf8())));
        }
    }
}
