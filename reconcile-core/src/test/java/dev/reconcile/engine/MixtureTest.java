package dev.reconcile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconcile.catalog.RecordId;
import dev.reconcile.store.ObjectKey;
import dev.reconcile.store.Presence;
import dev.reconcile.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists or looks up, whichever is cheaper, without knowing beforehand which it is. */
class MixtureTest {

    private final Surroundings at = new Surroundings();
    private final List<Entry> references = new ArrayList<>();
    private final List<ObjectKey> expected = new ArrayList<>();
    private final List<ObjectKey> present = new ArrayList<>();
    private final List<ObjectKey> absent = new ArrayList<>();
    private long objects;
    private int next;

    /** So many keys in a row, of which these shares have a reference, and an object. */
    private void part(int size, double referenced, double stored, Random random) {
        for (int i = 0; i < size; i++) {
            String key = String.format("key-%08d", next++);
            boolean there = random.nextDouble() < stored;
            if (there) {
                at.store.real.put(key, 1, Surroundings.LONG_AGO);
                objects++;
            }
            if (random.nextDouble() < referenced) {
                references.add(
                        new Entry(ObjectKey.of(key), new RecordId(String.valueOf(i)), 0, -1, Entry.Standing.JUDGED));
                if (there) {
                    expected.add(ObjectKey.of(key));
                }
            }
        }
    }

    private double cost(double pageCost) {
        new Mixture(at.calls, "", new KeyRange(0, null, null), pageCost, new Mixture.Visitor() {
                    @Override
                    public void listed(StoredObject object) {}

                    @Override
                    public void both(Entry reference, StoredObject object) {
                        present.add(reference.key());
                    }

                    @Override
                    public void referenceOnly(Entry reference) {
                        absent.add(reference.key());
                    }

                    @Override
                    public void answered(Entry reference, Presence answer) {
                        (answer instanceof Presence.Present ? present : absent).add(reference.key());
                    }

                    @Override
                    public void unanswered(String detail) {
                        throw new AssertionError(detail);
                    }
                })
                .carryOut(references.iterator());
        return at.calls.lists.sum() * pageCost + at.calls.stats.sum();
    }

    private void assertEverythingIsMetOnce() {
        assertThat(present).isEqualTo(expected);
        assertThat(absent).hasSize(references.size() - expected.size()).doesNotHaveDuplicates();
    }

    private double listingAll(double pageCost) {
        return Math.ceil(objects / 1000.0) * pageCost;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 5.8, 12.5, 40})
    void itCostsNoMoreThanTwiceTheBetterOfBoth(double pageCost) {
        for (int seed = 0; seed < 8; seed++) {
            Random random = new Random(seed);
            MixtureTest test = new MixtureTest();
            int parts = 1 + random.nextInt(6);
            for (int i = 0; i < parts; i++) {
                double referenced = Math.pow(10, -4 * random.nextDouble());
                double stored = random.nextInt(4) == 0 ? 0.01 : random.nextDouble();
                test.part(random.nextInt(30_000), referenced, stored, random);
            }
            double cost = test.cost(pageCost);
            test.assertEverythingIsMetOnce();
            double better = Math.min(test.listingAll(pageCost), test.references.size());
            assertThat(cost)
                    .as("seed %s: %s references, %s objects", seed, test.references.size(), test.objects)
                    .isLessThanOrEqualTo(2 * better + 3 * pageCost + 1);
        }
    }

    /** The worst there is: a listing is given up right before it would have been through, and the next block is worth one. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 5.8, 12.5})
    void toBeginAnewCostsAThirtiethMoreAtMost(double pageCost) {
        int looks = (int) Math.ceil(64 * pageCost); // of a block
        for (int i = 0; i < 5; i++) {
            part(1, 1, 1, new Random(i));
            part(65_000, 0, 1, new Random(i));
            part(looks - 1 + looks, 1, 1, new Random(i));
        }
        double cost = cost(pageCost);
        assertEverythingIsMetOnce();
        double better = Math.min(listingAll(pageCost), references.size());
        assertThat(cost).isBetween(1.8 * better, (2 + 1 / 30.0) * better);
    }

    @Test
    void whereReferencesAreDenseItLists() {
        part(50_000, 0.9, 1, new Random(1));
        assertThat(cost(5.8)).isLessThanOrEqualTo(listingAll(5.8) + 5.8 + 1);
        assertEverythingIsMetOnce();
    }

    @Test
    void whereReferencesAreThinItLooksThemUpAndSkipsWhatLiesBetween() {
        part(200_000, 0.0005, 1, new Random(1));
        cost(5.8);
        assertEverythingIsMetOnce();
        assertThat(at.calls.lists.sum()).as("of two hundred pages").isLessThan(25);
    }

    @Test
    void bothInOneRangeCostLessThanEither() {
        Random random = new Random(1);
        part(30_000, 0.9, 1, random);
        part(200_000, 0.0005, 1, random);
        part(30_000, 0.9, 1, random);
        double cost = cost(5.8);
        assertEverythingIsMetOnce();
        assertThat(cost).isLessThan(listingAll(5.8)).isLessThan(references.size());
    }

    @Test
    void severalReferencesOfAKeyTakeOneLook() {
        at.object("a", 1);
        for (int i = 0; i < 5; i++) {
            Entry.Standing standing = i == 0 ? Entry.Standing.TOO_YOUNG : Entry.Standing.JUDGED;
            references.add(new Entry(ObjectKey.of("a"), new RecordId("r" + i), 0, -1, standing));
        }
        assertThat(cost(100)).as("one look, no page").isEqualTo(1);
        assertThat(present).hasSize(4);
        assertThat(absent).as("nobody needs to know").hasSize(1);
    }
}
